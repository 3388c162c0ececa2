using System.CommandLine;

namespace Cartwright.Cli.Webhooks;

/// <summary><c>cartwright webhooks rotate</c>.</summary>
internal static class RotateSecret
{
    internal static Command Create(Screen screen)
    {
        var id = WebhookArguments.Endpoint();
        var data = CommandOptions.Data();
        var command = new Command("rotate", "Give an endpoint a new secret and print it, this once.")
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
                var secret = await access.Get<Cartwright.Webhooks.RotateSecret>()
                    .HandleAsync(endpointId, cancellationToken);
                if (secret is null) return WebhookArguments.NotFound(screen, endpointId);
                screen.Line(secret.Reveal());
                screen.Note("The old secret signs beside it for a day, in the header webhook-signature.");
                return Screen.Done;
            },
            cancellationToken));
        return command;
    }
}
