using Cartwright.Journal;

namespace Cartwright.Simulation.Gateway;

/// <summary>
/// A handler that goes on when its lease is lost, as one does that does not listen: what keeps it from harm is the fence
/// alone. The dispatcher cancels in the thread pool, where a simulation has no say; so does Task.WaitAsync with a token.
/// </summary>
internal sealed class UncancelledHandler(IWorkHandler handler) : IWorkHandler
{
    public string Queue => handler.Queue;

    public WorkLimits Limits => handler.Limits;

    public Task HandleAsync(WorkLease lease, CancellationToken cancellationToken) =>
        handler.HandleAsync(lease, CancellationToken.None);
}
