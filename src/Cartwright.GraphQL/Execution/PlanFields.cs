namespace Cartwright.GraphQL;

/// <summary>
/// Counts the fields of the plans that an engine keeps: a short document can stand for plans that are a thousand times
/// its size.
/// </summary>
internal sealed class PlanFields
{
    /// <summary>Of all documents together; a field of a plan takes some 300 bytes.</summary>
    private const int CountMax = 100_000;

    private long _count;

    /// <summary>Lets documents go until there is room.</summary>
    public Action? MakeRoom { get; set; }

    public bool IsFull => Interlocked.Read(ref _count) >= CountMax;

    public void Add(int count) => Interlocked.Add(ref _count, count);
}

/// <summary>Counts the fields of the plans that one document keeps.</summary>
internal sealed class PlanFieldCounter(PlanFields all)
{
    /// <summary>A plan beyond it is used once.</summary>
    private const int CountMax = 10_000;

    private int _count;
    private volatile bool _isForgotten;

    /// <summary>Whether one more plan may be kept.</summary>
    public bool HasRoom()
    {
        if (_count >= CountMax || _isForgotten) return false;
        if (all.IsFull) all.MakeRoom?.Invoke();
        return !all.IsFull;
    }

    public void Add(int count)
    {
        Interlocked.Add(ref _count, count);
        if (!_isForgotten) all.Add(count);
    }

    /// <summary>The document is no longer kept.</summary>
    public void Forget()
    {
        _isForgotten = true;
        all.Add(-_count);
    }
}
