using System.CommandLine;

namespace Cartwright.Cli.Orders;

/// <summary><c>cartwright orders follow</c>: the events of an order as they come, until it has ended.</summary>
internal static class FollowOrder
{
    internal static Command Create(Screen screen)
    {
        var id = new Argument<string>("ORDER") { Description = "The order's id, as orders list shows it." };
        var data = CommandOptions.Data();
        var command = new Command("follow", "Print an order's events as they come, until it has ended.") { id, data };
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
                var told = 0L;
                while (true)
                {
                    foreach (var recorded in order.History.Where(recorded => recorded.Version > told))
                    {
                        screen.Line(OrderEventLine.Of(recorded));
                    }
                    told = order.Version;
                    if (order.IsTerminal) return Screen.Done;
                    order = await OrderJournal.WaitAsync(access, order, cancellationToken);
                }
            },
            cancellationToken));
        return command;
    }
}
