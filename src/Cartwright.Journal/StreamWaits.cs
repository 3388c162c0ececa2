namespace Cartwright.Journal;

/// <summary>
/// The signals of the streams that someone waits for: one entry for each such stream, gone when nobody waits.
/// </summary>
internal sealed class StreamWaits
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, Signaller> signallers = new(StringComparer.Ordinal);

    /// <summary>How many streams are waited for.</summary>
    public int Count
    {
        get { lock (gate) return signallers.Count; }
    }

    /// <summary>
    /// Begins to wait. The signal completes with the stream's version at its next commit; arm it before reading the
    /// version, and leave it in any case.
    /// </summary>
    public Signaller Arm(string stream)
    {
        lock (gate)
        {
            if (!signallers.TryGetValue(stream, out var signaller)) signallers[stream] = signaller = new();
            signaller.Waiting++;
            return signaller;
        }
    }

    public void Leave(string stream, Signaller signaller)
    {
        lock (gate)
        {
            if (--signaller.Waiting == 0 && signallers.GetValueOrDefault(stream) == signaller)
                signallers.Remove(stream);
        }
    }

    public void Signal(string stream, long version)
    {
        Signaller? signaller;
        lock (gate)
        {
            if (signallers.Count == 0 || !signallers.Remove(stream, out signaller)) return;
        }

        signaller.Completion.TrySetResult(version);
    }

    /// <summary>Wakes everyone to look for himself: another process has committed something.</summary>
    public void SignalAll()
    {
        List<Signaller> all;
        lock (gate)
        {
            all = [.. signallers.Values];
            signallers.Clear();
        }

        foreach (var signaller in all) signaller.Completion.TrySetResult(0);
    }

    internal sealed class Signaller
    {
        public TaskCompletionSource<long> Completion { get; } =
            new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int Waiting { get; set; }
    }
}
