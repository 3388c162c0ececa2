using Cartwright.Journal;
using Microsoft.Extensions.Options;

namespace Cartwright.Reconciliation;

/// <summary>
/// Compares the books once a day, on whichever node takes the row of work, and keeps each difference on the attention
/// list until it is gone.
/// </summary>
public sealed partial class ReconcileDaily(
    Reconcile reconcile,
    IJournal journal,
    ReconciliationOptions options,
    TimeProvider clock,
    ILogger<ReconcileDaily> logger) : IWorkHandler, IHostedService
{
    public const string AttentionKind = "reconciliation";
    private const string QueueName = "reconcile";
    private const string Key = "daily";

    /// <summary>So many at once are one cause: the list names some and says how many there are.</summary>
    private const int ListedMax = 1_000;

    public string Queue => QueueName;

    public WorkLimits Limits { get; } = new(
        ConcurrencyMax: 1,
        AttemptsMax: 5,
        BackoffMin: TimeSpan.FromMinutes(1),
        BackoffMax: TimeSpan.FromMinutes(30),
        ExhaustedBackoff: TimeSpan.FromHours(6));

    /// <summary>Queued again and again, it is there once, at the earliest of the times.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.Daily)
        {
            await journal.AppendAsync(
                new JournalAppend().Enqueue(QueueName, Key, Next(clock.GetUtcNow(), options.Hour)), cancellationToken);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task HandleAsync(WorkLease lease, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var append = new JournalAppend();
        if (!options.Daily)
        {
            await journal.AppendAsync(append.Complete(lease), CancellationToken.None);
            return;
        }

        var report = await reconcile.HandleAsync(now.AddDays(-options.Days), now, cancellationToken);
        var found = report.Differences.ToDictionary(difference => difference.Key);
        foreach (var difference in found.Values.Take(ListedMax))
        {
            append.Attend(AttentionKind, difference.Key, difference.Details);
        }

        if (found.Count > ListedMax)
        {
            append.Attend(AttentionKind, "All:", $"{found.Count} differences: list them with 'cartwright reconcile'.");
        }
        else
        {
            append.Settle(AttentionKind, "All:");
        }

        // What was on the list and was looked at again without being found is gone. Of an order whose merchant could not
        // be asked, nothing is known.
        var settled = 0;
        var compared = report.Compared.Except(report.NotAsked).ToHashSet(StringComparer.Ordinal);
        foreach (var key in await journal.QueryAsync(
            "select key from attention where kind = @kind", row => row.GetString(0), [("kind", AttentionKind)],
            cancellationToken))
        {
            if (settled < ListedMax && !found.ContainsKey(key) && compared.Contains(key[(key.IndexOf(':', StringComparison.Ordinal) + 1)..]))
            {
                append.Settle(AttentionKind, key);
                settled++;
            }
        }

        LogReport(report.Compared.Count, found.Count, report.UnderWay, report.NotAsked.Count);
        append.Reschedule(lease, Next(now, options.Hour), "The next comparison is tomorrow's.", resetAttempts: true);
        await journal.AppendAsync(append, CancellationToken.None);
    }

    /// <summary>The next time that the hour begins.</summary>
    internal static DateTimeOffset Next(DateTimeOffset now, int hour)
    {
        var today = new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero).AddHours(hour);
        return today > now ? today : today.AddDays(1);
    }

    [LoggerMessage(Level = LogLevel.Information,
        Message = "Books compared: {Compared} orders, {Differences} differences, {UnderWay} under way, "
            + "{NotAsked} that their merchants could not be asked about.")]
    private partial void LogReport(int compared, int differences, int underWay, int notAsked);
}

public static class ReconciliationRegistration
{
    public static IServiceCollection AddReconciliation(this IServiceCollection services)
    {
        services.AddSettings<ReconciliationOptions>("Reconciliation");
        return services
            .AddSingleton(provider => provider.GetRequiredService<IOptions<ReconciliationOptions>>().Value)
            .AddSingleton<Reconcile>()
            .AddSingleton<ReconcileDaily>()
            .AddSingleton<IWorkHandler>(provider => provider.GetRequiredService<ReconcileDaily>())
            .AddHostedService(provider => provider.GetRequiredService<ReconcileDaily>());
    }
}
