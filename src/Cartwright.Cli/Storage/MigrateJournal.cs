using System.CommandLine;
using Cartwright.Journal;

namespace Cartwright.Cli.Storage;

/// <summary><c>cartwright journal migrate</c>: what a gateway does at its start, alone.</summary>
internal static class MigrateJournal
{
    internal static Command Create(Screen screen)
    {
        var data = CommandOptions.Data();
        var command = new Command(
            "migrate",
            "Bring the journal's tables up to date, as the gateway does when it starts, and list what was ever applied.")
        {
            data,
        };
        command.SetAction((parsed, cancellationToken) => OperatorAccess.RunAsync(
            screen,
            parsed.GetRequiredValue(data),
            mayCreate: false,
            async access =>
            {
                var applied = await access.Get<IJournal>().QueryAsync(
                    "select component, number, name, applied_at from schema_migrations order by component, number",
                    row => (IReadOnlyList<string>)
                    [
                        row.GetString(0),
                        $"{row.GetInt64(1):0000}_{row.GetString(2)}",
                        Screen.Time(DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(3))),
                    ],
                    null, cancellationToken);
                screen.Table(["OF", "MIGRATION", "APPLIED"], applied);
                return Screen.Done;
            },
            cancellationToken));
        return command;
    }
}
