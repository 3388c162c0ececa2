namespace Cartwright.Simulation.Gateway;

/// <summary>
/// The database's locks by name. A node that is gone has its locks until the database sees its connection end; one that
/// stands still keeps them.
/// </summary>
internal sealed class SimulatedLocks(World world)
{
    private readonly List<Waiting> waiting = [];

    private sealed record Waiting(string Name, Node Node, TaskCompletionSource Turn);

    public async Task<IAsyncDisposable> TakeAsync(string name, Node node)
    {
        var mine = new Waiting(name, node, new());
        waiting.Add(mine);
        GiveNext(name);
        await mine.Turn.Task;
        return new Held(this, mine);
    }

    public void OnCrash(Node node) => world.Schedule.After(world.Weather.Between(0.01, 20), world.Outside, () =>
    {
        foreach (var lost in waiting.Where(one => one.Node == node).ToList()) Leave(lost);
    });

    private void Leave(Waiting one)
    {
        waiting.Remove(one);
        GiveNext(one.Name);
    }

    /// <summary>The first in line holds it.</summary>
    private void GiveNext(string name) => waiting.Find(one => one.Name == name)?.Turn.TrySetResult();

    private sealed class Held(SimulatedLocks locks, Waiting mine) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            locks.Leave(mine);
            return ValueTask.CompletedTask;
        }
    }
}
