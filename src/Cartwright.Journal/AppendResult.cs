namespace Cartwright.Journal;

/// <summary>What became of an append.</summary>
public abstract record AppendResult
{
    private AppendResult() { }

    /// <summary>Everything is written and durable.</summary>
    /// <param name="At">The time that its events carry.</param>
    public sealed record Committed(DateTimeOffset At) : AppendResult;

    /// <summary>Nothing was written: someone else was first. Load again and decide anew.</summary>
    /// <param name="On">The stream whose version differed, or <c>queue/key</c> of work whose lease was lost.</param>
    public sealed record Conflict(string On) : AppendResult;
}
