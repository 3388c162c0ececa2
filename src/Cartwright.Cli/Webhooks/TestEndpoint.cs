using System.CommandLine;

namespace Cartwright.Cli.Webhooks;

/// <summary><c>cartwright webhooks test</c>.</summary>
internal static class TestEndpoint
{
    internal static Command Create(Screen screen)
    {
        var id = WebhookArguments.Endpoint();
        var allowPrivate = WebhookArguments.AllowPrivate();
        var data = CommandOptions.Data();
        var command = new Command("test", "Challenge an endpoint; one that answers is used, also when it was disabled.")
        {
            id, allowPrivate, data,
        };
        command.SetAction((parsed, cancellationToken) => OperatorAccess.RunAsync(
            screen,
            parsed.GetRequiredValue(data),
            mayCreate: false,
            async access =>
            {
                var endpointId = parsed.GetRequiredValue(id);
                var result = await access.Get<Cartwright.Webhooks.TestEndpoint>()
                    .HandleAsync(endpointId, cancellationToken);
                return WebhookArguments.Tell(screen, endpointId, result);
            },
            cancellationToken,
            parsed.GetValue(allowPrivate)));
        return command;
    }
}
