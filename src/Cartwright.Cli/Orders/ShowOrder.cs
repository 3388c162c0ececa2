using System.CommandLine;

namespace Cartwright.Cli.Orders;

/// <summary><c>cartwright orders show</c>.</summary>
internal static class ShowOrder
{
    internal static Command Create(Screen screen)
    {
        var id = new Argument<string>("ORDER") { Description = "The order's id, as orders list shows it." };
        var data = CommandOptions.Data();
        var command = new Command("show", "Show an order and everything that happened to it.") { id, data };
        command.SetAction((parsed, cancellationToken) => OperatorAccess.RunAsync(
            screen,
            parsed.GetRequiredValue(data),
            mayCreate: false,
            async access =>
            {
                var orderId = parsed.GetRequiredValue(id);
                if (await OrderJournal.FindAsync(access, orderId, cancellationToken) is not { } order)
                {
                    return screen.Fail($"There is no order {orderId}: find its id with 'cartwright orders list'.");
                }
                screen.Line($"order    {order.Id}");
                screen.Line($"phase    {order.Phase}");
                screen.Line($"store    {order.Submitted.Store}");
                screen.Line($"cart     {order.Submitted.CartId}");
                screen.Line($"account  {order.Submitted.AccountId}");
                screen.Line($"amount   {order.Submitted.Amount.Display()}");
                foreach (var line in order.Submitted.Lines)
                {
                    screen.Line($"line     {line.Quantity} x {line.Title} ({line.ItemId}), {line.UnitPrice.Display()}");
                }
                foreach (var recorded in order.History) screen.Line(OrderEventLine.Of(recorded));
                return Screen.Done;
            },
            cancellationToken));
        return command;
    }
}
