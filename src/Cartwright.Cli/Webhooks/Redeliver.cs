using System.CommandLine;
using Cartwright.Webhooks;

namespace Cartwright.Cli.Webhooks;

/// <summary><c>cartwright webhooks redeliver</c>.</summary>
internal static class Redeliver
{
    internal static Command Create(Screen screen)
    {
        var id = new Argument<string>("DELIVERY")
        {
            Description = "The delivery's id, as webhooks deliveries shows it.",
        };
        var data = CommandOptions.Data();
        var command = new Command("redeliver", "Send one event again, with the same id and a new signature.")
        {
            id, data,
        };
        command.SetAction((parsed, cancellationToken) => OperatorAccess.RunAsync(
            screen,
            parsed.GetRequiredValue(data),
            mayCreate: false,
            async access =>
            {
                var deliveryId = parsed.GetRequiredValue(id);
                switch (await access.Get<RedeliverWebhook>().HandleAsync(deliveryId, cancellationToken))
                {
                    case RedeliverResult.Queued:
                        screen.Line($"{deliveryId} is queued: a running gateway sends it.");
                        return Screen.Done;
                    case RedeliverResult.Hurried:
                        screen.Line($"{deliveryId} is still being tried: its next attempt is due now.");
                        return Screen.Done;
                    case RedeliverResult.NotFound:
                        break;
                }
                return screen.Fail(
                    $"There is no delivery {deliveryId}: find its id with 'cartwright webhooks deliveries'.");
            },
            cancellationToken));
        return command;
    }
}
