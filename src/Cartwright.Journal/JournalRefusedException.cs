namespace Cartwright.Journal;

/// <summary>
/// The journal cannot be opened or served as it is. The message is one sentence for the operator that says what to do;
/// the file was left as it was.
/// </summary>
public sealed class JournalRefusedException : Exception
{
    /// <summary>Refuses with a message for the operator.</summary>
    /// <param name="message">One sentence that says what is wrong and what to do.</param>
    /// <param name="innerException">What the database or the system said, if anything.</param>
    public JournalRefusedException(string message, Exception? innerException = null) : base(message, innerException) { }
}
