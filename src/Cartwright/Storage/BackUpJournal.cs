using Cartwright.Journal;
using Cartwright.Journal.Sqlite;

namespace Cartwright.Storage;

public enum BackupOutcome
{
    Done,

    /// <summary>The journal is in a database, which has backups of its own.</summary>
    InDatabase,

    /// <summary>The folder to write to holds something already: nothing was written.</summary>
    NotEmpty,
}

/// <summary>
/// Writes a copy of the data folder while the gateway serves: the journal as it is at one moment, and the keys that open
/// its secrets. The copy is a data folder itself.
/// </summary>
public sealed class BackUpJournal(IJournal journal)
{
    /// <param name="folder">The data folder.</param>
    /// <param name="to">A folder that is empty or not there.</param>
    /// <exception cref="IOException">It can't be written.</exception>
    /// <exception cref="JournalRefusedException">The copy is damaged, or its disk is full.</exception>
    public async Task<BackupOutcome> HandleAsync(string folder, string to, CancellationToken cancellationToken)
    {
        if (journal is not SqliteJournal file)
        {
            return BackupOutcome.InDatabase;
        }

        if (Directory.Exists(to) && Directory.EnumerateFileSystemEntries(to).Any())
        {
            return BackupOutcome.NotEmpty;
        }

        JournalRegistration.OwnersOnly(to);
        // Only a whole copy gets the name that a gateway looks for.
        var copy = JournalRegistration.SqliteIn(to).File;
        await file.BackUpAsync(copy + ".part", cancellationToken);
        File.Move(copy + ".part", copy);
        // Behind the journal: a key that it needs was there before.
        var keys = JournalRegistration.OwnersOnly(Path.Combine(to, JournalRegistration.KeysFolder));
        foreach (var key in new DirectoryInfo(Path.Combine(folder, JournalRegistration.KeysFolder)).EnumerateFiles())
        {
            key.CopyTo(Path.Combine(keys.FullName, key.Name));
        }

        return BackupOutcome.Done;
    }
}
