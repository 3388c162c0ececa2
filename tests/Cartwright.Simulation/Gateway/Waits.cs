namespace Cartwright.Simulation.Gateway;

/// <summary>
/// Who waits for a stream on a node. The real journal's waits go on in the thread pool; these go on where they were.
/// </summary>
internal sealed class Waits
{
    private readonly List<(string Stream, TaskCompletionSource Signal)> waiting = [];

    public Task Arm(string stream, CancellationToken cancellationToken)
    {
        // Its continuations are posted to the place that waits.
        var signal = new TaskCompletionSource();
        cancellationToken.UnsafeRegister(_ => signal.TrySetCanceled(cancellationToken), null);
        waiting.Add((stream, signal));
        return signal.Task;
    }

    public void Signal(string stream)
    {
        foreach (var (_, signal) in waiting.Where(wait => wait.Stream == stream).ToList()) signal.TrySetResult();
        waiting.RemoveAll(wait => wait.Signal.Task.IsCompleted);
    }
}
