using System.CommandLine;
using System.Globalization;
using Cartwright.Webhooks;

namespace Cartwright.Cli.Webhooks;

/// <summary><c>cartwright webhooks deliveries</c>.</summary>
internal static class ListDeliveries
{
    private const int LimitMax = Cartwright.Webhooks.ListDeliveries.CountMax;

    internal static Command Create(Screen screen)
    {
        var endpoint = new Option<string?>("--endpoint")
        {
            Description = "Those to one endpoint; to all unless given.",
            HelpName = "ID",
        };
        var limit = new Option<int>("--limit")
        {
            Description = $"How many, the latest first; at most {LimitMax}.",
            HelpName = "N",
            DefaultValueFactory = _ => 50,
        };
        limit.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > LimitMax)
            {
                result.AddError($"--limit is 1 to {LimitMax}.");
            }
        });
        var data = CommandOptions.Data();
        var command = new Command("deliveries", "List the latest deliveries, of the last 30 days.")
        {
            endpoint, limit, data,
        };
        command.SetAction((parsed, cancellationToken) => OperatorAccess.RunAsync(
            screen,
            parsed.GetRequiredValue(data),
            mayCreate: false,
            async access =>
            {
                var deliveries = await access.Get<Cartwright.Webhooks.ListDeliveries>()
                    .HandleAsync(parsed.GetValue(endpoint), parsed.GetValue(limit), cancellationToken);
                screen.Table(
                    ["CREATED", "TYPE", "STATE", "ATTEMPTS", "LAST ATTEMPT", "LAST ANSWER", "DELIVERY"],
                    deliveries.Select(Row));
                return Screen.Done;
            },
            cancellationToken));
        return command;
    }

    private static IReadOnlyList<string> Row(WebhookDelivery delivery) =>
    [
        Screen.Time(delivery.CreatedAt),
        delivery.Type,
        delivery.State switch
        {
            DeliveryState.Pending => "pending",
            DeliveryState.Delivered => "delivered",
            DeliveryState.GivenUp => "given up",
        },
        delivery.Attempts.ToString(CultureInfo.InvariantCulture),
        delivery.AttemptedAt is { } at ? Screen.Time(at) : "-",
        delivery.LastStatus?.ToString(CultureInfo.InvariantCulture) ?? delivery.LastError ?? "-",
        delivery.Id,
    ];
}
