using System.Xml.Linq;
using Cartwright.Journal;
using Cartwright.Journal.Copy;
using Cartwright.Journal.Postgres;
using Cartwright.Journal.Sqlite;

namespace Cartwright.Storage;

/// <summary>
/// Moves an installation from its data folder to PostgreSQL: the keys that open its secrets, then the journal. No
/// gateway may serve from the folder meanwhile, and none does afterwards.
/// </summary>
public static class MoveToPostgres
{
    private const string KeysTable = "data_protection_keys";

    /// <param name="copied">Hears of each table once its rows are written.</param>
    /// <exception cref="JournalRefusedException">A gateway serves from the folder, or a database can't be used.</exception>
    /// <exception cref="JournalUnavailableException">The database went away in the middle: call again.</exception>
    /// <exception cref="ArgumentException">The connection string is not one.</exception>
    public static async Task<JournalCopyResult> HandleAsync(
        string folder, string connection, Action<CopiedTable> copied, TimeProvider clock,
        CancellationToken cancellationToken)
    {
        var from = JournalRegistration.SqliteIn(folder);
        using var serving = SqliteJournal.LockForServing(from.File);
        if (!JournalCopy.IsMoved(from))
        {
            // Nobody works on what is leased any more.
            await using var journal = await SqliteJournal.OpenAsync(
                from, [JournalRegistration.Migrations], clock, cancellationToken: cancellationToken);
            await journal.TakeOverAsync(cancellationToken);
        }

        var to = JournalRegistration.PostgresAt(connection);
        await JournalCopy.RefuseElsewhereAsync(from, to);
        // Before the rows: a gateway that finds secrets without their keys could do nothing with them.
        await CopyKeysAsync(folder, to, clock, cancellationToken);
        return await JournalCopy.RunAsync(
            from, to, [JournalRegistration.Migrations], new HashSet<string> { KeysTable }, copied, clock,
            cancellationToken);
    }

    /// <inheritdoc cref="JournalCopy.Cancel"/>
    public static bool Cancel(string folder)
    {
        var from = JournalRegistration.SqliteIn(folder);
        using var serving = SqliteJournal.LockForServing(from.File);
        return JournalCopy.Cancel(from);
    }

    private static async Task CopyKeysAsync(
        string folder, PostgresJournalOptions to, TimeProvider clock, CancellationToken cancellationToken)
    {
        var keys = new DirectoryInfo(Path.Combine(folder, JournalRegistration.KeysFolder));
        await using var journal = await PostgresJournal.OpenAsync(
            to, [JournalRegistration.Migrations], clock, cancellationToken: cancellationToken);
        var store = new KeysInJournal(journal);
        foreach (var file in keys.Exists ? keys.EnumerateFiles("*.xml") : [])
        {
            store.StoreElement(XElement.Load(file.FullName), Path.GetFileNameWithoutExtension(file.Name));
        }
    }
}
