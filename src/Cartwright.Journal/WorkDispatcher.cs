using Microsoft.Extensions.Logging;

namespace Cartwright.Journal;

/// <summary>
/// Runs the handlers of the work queue in this process: starts what this process queued at once, claims what is due,
/// renews what it holds, repeats what failed, and hands everything back when the process stops.
/// </summary>
public sealed partial class WorkDispatcher
{
    private readonly IJournal journal;
    private readonly TimeProvider clock;
    private readonly Random random;
    private readonly WorkDispatcherOptions options;
    private readonly ILogger<WorkDispatcher> logger;
    private readonly IReadOnlyList<WorkLane> lanes;

    /// <summary>Prepares to run <paramref name="handlers"/>.</summary>
    /// <param name="journal">The journal whose queues are worked on.</param>
    /// <param name="handlers">One for each queue.</param>
    /// <param name="clock">The clock that the journal goes by too.</param>
    /// <param name="random">Gives the jitter; used by the dispatcher alone.</param>
    /// <param name="options">The bounds.</param>
    /// <param name="logger">Hears of failures, by queue and key; never of contents or an exception's message.</param>
    /// <exception cref="ArgumentException">A limit is out of bounds, or two handlers take the same queue.</exception>
    public WorkDispatcher(
        IJournal journal,
        IReadOnlyList<IWorkHandler> handlers,
        TimeProvider clock,
        Random random,
        WorkDispatcherOptions options,
        ILogger<WorkDispatcher> logger)
    {
        options.Validate();
        foreach (var handler in handlers) WorkDispatcherOptions.Validate(handler.Queue, handler.Limits);
        if (handlers.Select(handler => handler.Queue).Distinct(StringComparer.Ordinal).Count() != handlers.Count)
            throw new ArgumentException("Two handlers take one queue: give each its own.", nameof(handlers));

        this.journal = journal;
        this.clock = clock;
        this.random = random;
        this.options = options;
        this.logger = logger;
        lanes = [.. handlers.Select(handler => new WorkLane(handler, journal, clock, Jitter, options, logger))];
    }

    /// <summary>
    /// Works until <paramref name="stopping"/>. Then nothing new is started; running handlers may finish within
    /// <see cref="WorkDispatcherOptions.DrainTime"/>, are cancelled after that, and what is still held is released, due
    /// at once. An attempt that was begun counts: what it did may have gone out. Call it once.
    /// </summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        using var renewing = new CancellationTokenSource();
        var services = new List<IDisposable>();
        var renewals = Task.CompletedTask;
        try
        {
            foreach (var lane in lanes) services.Add(journal.Serve(lane.Queue, lane));
            renewals = RenewAsync(renewing.Token);
            // At once: whoever has asked for the stop sees nothing start any more.
            await using var stop = stopping.Register(StopLanes);
            await Task.WhenAll(lanes.Select(lane => lane.PollAsync(stopping)));
        }
        finally
        {
            await DrainAsync();
            // Only now: until here the lanes have to hear which leases their handlers ended.
            foreach (var service in services) service.Dispose();
            await renewing.CancelAsync();
            await renewals;
            foreach (var lane in lanes) lane.Dispose();
        }
    }

    private async Task DrainAsync()
    {
        StopLanes();
        var drained = Task.WhenAll(lanes.Select(lane => lane.Drained));
        if (await EndsWithinAsync(drained, options.DrainTime)) return;

        foreach (var lane in lanes) lane.CancelRunning();
        if (await EndsWithinAsync(drained, options.CancelTime)) return;

        // A handler that does not listen cannot end its work any more: its lease goes to the next one.
        var count = 0;
        foreach (var lane in lanes) count += await lane.ReleaseHeldAsync();
        LogDrainIncomplete(logger, count);
    }

    private void StopLanes()
    {
        foreach (var lane in lanes) lane.Stop();
    }

    private async Task<bool> EndsWithinAsync(Task task, TimeSpan time)
    {
        try
        {
            await task.WaitAsync(time, clock);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    /// <summary>Renews all that is held at every third of the lease time, so that two renewals may fail.</summary>
    private async Task RenewAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(journal.LeaseTime / 3, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stopping)) await RenewOnceAsync(stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The drain is over: nothing is held any more.
        }
    }

    private async Task RenewOnceAsync(CancellationToken stopping)
    {
        var held = lanes.SelectMany(lane => lane.Held()).ToList();
        if (held.Count == 0) return;

        try
        {
            var renewed = (await journal.RenewAsync(held, stopping)).ToLookup(lease => lease.Queue);
            foreach (var lane in lanes)
                lane.Renewed(held.Where(lease => lease.Queue == lane.Queue), [.. renewed[lane.Queue]]);
        }
        catch (Exception failure) when (!stopping.IsCancellationRequested)
        {
            LogRenewalFailed(logger, Outline(failure));
            // A lease that has run out by our own clock may be another node's by now.
            foreach (var lane in lanes) lane.DropExpired();
        }
    }

    private double Jitter()
    {
        lock (random) return random.NextDouble();
    }

    /// <summary>The kinds of an exception and of its causes; their messages may carry what no log may show.</summary>
    internal static string Outline(Exception failure)
    {
        var outline = failure.GetType().Name;
        for (var (cause, depth) = (failure.InnerException, 0); cause is not null && depth < 5; depth++)
        {
            outline += " <- " + cause.GetType().Name;
            cause = cause.InnerException;
        }

        return outline;
    }
}
