namespace Cartwright.Journal;

/// <summary>
/// The database could not be written: the disk is full, another process held it too long, or the disk failed.
/// </summary>
public sealed class JournalUnavailableException : Exception
{
    /// <summary>Reports a failed write.</summary>
    /// <param name="message">What happened and what to do.</param>
    /// <param name="mayBeWritten">Whether the write may nevertheless be found after a restart.</param>
    /// <param name="innerException">What the database said.</param>
    public JournalUnavailableException(string message, bool mayBeWritten, Exception? innerException = null)
        : base(message, innerException) => MayBeWritten = mayBeWritten;

    /// <summary>
    /// True when the commit itself failed, so that the outcome is unknown: read the stream after a restart to find out.
    /// False when nothing was written.
    /// </summary>
    public bool MayBeWritten { get; }
}
