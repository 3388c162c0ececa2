using System.CommandLine;
using Cartwright.Storage;

namespace Cartwright.Cli.Storage;

/// <summary><c>cartwright journal backup</c>.</summary>
internal static class BackUpCommand
{
    internal static Command Create(Screen screen)
    {
        var to = new Option<DirectoryInfo>("--to")
        {
            Description = "The folder to write, empty or not there yet. It is a data folder itself.",
            HelpName = "DIR",
            Required = true,
        };
        var data = CommandOptions.Data();
        var command = new Command(
            "backup", "Copy the journal and its keys into another folder, while the gateway serves.") { to, data };
        command.SetAction((parsed, cancellationToken) => OperatorAccess.RunAsync(
            screen,
            parsed.GetRequiredValue(data),
            mayCreate: false,
            async access =>
            {
                var folder = parsed.GetRequiredValue(to).FullName;
                switch (await access.Get<BackUpJournal>().HandleAsync(
                    parsed.GetRequiredValue(data).FullName, folder, cancellationToken))
                {
                    case BackupOutcome.Done:
                        screen.Line(folder);
                        screen.Note("It holds the keys to the secrets in it: keep it as safe as the data folder.");
                        return Screen.Done;
                    case BackupOutcome.InDatabase:
                        return screen.Fail(
                            "The journal is in PostgreSQL: back the database up with pg_dump or its own backups.");
                    case BackupOutcome.NotEmpty:
                        return screen.Fail($"{folder} is not empty: name another folder.");
                    default:
                        throw new System.Diagnostics.UnreachableException();
                }
            },
            cancellationToken));
        return command;
    }
}
