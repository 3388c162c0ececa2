namespace Cartwright.Journal;

/// <summary>A lease that a lane holds, and how far it has got. Guarded by the lane's lock.</summary>
internal sealed class HeldWork(WorkLease lease)
{
    public WorkLease Lease { get; set; } = lease;

    public CancellationTokenSource Cancellation { get; } = new();

    /// <summary>Its handler has given it back or completed it.</summary>
    public bool IsEnded { get; set; }

    /// <summary>Another node has it, or may have it.</summary>
    public bool IsLost { get; set; }

    public bool IsCancelled { get; private set; }

    public void Cancel()
    {
        IsCancelled = true;
        // Its callbacks are the handler's code, which must not run under the lane's lock.
        _ = Cancellation.CancelAsync();
    }
}
