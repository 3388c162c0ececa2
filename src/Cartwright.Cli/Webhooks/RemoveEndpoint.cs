using System.CommandLine;

namespace Cartwright.Cli.Webhooks;

/// <summary><c>cartwright webhooks remove</c>.</summary>
internal static class RemoveEndpoint
{
    internal static Command Create(Screen screen)
    {
        var id = WebhookArguments.Endpoint();
        var data = CommandOptions.Data();
        var command = new Command("remove", "Remove an endpoint: what was on its way to it is given up.")
        {
            id, data,
        };
        command.SetAction((parsed, cancellationToken) => OperatorAccess.RunAsync(
            screen,
            parsed.GetRequiredValue(data),
            mayCreate: false,
            async access =>
            {
                var endpointId = parsed.GetRequiredValue(id);
                if (!await access.Get<Cartwright.Webhooks.RemoveEndpoint>().HandleAsync(endpointId, cancellationToken))
                {
                    return WebhookArguments.NotFound(screen, endpointId);
                }
                screen.Line($"{endpointId} is removed.");
                return Screen.Done;
            },
            cancellationToken));
        return command;
    }
}
