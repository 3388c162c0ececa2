using System.Data.Common;
using System.Reflection;
using Cartwright.Journal;
using Cartwright.Storage;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Cartwright.Nodes;

/// <summary>
/// Says in the journal, every few seconds, that this process serves, and how far its clock is from the journal's. For
/// people to look at: no node decides anything by it.
/// </summary>
public sealed class TellPresence(
    NodeName name, IJournal journal, IServer server, IHostApplicationLifetime lifetime, TimeProvider clock)
    : BackgroundService
{
    public static readonly TimeSpan Beat = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Kept = TimeSpan.FromDays(1);
    private static readonly TimeSpan LeaveTimeMax = TimeSpan.FromSeconds(2);

    private static readonly string Version =
        typeof(TellPresence).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion
            ?? "";

    /// <summary>Whether the last beat could be written: a node that can't write can take no order.</summary>
    public bool IsWritten { get; private set; } = true;

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
            IsWritten = true;
        }
        catch (JournalUnavailableException)
        {
            // It is listed as silent, and is not ready, until a later beat is written.
            IsWritten = false;
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
