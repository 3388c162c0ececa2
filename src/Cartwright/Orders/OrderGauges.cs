using System.Diagnostics.Metrics;
using Cartwright.Journal;
using Cartwright.Orders.Placement;
using Cartwright.Telemetry;

namespace Cartwright.Orders;

/// <summary>
/// How much is under way, due, and waits for a person, as the journal has it: every process tells the same. Read every
/// ten seconds, so that who watches the gauges costs the journal nothing.
/// </summary>
public sealed partial class OrderGauges : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);
    private static readonly string[] Phases =
    [
        .. Enum.GetValues<OrderPhase>().Except(
            [OrderPhase.NotStarted, OrderPhase.Placed, OrderPhase.Failed, OrderPhase.Cancelled])
            .Select(phase => phase.ToString()),
    ];

    private readonly IJournal journal;
    private readonly string[] queues;
    private readonly TimeProvider clock;
    private readonly ILogger<OrderGauges> logger;
    private volatile Readings latest = new([], [], [], []);

    public OrderGauges(
        IJournal journal, IEnumerable<IWorkHandler> handlers, TimeProvider clock, ILogger<OrderGauges> logger)
    {
        (this.journal, this.clock, this.logger) = (journal, clock, logger);
        queues = [.. handlers.Select(handler => handler.Queue)];
        Meter.CreateObservableGauge(
            "cartwright.attention", () => latest.Attention, "{entry}", "What needs a person, by kind.");
        Meter.CreateObservableGauge(
            "cartwright.orders.under_way", () => latest.UnderWay, "{order}", "Orders that have not ended, by phase.");
        Meter.CreateObservableGauge(
            "cartwright.work.due", () => latest.Due, "{row}", "Work that is due and that nobody does yet, by queue.");
        Meter.CreateObservableGauge(
            "cartwright.work.oldest", () => latest.Oldest, "s", "How long the oldest due work has been due, by queue.");
    }

    internal Meter Meter { get; } = new(GatewayCounters.MeterName);

    /// <summary>Reads the journal now.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        var attention = await journal.QueryAsync(
            "select kind, count(*) from attention group by kind", row => (row.GetString(0), row.GetInt64(1)),
            null, cancellationToken);
        var underWay = await journal.QueryAsync(
            "select phase, count(*) from orders where phase not in ('Placed', 'Failed', 'Cancelled') group by phase",
            row => (row.GetString(0), row.GetInt64(1)), null, cancellationToken);
        var now = clock.GetUtcNow();
        var named = string.Join(", ", queues.Select(queue => $"'{queue}'"));
        var due = await journal.QueryAsync(
            $"select queue, count(*), min(due) from work where queue in ({named}) "
            + "and due <= @now group by queue",
            row => (Queue: row.GetString(0), Count: row.GetInt64(1), Since: row.GetInt64(2)),
            [("now", now)],
            cancellationToken);
        latest = new(
            Measured("kind", attention, [FindStuckOrders.Kind, OrderWork.WaitingKind, OrderWork.SettleKind]),
            Measured("phase", underWay, Phases),
            Measured("queue", [.. due.Select(row => (row.Queue, row.Count))], queues),
            Measured(
                "queue",
                [.. due.Select(row => (row.Queue, (now.ToUnixTimeMilliseconds() - row.Since) / 1000))],
                queues));
    }

    public override void Dispose()
    {
        Meter.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        do
        {
            try
            {
                await RefreshAsync(stoppingToken);
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(failure.GetType().Name);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <param name="always">Those that are told when there are none, so that an alarm can rest on zero.</param>
    private static Measurement<long>[] Measured(
        string label, IReadOnlyList<(string Name, long Value)> rows, IReadOnlyList<string> always) =>
    [
        .. rows.Concat(always.Except(rows.Select(row => row.Name)).Select(name => (name, 0L)))
            .Select(row => new Measurement<long>(row.Item2, new KeyValuePair<string, object?>(label, row.Item1))),
    ];

    private sealed record Readings(
        IReadOnlyList<Measurement<long>> Attention,
        IReadOnlyList<Measurement<long>> UnderWay,
        IReadOnlyList<Measurement<long>> Due,
        IReadOnlyList<Measurement<long>> Oldest);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The gauges could not be read ({Failure}).")]
    private partial void LogFailed(string failure);
}
