using System.CommandLine;
using Cartwright.Webhooks;

namespace Cartwright.Cli.Webhooks;

/// <summary><c>cartwright webhooks list</c>.</summary>
internal static class ListEndpoints
{
    internal static Command Create(Screen screen)
    {
        var account = new Option<string?>("--account")
        {
            Description = "Those of one account; of all unless given.",
            HelpName = "ID",
        };
        var data = CommandOptions.Data();
        var command = new Command("list", "List endpoints, without their secrets.") { account, data };
        command.SetAction((parsed, cancellationToken) => OperatorAccess.RunAsync(
            screen,
            parsed.GetRequiredValue(data),
            mayCreate: false,
            async access =>
            {
                var listed = await access.Get<WebhookEndpoints>()
                    .ListAsync(parsed.GetValue(account), cancellationToken);
                screen.Table(
                    ["ENDPOINT", "ACCOUNT", "STATE", "FAILING SINCE", "TYPES", "URL"],
                    listed.Select(entry => (IReadOnlyList<string>)
                    [
                        entry.Endpoint.Id,
                        entry.Endpoint.AccountId,
                        entry.Endpoint.State.ToString().ToLowerInvariant(),
                        entry.FailingSince is { } since ? Screen.Time(since) : "-",
                        entry.Endpoint.Types is { } types ? string.Join(',', types) : "all",
                        entry.Endpoint.Url.AbsoluteUri,
                    ]));
                return Screen.Done;
            },
            cancellationToken));
        return command;
    }
}
