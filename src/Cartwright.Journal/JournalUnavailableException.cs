namespace Cartwright.Journal;

/// <summary>
/// The database could not be written, or not be asked: the disk is full or failed, another process held the file too
/// long, or the server could not be reached.
/// </summary>
public sealed class JournalUnavailableException : Exception
{
    /// <summary>Reports a failed append, read, claim or lock.</summary>
    /// <param name="message">What happened and what to do.</param>
    /// <param name="mayBeWritten">Whether the write may nevertheless be found after a restart.</param>
    /// <param name="innerException">What the database said.</param>
    public JournalUnavailableException(string message, bool mayBeWritten, Exception? innerException = null)
        : base(message, innerException) => MayBeWritten = mayBeWritten;

    /// <summary>
    /// True when the commit itself failed and could not be looked up, so that the append may be committed, as after an
    /// <see cref="OperationCanceledException"/>: read the stream once the database can be read again, on SQLite once it
    /// writes again. False when nothing was written.
    /// </summary>
    public bool MayBeWritten { get; }

    /// <summary>
    /// True when something was asked, not appended: then nothing is said of what the same caller has appended before,
    /// which stands.
    /// </summary>
    public bool IsOfRead { get; init; }
}
