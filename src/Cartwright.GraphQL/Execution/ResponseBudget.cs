namespace Cartwright.GraphQL;

/// <summary>The answer is longer than allowed: the whole request ends.</summary>
internal sealed class ResponseTooLargeException : Exception;

/// <summary>A query that never waits has taken longer than allowed: the whole request ends.</summary>
internal sealed class TimeUpException : Exception;

/// <summary>The memory that one answer may take, with the pieces of it that are made at the same time.</summary>
internal sealed class ResponseBudget(int bytesMax)
{
    /// <summary>Buffers double as they grow, and a piece stands in its own buffer and then in the whole's.</summary>
    private const int CopiesMax = 4;

    private long _taken;

    public bool IsExceeded { get; private set; }

    /// <exception cref="ResponseTooLargeException">There is not so much left.</exception>
    public void Take(int length, int bytes)
    {
        if (length <= bytesMax && Interlocked.Add(ref _taken, bytes) <= (long)CopiesMax * bytesMax) return;
        IsExceeded = true;
        throw new ResponseTooLargeException();
    }

    public void GiveBack(int bytes) => Interlocked.Add(ref _taken, -bytes);
}
