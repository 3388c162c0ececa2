namespace Cartwright.Journal;

/// <summary>
/// Runs the work of one queue in this process. The journal calls it on the path of its writer, so that every member
/// returns at once, never throws and starts nothing on the calling thread.
/// </summary>
public interface IWorkReceiver
{
    /// <summary>
    /// Keeps a place for one lease, or answers false when there is no room: the row is then left due for later.
    /// </summary>
    bool TryReserve();

    /// <summary>Gives a reserved place back: the append was not committed.</summary>
    void Unreserve();

    /// <summary>An append queued work with a lease for this node, in the reserved place, and is durable.</summary>
    void Leased(WorkLease lease);

    /// <summary>
    /// An append of this instance completed, rescheduled or released <paramref name="lease"/>. Called before that
    /// append's caller hears of its commit.
    /// </summary>
    void Ended(WorkLease lease);

    /// <summary>An append left a row without a lease that may be claimed from <paramref name="due"/> on.</summary>
    void Due(DateTimeOffset due);
}
