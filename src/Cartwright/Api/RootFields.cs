using System.Runtime.CompilerServices;
using Cartwright.Carts;
using Cartwright.GraphQL;
using Cartwright.Journal;

namespace Cartwright.Api;

/// <summary>Serves root fields: the one place where what can go wrong in any of them becomes an answer.</summary>
internal static class RootFields
{
    public static RootBuilder Serve<TValue>(
        this RootBuilder root, string name, Func<ApiRequest, ValueTask<TValue>> resolve) =>
        root.FieldAsync<TValue>(name, async field =>
        {
            try
            {
                var answer = await resolve(new(field));
                Log(field.Get<ILogger<ApiRequestLog>>(), answer as IAnswerWithProblems);
                return answer;
            }
            catch (Exception failure) when (Known(failure) is { } known)
            {
                throw known;
            }
        });

    public static SubscriptionBuilder ServeStream<TValue>(
        this SubscriptionBuilder root, string name, Func<ApiRequest, ValueTask<IAsyncEnumerable<TValue>>> open) =>
        root.StreamAsync(name, async ValueTask<IAsyncEnumerable<TValue>> (field) =>
        {
            try
            {
                return WithKnownFailures(await open(new(field)));
            }
            catch (Exception failure) when (Known(failure) is { } known)
            {
                throw known;
            }
        });

    private static async IAsyncEnumerable<TValue> WithKnownFailures<TValue>(
        IAsyncEnumerable<TValue> source, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await using var events = source.GetAsyncEnumerator(cancellationToken);
        while (await MoveAsync())
        {
            yield return events.Current;
        }

        async ValueTask<bool> MoveAsync()
        {
            try
            {
                return await events.MoveNextAsync();
            }
            catch (Exception failure) when (Known(failure) is { } known)
            {
                throw known;
            }
        }
    }

    private static GraphQLException? Known(Exception failure) => failure switch
    {
        CartBusyException => ApiRefusals.With(
            "CONFLICT", "Too many requests change this at once: wait for them and try again.", retryable: true),
        // When the commit itself failed, it may be there after all: nobody may be told to repeat it.
        JournalUnavailableException { MayBeWritten: true } => ApiRefusals.With(
            "SERVICE_UNAVAILABLE",
            "The gateway can't write to its journal now: read what is there before you try again.",
            retryable: null),
        // A read says nothing of what was written before it.
        JournalUnavailableException { IsOfRead: true } => ApiRefusals.With(
            "SERVICE_UNAVAILABLE",
            "The gateway can't read its journal now: try again in a few seconds, and read what is there before you "
            + "repeat a change.",
            retryable: null),
        JournalUnavailableException => ApiRefusals.With(
            "SERVICE_UNAVAILABLE",
            "The gateway can't write to its journal now: try again in a few seconds.",
            retryable: true),
        _ => null,
    };

    /// <summary>The transport logs the codes of errors; those in the data it does not see.</summary>
    private static void Log(ILogger logger, IAnswerWithProblems? answer)
    {
        foreach (var code in answer?.Codes.Distinct() ?? [])
        {
            ApiRequestLog.Refused(logger, code);
        }
    }
}

/// <summary>An answer that tells in its data what was refused, where the contract has a place for it.</summary>
internal interface IAnswerWithProblems
{
    /// <summary>The contract's codes; empty when all went well.</summary>
    IEnumerable<string> Codes { get; }
}

/// <summary>The category of the log of refused requests: their codes, nothing of what was sent.</summary>
internal sealed partial class ApiRequestLog
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Request refused: {Code}")]
    public static partial void Refused(ILogger logger, string code);
}
