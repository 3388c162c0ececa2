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
    public Signaller Arm(string stream, long afterVersion = 0)
    {
        lock (gate)
        {
            if (!signallers.TryGetValue(stream, out var signaller)) signallers[stream] = signaller = new();
            signaller.Waiting++;
            signaller.AfterVersion = Math.Min(signaller.AfterVersion, afterVersion);
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

    /// <summary>The streams that are waited for.</summary>
    public string[] Streams()
    {
        lock (gate) return [.. signallers.Keys];
    }

    /// <summary>Signals a stream whose version was looked up, when someone waits for one before it.</summary>
    public void SignalFound(string stream, long version)
    {
        lock (gate)
        {
            if (!signallers.TryGetValue(stream, out var signaller) || signaller.AfterVersion >= version) return;
        }

        Signal(stream, version);
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

        /// <summary>The earliest version behind which someone waits.</summary>
        public long AfterVersion { get; set; } = long.MaxValue;
    }
}
