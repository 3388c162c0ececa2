using System.CommandLine;

namespace Cartwright.Cli.Orders;

/// <summary><c>cartwright orders list</c>.</summary>
internal static class ListOrders
{
    private const int LimitMax = Cartwright.Orders.ListOrders.CountMax;

    internal static Command Create(Screen screen)
    {
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
        var command = new Command("list", "List the latest orders.") { limit, data };
        command.SetAction((parsed, cancellationToken) => OperatorAccess.RunAsync(
            screen,
            parsed.GetRequiredValue(data),
            mayCreate: false,
            async access =>
            {
                var orders = await access.Get<Cartwright.Orders.ListOrders>()
                    .HandleAsync(parsed.GetValue(limit), cancellationToken);
                screen.Table(
                    ["ORDER", "STARTED", "STORE", "PHASE", "AMOUNT", "CART", "ATTENTION"],
                    orders.Select(order => (IReadOnlyList<string>)
                    [
                        order.OrderId,
                        Screen.Time(order.StartedAt),
                        order.Store,
                        order.Phase.ToString(),
                        order.Amount.Display(),
                        order.CartId,
                        order.Attention ?? "",
                    ]));
                return Screen.Done;
            },
            cancellationToken));
        return command;
    }
}
