using Cartwright.Journal;

namespace Cartwright.Simulation.Gateway;

/// <summary>
/// A handler that goes on when its lease is lost, as one does that does not listen: what keeps it from harm is the
/// fence alone. The dispatcher cancels in the thread pool, where a simulation has no say; so does Task.WaitAsync with a
/// token.
/// </summary>
internal sealed class UncancelledHandler(IWorkHandler handler, World world) : IWorkHandler
{
    public string Queue => handler.Queue;

    public WorkLimits Limits => handler.Limits;

    public async Task HandleAsync(WorkLease lease, CancellationToken cancellationToken)
    {
        try
        {
            await handler.HandleAsync(lease, CancellationToken.None);
        }
        catch (Exception bug) when (bug is not JournalUnavailableException)
        {
            world.OnException($"The work {Queue} of {lease.Key}", bug);
            throw;
        }
    }
}
