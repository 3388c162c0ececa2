using System.Collections.Concurrent;
using System.Data.Common;
using Cartwright.Journal;
using Cartwright.Journal.Sqlite;

namespace Cartwright.Simulation.Gateway;

/// <summary>
/// One node's way to the shared database. Every call takes time before and after it, in which anything may happen: the
/// process crashes, another node is quicker, the answer is lost.
/// </summary>
internal sealed class SimulatedJournal : IJournal
{
    private readonly World world;
    private readonly Node node;
    private readonly SqliteTables tables;
    private readonly SqliteWork work;

    public SimulatedJournal(World world, Node node)
    {
        (this.world, this.node) = (world, node);
        LeaseTime = world.Weather.LeaseTime;
        var options = new SqliteJournalOptions { File = ":memory:", NodeId = node.Name, LeaseTime = LeaseTime };
        work = new(world.Database.Handle, options);
        tables = new(
            world.Database.Events, work, world.Database.Rows, world.Database.Changes, new(),
            new ConcurrentDictionary<string, IWorkReceiver>(StringComparer.Ordinal));
    }

    public TimeSpan LeaseTime { get; }

    public Waits Waits { get; } = new();

    public async ValueTask<AppendResult> AppendAsync(
        JournalAppend append, CancellationToken cancellationToken = default)
    {
        AppendBounds.Check(append);
        await HopAsync();
        var strike = world.Weather.OnAppend(node);
        if (strike == AppendStrike.CrashBefore) await node.CrashAsync("before an append");
        if (strike == AppendStrike.FailBefore)
            throw new JournalUnavailableException("The database is away.", mayBeWritten: false);

        var operation = new SqliteAppend(append);
        world.Database.Run(operation, tables, world.Schedule.Now);
        // Its outcome is known from here on, though the caller hears of it later, if at all.
        operation.Succeed();
        var result = await operation.Completion;
        world.Trace.OnAppend(node, append, result);
        Tell(append);
        if (strike == AppendStrike.CrashAfter) await node.CrashAsync("after an append");
        operation.Announce(tables);
        await HopAsync();
        if (strike == AppendStrike.FailAfter)
            throw new JournalUnavailableException("The database went away.", mayBeWritten: true);

        return result;
    }

    public async ValueTask<IReadOnlyList<RecordedEvent>> ReadAsync(
        string stream, long afterVersion = 0, CancellationToken cancellationToken = default)
    {
        await HopAsync();
        return world.Database.Reads.Events(stream, afterVersion);
    }

    public async ValueTask WaitAsync(string stream, long afterVersion, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            var signal = Waits.Arm(stream, cancellationToken);
            await HopAsync();
            if (world.Database.Reads.Version(stream) > afterVersion) return;
            await signal;
        }
    }

    public async ValueTask<IReadOnlyList<T>> QueryAsync<T>(
        string sql,
        Func<DbDataReader, T> map,
        IReadOnlyList<(string Name, object? Value)>? parameters = null,
        CancellationToken cancellationToken = default)
    {
        await HopAsync();
        return world.Database.Reads.Query(sql, map, parameters);
    }

    public async ValueTask<DateTimeOffset?> NextDueAsync(string queue, CancellationToken cancellationToken = default)
    {
        var due = await QueryAsync<long?>(
            "SELECT MIN(due) FROM work WHERE queue = @queue",
            row => row.IsDBNull(0) ? null : row.GetInt64(0),
            [("queue", queue)],
            cancellationToken);
        // By the node's clock, as the journal on PostgreSQL tells it.
        return due[0] is { } first ? DateTimeOffset.FromUnixTimeMilliseconds(first) + node.Place.Skew : null;
    }

    public ValueTask<IReadOnlyList<WorkLease>> ClaimAsync(
        string queue, int countMax, CancellationToken cancellationToken = default) =>
        RunAsync(new SqliteClaim(queue, countMax));

    public ValueTask<IReadOnlyList<WorkLease>> RenewAsync(
        IReadOnlyList<WorkLease> leases, CancellationToken cancellationToken = default) =>
        RunAsync(new SqliteRenew(leases));

    public IDisposable Serve(string queue, IWorkReceiver receiver)
    {
        tables.Receivers[queue] = receiver;
        return node;
    }

    public TimeSpan? SinceFull => null;

    public async ValueTask<IAsyncDisposable> LockAsync(string name, CancellationToken cancellationToken = default)
    {
        await HopAsync();
        return await world.Locks.TakeAsync(name, node);
    }

    /// <summary>The other statements belong to the database.</summary>
    public void Close() => work.Dispose();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async ValueTask<T> RunAsync<T>(SqliteOperation<T> operation)
    {
        await HopAsync();
        world.Database.Run(operation, tables, world.Schedule.Now);
        operation.Announce(tables);
        await HopAsync();
        operation.Succeed();
        return await operation.Completion;
    }

    /// <summary>This node hears of a commit at once, the others within a quarter of a second.</summary>
    private void Tell(JournalAppend append)
    {
        foreach (var (stream, _, _) in append.Streams)
        {
            Waits.Signal(stream);
            foreach (var other in world.Nodes.Where(other => other != node))
                world.Schedule.After(world.Weather.Notice(), other.Place, () => other.Journal.Waits.Signal(stream));
        }
    }

    private async ValueTask HopAsync()
    {
        world.Schedule.Guard();
        if (world.Weather.Hop() is { } time) await Task.Delay(time, node.Place.Clock);
        else await Task.Yield();
    }
}
