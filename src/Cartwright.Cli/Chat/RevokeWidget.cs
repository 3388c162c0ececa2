using System.CommandLine;
using Cartwright.Assistant.Access;

namespace Cartwright.Cli.Chat;

/// <summary><c>cartwright widgets revoke</c>.</summary>
internal static class RevokeWidget
{
    internal static Command Create(Screen screen)
    {
        var key = new Argument<string>("KEY") { Description = "As 'widgets list' shows it." };
        var data = CommandOptions.Data();
        var command = new Command("revoke", "End a key: pages that carry it are no longer answered.") { key, data };
        command.SetAction((parsed, cancellationToken) => OperatorAccess.RunAsync(
            screen,
            parsed.GetRequiredValue(data),
            mayCreate: false,
            async access => await access.Get<WidgetKeys>()
                .RevokeAsync(parsed.GetRequiredValue(key), cancellationToken)
                    ? Screen.Done
                    : screen.Fail("There is no such key: 'cartwright widgets list' shows a shop's."),
            cancellationToken));
        return command;
    }
}
