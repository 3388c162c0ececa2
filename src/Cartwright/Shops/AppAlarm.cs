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

    private readonly Lock sync = new();
    private DateTimeOffset? until;
    private bool isSettled;

    public string Detail { get; private set; } = "";

    public bool IsOn
    {
        get
        {
            lock (sync)
            {
                return until > clock.GetUtcNow();
            }
        }
    }

    public async Task RaiseAsync(string detail)
    {
        lock (sync)
        {
            until = clock.GetUtcNow() + Pause;
            isSettled = false;
            Detail = detail;
        }

        LogRaised(detail);
        await journal.AppendAsync(new JournalAppend().Attend(
            AttentionKind, "credentials",
            "Shopify refuses the app's credentials: set Shops:ClientId and Shops:ClientSecret to those of the app."));
    }

    /// <summary>
    /// The credentials have worked. The first time, that settles what an earlier process has raised: the mend is often
    /// another setting and a restart.
    /// </summary>
    public async Task ClearAsync()
    {
        lock (sync)
        {
            if (isSettled)
            {
                return;
            }

            (until, isSettled) = (null, true);
        }

        await journal.AppendAsync(new JournalAppend().Settle(AttentionKind, "credentials"));
    }

    [LoggerMessage(Level = LogLevel.Critical, Message = "Shopify refuses the app's credentials. {Detail}")]
    private partial void LogRaised(string detail);
}
