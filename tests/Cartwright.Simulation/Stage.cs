using Cartwright.Simulation.Gateway;
using Cartwright.Simulation.Outside;

namespace Cartwright.Simulation;

/// <summary>
/// What is slow to make and as good as new after each seed. Each thread that plays seeds has its own.
/// </summary>
internal sealed class Stage : IDisposable
{
    public SimulatedDatabase Database { get; } = new();

    public SimulatedSandbox Sandbox { get; } = new();

    public void Dispose()
    {
        Database.Dispose();
        Sandbox.Dispose();
    }
}
