using Cartwright.Journal;

namespace Cartwright.Nodes;

/// <param name="SeenAt">When it last said that it serves, by the journal's clock.</param>
/// <param name="ClockAhead">How far its own clock is ahead of the journal's; negative when it is behind.</param>
/// <param name="Work">How many pieces of work it holds.</param>
public sealed record ServingNode(
    string Id, string Machine, long Process, string Version, string Urls, DateTimeOffset StartedAt,
    DateTimeOffset SeenAt, TimeSpan ClockAhead, long Work)
{
    /// <summary>Whether it missed several beats: it has died, is frozen, or can't reach the journal.</summary>
    public bool IsSilentAt(DateTimeOffset now) => now - SeenAt > TellPresence.SilentAfter;
}

/// <summary>Lists the processes that serve from the journal, and for a day those that ended without a word.</summary>
public sealed class ListNodes(IJournal journal)
{
    private const int CountMax = 1_000;

    public async Task<IReadOnlyList<ServingNode>> HandleAsync(CancellationToken cancellationToken) =>
        await journal.QueryAsync(
            "select n.node_id, n.machine, n.process, n.version, n.urls, n.started_at, n.seen_at, n.clock_ahead_ms, "
            + "(select count(*) from work w where w.lease_owner = n.node_id) from nodes n "
            + $"order by n.started_at, n.node_id limit {CountMax}",
            row => new ServingNode(
                row.GetString(0),
                row.GetString(1),
                row.GetInt64(2),
                row.GetString(3),
                row.GetString(4),
                DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(5)),
                DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(6)),
                TimeSpan.FromMilliseconds(row.GetInt64(7)),
                row.GetInt64(8)),
            null, cancellationToken);
}
