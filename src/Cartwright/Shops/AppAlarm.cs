using Cartwright.Journal;

namespace Cartwright.Shops;

/// <summary>
/// Shopify refuses the app's own credentials: every shop is affected and none is to blame. It is tried again after a
/// while, by one call.
/// </summary>
public sealed partial class AppAlarm(IJournal journal, TimeProvider clock, ILogger<AppAlarm> logger)
{
    public const string AttentionKind = "shopify-app";
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan SettledFor = TimeSpan.FromMinutes(10);

    private readonly Lock sync = new();
    private DateTimeOffset? until;
    private DateTimeOffset? settledAt;

    public string Detail { get; private set; } = "";

    /// <summary>
    /// Whether the app's credentials may be tried. After the pause one caller may, and the others once that went well.
    /// </summary>
    public bool MayTry()
    {
        lock (sync)
        {
            if (until is null)
            {
                return true;
            }

            var now = clock.GetUtcNow();
            if (until > now)
            {
                return false;
            }

            until = now + Pause;
            return true;
        }
    }

    public async Task RaiseAsync(string detail)
    {
        lock (sync)
        {
            until = clock.GetUtcNow() + Pause;
            settledAt = null;
            Detail = detail;
        }

        LogRaised(detail);
        await journal.AppendAsync(new JournalAppend().Attend(
            AttentionKind, "credentials",
            "Shopify refuses the app's credentials: set Shops:ClientId and Shops:ClientSecret to those of the app."));
    }

    /// <summary>
    /// The credentials have worked. The first time, and every few minutes again, that settles what an earlier process or
    /// another node has raised: the mend is often another setting and a restart.
    /// </summary>
    public async Task ClearAsync()
    {
        lock (sync)
        {
            if (clock.GetUtcNow() - settledAt < SettledFor)
            {
                return;
            }

            until = null;
        }

        await journal.AppendAsync(new JournalAppend().Settle(AttentionKind, "credentials"));
        lock (sync)
        {
            // Unless it was raised again meanwhile.
            settledAt = until is null ? clock.GetUtcNow() : null;
        }
    }

    [LoggerMessage(Level = LogLevel.Critical, Message = "Shopify refuses the app's credentials. {Detail}")]
    private partial void LogRaised(string detail);
}
