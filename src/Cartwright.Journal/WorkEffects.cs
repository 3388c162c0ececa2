using System.Collections.Concurrent;

namespace Cartwright.Journal;

/// <summary>What one append's work rows mean for this process, kept back until the commit is durable.</summary>
internal sealed class WorkEffects(ConcurrentDictionary<string, IWorkReceiver> receivers)
{
    private readonly List<(IWorkReceiver Receiver, WorkLease? Lease)> reserved = [];
    private readonly List<WorkLease> ended = [];
    private readonly List<(string Queue, DateTimeOffset Due)> dues = [];

    /// <summary>The rows that are left without a lease, whoever works on their queues.</summary>
    public IReadOnlyList<(string Queue, DateTimeOffset Due)> Dues => dues;

    public bool TryReserve(string queue)
    {
        if (!receivers.TryGetValue(queue, out var receiver) || !receiver.TryReserve()) return false;
        reserved.Add((receiver, null));
        return true;
    }

    /// <summary>Gives the place that was reserved last back.</summary>
    public void Unreserve()
    {
        var (receiver, _) = reserved[^1];
        reserved.RemoveAt(reserved.Count - 1);
        receiver.Unreserve();
    }

    /// <summary>Fills the place that was reserved last.</summary>
    public void AddLease(WorkLease lease) => reserved[^1] = (reserved[^1].Receiver, lease);

    public void AddEnded(WorkLease lease) => ended.Add(lease);

    public void AddDue(string queue, DateTimeOffset due) => dues.Add((queue, due));

    /// <summary>Forgets everything: the append was not committed.</summary>
    public void Undo()
    {
        foreach (var (receiver, _) in reserved) receiver.Unreserve();
        reserved.Clear();
        ended.Clear();
        dues.Clear();
    }

    /// <summary>Tells the receivers.</summary>
    public void Commit()
    {
        foreach (var lease in ended)
            if (receivers.TryGetValue(lease.Queue, out var receiver)) receiver.Ended(lease);

        foreach (var (receiver, lease) in reserved)
        {
            if (lease is null) receiver.Unreserve();
            else receiver.Leased(lease);
        }

        foreach (var (queue, due) in dues)
            if (receivers.TryGetValue(queue, out var receiver)) receiver.Due(due);
    }
}
