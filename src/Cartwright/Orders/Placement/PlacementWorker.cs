using Cartwright.Journal;
using Cartwright.Nodes;
using Cartwright.Storage;

namespace Cartwright.Orders.Placement;

/// <summary>
/// Runs the queues of effects in this process. It starts before the web server takes requests and stops after it, so
/// that what a last request queued is begun or given back.
/// </summary>
public sealed class PlacementWorker(
    IJournal journal,
    IEnumerable<IWorkHandler> handlers,
    IEnumerable<ServingLock> servingLocks,
    StepScheduler steps,
    TimeProvider clock,
    ILogger<WorkDispatcher> logger) : BackgroundService
{
    private IDisposable? held;

    /// <summary>True while work is taken.</summary>
    public bool IsRunning { get; private set; }

    /// <exception cref="JournalRefusedException">Another gateway serves from the same file.</exception>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        // There is none on PostgreSQL, where any number of gateways serve.
        foreach (var servingLock in servingLocks) held = await servingLock.TakeAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    public override void Dispose()
    {
        held?.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var options = new WorkDispatcherOptions { Scheduler = steps };
        var dispatcher = new WorkDispatcher(journal, [.. handlers], clock, new Random(), options, logger);
        IsRunning = true;
        try
        {
            await dispatcher.RunAsync(stoppingToken);
        }
        finally
        {
            IsRunning = false;
        }
    }
}
