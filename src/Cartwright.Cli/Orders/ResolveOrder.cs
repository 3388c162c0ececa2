using System.CommandLine;
using Cartwright.Orders;
using Cartwright.Orders.Placement;

namespace Cartwright.Cli.Orders;

/// <summary><c>cartwright orders resolve</c>: settles an order that the gateway could not settle.</summary>
internal static class ResolveOrder
{
    internal static Command Create(Screen screen)
    {
        var id = new Argument<string>("ORDER") { Description = "The order's id, as attention list shows it." };
        var placed = new Option<string>("--placed")
        {
            Description = "The merchant has it, under this order number.",
            HelpName = "REF",
        };
        var failed = new Option<string>("--failed")
        {
            Description = "It has failed, for a reason of the contract such as OUT_OF_STOCK.",
            HelpName = "REASON",
        };
        failed.Validators.Add(result =>
        {
            if (ReasonOf(result.GetValueOrDefault<string>()) is null)
            {
                var reasons = string.Join(", ", Enum.GetValues<OrderFailedReason>().Select(Name));
                result.AddError($"--failed is one of {reasons}.");
            }
        });
        var refund = new Option<bool>("--refund") { Description = "With --failed: give back what was taken for it." };
        var retry = new Option<bool>("--retry") { Description = "Do its work again now." };
        var by = new Option<string>("--by")
        {
            Description = "Who settles it; your login name unless given.",
            HelpName = "NAME",
        };
        var why = new Option<string>("--why")
        {
            Description = "What you found out. It is kept with the order.",
            HelpName = "TEXT",
            Required = true,
        };
        var data = CommandOptions.Data();
        var command = new Command("resolve", "Settle a stuck order by what you found out about it.")
        {
            id, placed, failed, refund, retry, by, why, data,
        };
        command.Validators.Add(result =>
        {
            var given = (result.GetResult(placed) is null ? 0 : 1) + (result.GetResult(failed) is null ? 0 : 1)
                + (result.GetValue(retry) ? 1 : 0);
            if (given != 1)
            {
                result.AddError("Give one of --placed REF, --failed REASON and --retry.");
            }
            else if (result.GetValue(refund) && result.GetResult(failed) is null)
            {
                result.AddError("--refund goes with --failed.");
            }
        });
        command.SetAction((parsed, cancellationToken) => OperatorAccess.RunAsync(
            screen,
            parsed.GetRequiredValue(data),
            mayCreate: false,
            access => RunAsync(
                screen,
                access,
                new(
                    parsed.GetRequiredValue(id),
                    (parsed.GetValue(by) ?? Environment.UserName).Trim(),
                    parsed.GetRequiredValue(why).Trim(),
                    parsed.GetValue(placed) is { } number ? new Resolution.Placed(number.Trim())
                        : ReasonOf(parsed.GetValue(failed)) is { } reason
                            ? new Resolution.Failed(reason, parsed.GetValue(refund))
                            : new Resolution.Retry()),
                cancellationToken),
            cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(
        Screen screen, OperatorAccess access, ResolveRequest request, CancellationToken cancellationToken)
    {
        if (!request.OrderId.StartsWith("order_", StringComparison.Ordinal)) return NotFound(screen, request.OrderId);
        var answer = await access.Get<Cartwright.Orders.ResolveOrder>().HandleAsync(request, cancellationToken);
        switch (answer)
        {
            case ResolveAnswer.Settled settled:
                screen.Line(settled.Said);
                return Screen.Done;
            case ResolveAnswer.Refused refused:
                return screen.Fail(refused.Sentence);
            case ResolveAnswer.NotFound:
                return NotFound(screen, request.OrderId);
            default:
                throw new System.Diagnostics.UnreachableException(answer.GetType().Name);
        }
    }

    private static int NotFound(Screen screen, string orderId) =>
        screen.Fail($"There is no order {orderId}: find its id with 'cartwright orders list'.");

    /// <summary>The contract's spelling: OUT_OF_STOCK. Small letters and hyphens do too.</summary>
    private static OrderFailedReason? ReasonOf(string? text) => text is null ? null
        : Enum.GetValues<OrderFailedReason>().Where(reason =>
            string.Equals(Name(reason), text.Replace('-', '_'), StringComparison.OrdinalIgnoreCase))
            .Select(reason => (OrderFailedReason?)reason).FirstOrDefault();

    private static string Name(OrderFailedReason reason) =>
        string.Concat(reason.ToString().Select((letter, at) => at > 0 && char.IsUpper(letter)
            ? $"_{letter}" : char.ToUpperInvariant(letter).ToString()));
}
