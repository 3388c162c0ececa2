using System.Data.Common;
using System.Diagnostics.Metrics;
using System.Reflection;
using Cartwright.Journal;
using Cartwright.Storage;
using Cartwright.Telemetry;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Cartwright.Nodes;

/// <summary>
/// Says in the journal, every few seconds, that this process serves, and how far its clock is from the journal's. For
/// people to look at: no node decides anything by it.
/// </summary>
public sealed class TellPresence : BackgroundService
{
    public static readonly TimeSpan Beat = TimeSpan.FromSeconds(5);

    /// <summary>A node whose last beat is older says nothing any more.</summary>
    public static readonly TimeSpan SilentAfter = 3 * Beat;

    /// <summary>For so long a full disk is told by the gauge: longer than an alert waits.</summary>
    private static readonly TimeSpan FullFor = TimeSpan.FromMinutes(3);

    private static readonly TimeSpan Kept = TimeSpan.FromDays(1);
    private static readonly TimeSpan LeaveTimeMax = TimeSpan.FromSeconds(2);

    private static readonly string Version =
        typeof(TellPresence).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion
            ?? "";

    private readonly NodeName name;
    private readonly IJournal journal;
    private readonly IServer server;
    private readonly IHostApplicationLifetime lifetime;
    private readonly TimeProvider clock;
    private long writtenAt;
    private volatile bool isRefused;

    public TellPresence(
        NodeName name, IJournal journal, IServer server, IHostApplicationLifetime lifetime, TimeProvider clock)
    {
        (this.name, this.journal, this.server, this.lifetime, this.clock) = (name, journal, server, lifetime, clock);
        writtenAt = clock.GetTimestamp();
        Meter.CreateObservableGauge(
            "cartwright.journal.writable", () => IsWritten && !(journal.SinceFull < FullFor) ? 1L : 0L,
            description: "1 while this process can write its journal, 0 while it can't.");
    }

    internal Meter Meter { get; } = new(GatewayCounters.MeterName);

    /// <summary>
    /// Whether the last beat could be written, and not long ago: a node that can't write, or whose commits hang, can
    /// take no order. A disk that is full takes beats, and no orders: then this is false for a while after each append
    /// that had no room.
    /// </summary>
    public bool IsWritten =>
        !isRefused
        && clock.GetElapsedTime(Interlocked.Read(ref writtenAt)) < SilentAfter
        && !(journal.SinceFull < SilentAfter);

    public override void Dispose()
    {
        Meter.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var startedAt = clock.GetUtcNow();
        try
        {
            await ForgetAsync(stoppingToken);
            await StartedAsync(stoppingToken);
            while (true)
            {
                await BeatAsync(startedAt, stoppingToken);
                await Task.Delay(Beat, clock, stoppingToken);
            }
        }
        catch (OperationCanceledException)
        {
            await LeaveAsync();
        }
    }

    /// <summary>Where it listens is known then.</summary>
    private async Task StartedAsync(CancellationToken cancellationToken)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var told = lifetime.ApplicationStarted.Register(() => started.TrySetResult());
        await started.Task.WaitAsync(cancellationToken);
    }

    private async Task BeatAsync(DateTimeOffset startedAt, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var ahead = name.OwnClock.GetUtcNow() - now;
        try
        {
            await journal.AppendAsync(
                new JournalAppend().Upsert(
                    "nodes", [("node_id", name.Value)],
                    [
                        ("machine", Environment.MachineName),
                        ("process", (long)Environment.ProcessId),
                        ("version", Version),
                        ("urls", string.Join(' ', server.Features.Get<IServerAddressesFeature>()?.Addresses ?? [])),
                        ("started_at", startedAt),
                        ("seen_at", now),
                        ("clock_ahead_ms", (long)ahead.TotalMilliseconds),
                    ]),
                cancellationToken);
            Interlocked.Exchange(ref writtenAt, clock.GetTimestamp());
            isRefused = false;
        }
        catch (JournalUnavailableException)
        {
            // It is listed as silent, and is not ready, until a later beat is written.
            isRefused = true;
        }
    }

    /// <summary>Those that ended without a word, a day ago or more.</summary>
    private async Task ForgetAsync(CancellationToken cancellationToken)
    {
        try
        {
            var old = await journal.QueryAsync(
                "select node_id from nodes where seen_at < @before order by seen_at limit 1000", row => row.GetString(0),
                [("before", clock.GetUtcNow() - Kept)], cancellationToken);
            if (old.Count > 0)
            {
                var append = new JournalAppend();
                foreach (var node in old)
                {
                    append.Delete("nodes", [("node_id", node)]);
                }

                await journal.AppendAsync(append, cancellationToken);
            }
        }
        catch (Exception lost) when (lost is JournalUnavailableException or DbException)
        {
            // The next start forgets them.
        }
    }

    private async Task LeaveAsync()
    {
        using var limit = new CancellationTokenSource(LeaveTimeMax, clock);
        try
        {
            await journal.AppendAsync(new JournalAppend().Delete("nodes", [("node_id", name.Value)]), limit.Token);
        }
        catch (Exception lost) when (lost is JournalUnavailableException or OperationCanceledException)
        {
            // Then it is listed as silent.
        }
    }
}
