using System.CommandLine;
using System.Globalization;
using Cartwright.Nodes;

namespace Cartwright.Cli.Nodes;

/// <summary><c>cartwright nodes</c>.</summary>
internal static class NodesCommand
{
    internal static Command Create(Screen screen)
    {
        var data = CommandOptions.Data();
        var command = new Command(
            "nodes", "List the gateways that serve from the journal, with the work each holds and how far its clock is off.")
        {
            data,
        };
        command.SetAction((parsed, cancellationToken) => OperatorAccess.RunAsync(
            screen,
            parsed.GetRequiredValue(data),
            mayCreate: false,
            async access =>
            {
                var nodes = await access.Get<ListNodes>().HandleAsync(cancellationToken);
                // The journal's time: this machine's clock may be off.
                var now = access.Get<TimeProvider>().GetUtcNow();
                screen.Table(
                    ["MACHINE", "PROCESS", "STATE", "SINCE", "SEEN", "WORK", "CLOCK", "VERSION", "ADDRESSES"],
                    nodes.Select(node => (IReadOnlyList<string>)
                    [
                        node.Machine,
                        node.Process.ToString(CultureInfo.InvariantCulture),
                        node.IsSilentAt(now) ? "silent" : "serving",
                        Screen.Time(node.StartedAt),
                        Screen.Time(node.SeenAt),
                        node.Work.ToString(CultureInfo.InvariantCulture),
                        string.Create(CultureInfo.InvariantCulture, $"{node.ClockAhead.TotalSeconds:+0.0;-0.0;0.0} s"),
                        node.Version,
                        node.Urls.Length == 0 ? "-" : node.Urls,
                    ]));
                return Screen.Done;
            },
            cancellationToken));
        return command;
    }
}
