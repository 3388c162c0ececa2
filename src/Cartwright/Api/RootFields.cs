using Cartwright.Carts;
using Cartwright.GraphQL;
using Cartwright.Journal;

namespace Cartwright.Api;

/// <summary>Serves root fields: the one place where what can go wrong in any of them becomes an answer.</summary>
internal static partial class RootFields
{
    public static RootBuilder Serve<TValue>(
        this RootBuilder root, string name, Func<ApiRequest, ValueTask<TValue>> resolve) =>
        root.FieldAsync<TValue>(name, async field =>
        {
            var logger = field.Get<ILogger<ApiRequestLog>>();
            try
            {
                return await resolve(new(field));
            }
            catch (GraphQLException refusal)
            {
                LogRefusal(logger, name, refusal.Code);
                throw;
            }
            catch (CartBusyException)
            {
                LogRefusal(logger, name, "CONFLICT");
                throw ApiRefusals.With(
                    "CONFLICT", "Too many requests change this at once: wait for them and try again.", retryable: true);
            }
            catch (JournalUnavailableException unavailable)
            {
                LogRefusal(logger, name, "SERVICE_UNAVAILABLE");
                // When the commit itself failed, it may be there after all: nobody may be told to repeat it.
                throw ApiRefusals.With(
                    "SERVICE_UNAVAILABLE",
                    "The gateway can't write to its journal now: read what is there before you try again.",
                    unavailable.MayBeWritten ? null : true);
            }
        });

    [LoggerMessage(Level = LogLevel.Information, Message = "{Field} refused: {Code}")]
    private static partial void LogRefusal(ILogger logger, string field, string code);
}

/// <summary>The category of the log of refused requests: codes and fields, nothing of what was sent.</summary>
internal sealed class ApiRequestLog;
