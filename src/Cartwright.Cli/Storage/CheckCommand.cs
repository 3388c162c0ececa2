using System.CommandLine;
using Cartwright.Storage;

namespace Cartwright.Cli.Storage;

/// <summary><c>cartwright journal check</c>.</summary>
internal static class CheckCommand
{
    /// <summary>The exit code when something is wrong.</summary>
    internal const int Wrong = 3;

    internal static Command Create(Screen screen)
    {
        var data = CommandOptions.Data();
        var command = new Command(
            "check",
            "Read the whole journal for damage, gaps in a stream, orders whose events say something else than the list "
                + $"of orders, and orders that nothing works on. Exits {Wrong} when there is anything.")
        {
            data,
        };
        command.SetAction((parsed, cancellationToken) => OperatorAccess.RunAsync(
            screen,
            parsed.GetRequiredValue(data),
            mayCreate: false,
            async access =>
            {
                var check = await access.Get<CheckJournal>().HandleAsync(cancellationToken);
                if (check.Findings.Count > 0)
                {
                    screen.Table(
                        ["KEY", "WHAT IS WRONG"],
                        check.Findings.Select(finding => (IReadOnlyList<string>)[finding.Key, finding.Words]));
                }

                screen.Note(
                    $"{check.Streams} streams, {check.Events} events and {check.Orders} orders were read, "
                    + $"{check.Findings.Count} findings.");
                return check.Findings.Count == 0 ? Screen.Done : Wrong;
            },
            cancellationToken));
        return command;
    }
}
