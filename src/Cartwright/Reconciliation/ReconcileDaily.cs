using Cartwright.Journal;
using Microsoft.Extensions.Options;

namespace Cartwright.Reconciliation;

/// <summary>
/// Compares the books once a day, on whichever node takes the row of work, and keeps each difference on the attention
/// list until it is gone.
/// </summary>
public sealed partial class ReconcileDaily(
    Reconcile reconcile,
    CompareLater compareLater,
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

    private const int ForgottenMax = 400;

    /// <summary>As long as a reason on the attention list may be.</summary>
    private const int ReasonCharsMax = 1_000;

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

        var oldest = now.AddDays(-Math.Max(options.Days, options.RepeatDaysMax));
        var again = await compareLater.ListAsync(cancellationToken);
        var since = await compareLater.ComparedUntilAsync(cancellationToken) is { } until
            ? Earlier(now.AddDays(-options.Days), until - Reconcile.ClockSkewMax)
            : now.AddDays(-options.Days);
        var report = await reconcile.HandleAsync(
            since < oldest ? oldest : since,
            now,
            again.Where(order => order.BeganAt >= oldest)
                .ToDictionary(order => order.OrderId, order => order.BeganAt, StringComparer.Ordinal),
            cancellationToken);
        var listed = await journal.QueryAsync(
            "select key from attention where kind = @kind", row => row.GetString(0), [("kind", AttentionKind)],
            cancellationToken);
        // Before the run counts as done: if it dies between the two, it is all done again.
        await compareLater.KeepAsync(
            report, listed.Select(SubjectOf).ToHashSet(StringComparer.Ordinal), cancellationToken);
        CompareLater.AddRun(append, now);
        foreach (var order in again.Where(order => order.BeganAt < oldest).Take(ForgottenMax))
        {
            CompareLater.AddForgotten(append, order.OrderId);
            if (order.Why is { } why)
                append.Attend(AttentionKind, $"NotCompared:{order.OrderId}", Bounded($"Compare it by hand: {why}"));
        }

        AddFound(append, report, listed);
        append.Reschedule(lease, Next(now, options.Hour), "The next comparison is tomorrow's.", resetAttempts: true);
        await journal.AppendAsync(append, CancellationToken.None);
    }

    /// <summary>Puts what was found on the attention list, and takes off it what is gone.</summary>
    private void AddFound(JournalAppend append, ReconciliationReport report, IReadOnlyList<string> listed)
    {
        var found = report.Differences.ToDictionary(difference => difference.Key);
        foreach (var difference in found.Values.Take(ListedMax))
        {
            append.Attend(AttentionKind, difference.Key, Bounded(difference.Details));
        }

        if (found.Count > ListedMax)
        {
            append.Attend(AttentionKind, "All:", $"{found.Count} differences: list them with 'cartwright reconcile'.");
        }
        else
        {
            append.Settle(AttentionKind, "All:");
        }

        // What was on the list and was looked at again without being found is gone. Of an order that could not be
        // looked at, nothing is known.
        var compared = report.Compared.ToHashSet(StringComparer.Ordinal);
        foreach (var key in listed
            .Where(key => !found.ContainsKey(key) && compared.Contains(SubjectOf(key)))
            .Take(ListedMax))
        {
            append.Settle(AttentionKind, key);
            if (!report.BeganAt.ContainsKey(SubjectOf(key))) CompareLater.AddForgotten(append, SubjectOf(key));
        }

        LogReport(report.Compared.Count, found.Count, report.Unchecked.Count);
    }

    private static string SubjectOf(string key) => key[(key.IndexOf(':', StringComparison.Ordinal) + 1)..];

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;

    private static string Bounded(string reason) => reason[..Math.Min(reason.Length, ReasonCharsMax)];

    /// <summary>The next time that the hour begins.</summary>
    internal static DateTimeOffset Next(DateTimeOffset now, int hour)
    {
        var today = new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero).AddHours(hour);
        return today > now ? today : today.AddDays(1);
    }

    [LoggerMessage(Level = LogLevel.Information,
        Message = "Books compared: {Compared} orders, {Differences} differences, "
            + "{NotCompared} could not be compared yet.")]
    private partial void LogReport(int compared, int differences, int notCompared);
}

public static class ReconciliationRegistration
{
    public static IServiceCollection AddReconciliation(this IServiceCollection services)
    {
        services.AddSettings<ReconciliationOptions>("Reconciliation");
        return services
            .AddSingleton(provider => provider.GetRequiredService<IOptions<ReconciliationOptions>>().Value)
            .AddSingleton<Reconcile>()
            .AddSingleton<CompareLater>()
            .AddSingleton<ReconcileDaily>()
            .AddSingleton<IWorkHandler>(provider => provider.GetRequiredService<ReconcileDaily>())
            .AddHostedService(provider => provider.GetRequiredService<ReconcileDaily>());
    }
}
