using System.CommandLine;
using Cartwright.Journal;
using Cartwright.Journal.Copy;
using Cartwright.Storage;

namespace Cartwright.Cli.Storage;

/// <summary><c>cartwright journal copy</c>: from the data folder to PostgreSQL, once and for good.</summary>
internal static class CopyJournal
{
    internal static Command Create(Screen screen)
    {
        var to = new Option<string?>("--to")
        {
            Description = "The connection string of an empty database, such as "
                + "'Host=db;Username=cartwright;Database=cartwright'. The password may stand in PGPASSWORD.",
            HelpName = "CONNECTION",
        };
        var cancel = new Option<bool>("--cancel")
        {
            Description = "Take a move back that nothing has served from yet: the folder can be served from again.",
        };
        var data = CommandOptions.Data();
        var command = new Command(
            "copy",
            "Move the journal and its keys to PostgreSQL: every row is read back and compared. The gateway must be "
                + "stopped, and does not serve from the folder afterwards. Run again, it finishes what was cut short.")
        {
            to, cancel, data,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(cancel) == result.GetValue(to) is { Length: > 0 })
            {
                result.AddError("Name the database with --to, or give a move up with --cancel.");
            }
        });
        command.SetAction((parsed, cancellationToken) => RunAsync(
            screen, parsed.GetRequiredValue(data), parsed.GetValue(to), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(
        Screen screen, DirectoryInfo data, string? to, CancellationToken cancellationToken)
    {
        if (!File.Exists(Path.Combine(data.FullName, "gateway.db")))
        {
            return screen.Fail($"There is no journal in {data.FullName}: say with --data where the gateway keeps it.");
        }

        if (to is null)
        {
            screen.Note(MoveToPostgres.Cancel(data.FullName)
                ? $"{data.FullName} can be served from again. Make sure that no gateway serves from the database."
                : $"{data.FullName} was not moved: there is nothing to take back.");
            return Screen.Done;
        }

        try
        {
            return Tell(screen, await MoveToPostgres.HandleAsync(
                data.FullName, to, table => screen.Note($"{table.Name}: {table.Rows} rows"), screen.Clock,
                cancellationToken));
        }
        catch (ArgumentException wrong)
        {
            return screen.Fail(wrong.Message.Replace("ConnectionString", "--to", StringComparison.Ordinal));
        }
        catch (JournalUnavailableException lost)
        {
            return screen.Fail($"{lost.Message} Then run the same command again: it finishes the move.");
        }
    }

    private static int Tell(Screen screen, JournalCopyResult result)
    {
        switch (result)
        {
            case JournalCopyResult.Copied copied:
                screen.Line(
                    $"{copied.Tables.Sum(table => table.Rows)} rows of {copied.Tables.Count} tables are "
                    + $"{(copied.WasThere ? "there already" : "copied")}, and compared.");
                screen.Note("Set Journal__ConnectionString to the database, then start the gateway.");
                return Screen.Done;
            case JournalCopyResult.TargetInUse used:
                return screen.Fail($"The database holds other rows in '{used.Table}': name an empty one.");
            case JournalCopyResult.Different different:
                return screen.Fail(
                    $"'{different.Table}' was read back differently, so nothing was kept: check the database's encoding "
                    + "is UTF8.");
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }
}
