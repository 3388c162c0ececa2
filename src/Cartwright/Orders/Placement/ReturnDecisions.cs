using System.Diagnostics;
using Cartwright.Merchants;

namespace Cartwright.Orders.Placement;

/// <summary>Pure: what may be returned, and what follows from what the merchant says of a return.</summary>
public static class ReturnDecisions
{
    /// <summary>A return that nobody decides on or closes is looked at for so long.</summary>
    private static readonly TimeSpan WatchMax = TimeSpan.FromDays(60);

    /// <summary>The intent to return <paramref name="lines"/>; null when one must not be made: see the refusal.</summary>
    /// <param name="lines">At least one; the same item may come twice.</param>
    public static (OrderEvent.ReturnStarted? Intent, ReturnPlanRefusal? Refusal) OnAsked(
        Order order, IReadOnlyList<LineQuantity> lines, MerchantAbility ability, string returnId)
    {
        if ((RefuseOrder(order, ability)
            ?? lines.Select(line => RefuseLine(order, line)).FirstOrDefault(found => found is not null)) is { } refused)
        {
            return (null, refused);
        }

        var wanted = lines.GroupBy(line => line.ItemId)
            .Select(group => new LineQuantity(group.Key, group.Sum(line => line.Quantity)))
            .ToList();
        var refusal = wanted.Select(line => RefuseQuantity(order, line)).FirstOrDefault(found => found is not null);
        return refusal is null
            ? (new(returnId, Key(order.Id, returnId), wanted), null)
            : (null, refusal);
    }

    public static string Key(string orderId, string returnId) => $"{orderId}-{returnId}";

    /// <summary>Words fit for anyone.</summary>
    public static string Words(ReturnRefusal refusal) => refusal switch
    {
        ReturnRefusal.AlreadyDenied => "The merchant has denied a return of this item: ask the merchant.",
        ReturnRefusal.AlreadyReturned => "This item has been returned.",
        ReturnRefusal.InvalidQuantity => "The order does not hold so many of this item any more: send fewer.",
        ReturnRefusal.NotSupported =>
            "The merchant takes no returns through this gateway: ask the merchant, with the number in marketplaceOrderIds.",
        ReturnRefusal.OrderShippingInProgress => "The order has not arrived: return it once it has.",
        ReturnRefusal.ReturnCreationFailed => "The merchant did not take the return: ask the merchant.",
        ReturnRefusal.ReturnWindowExpired => "The time in which the merchant takes returns is over.",
    };

    /// <summary>The checkout contract's spelling.</summary>
    public static string Contract(ReturnRefusal refusal) => refusal switch
    {
        ReturnRefusal.AlreadyDenied => "ALREADY_DENIED",
        ReturnRefusal.AlreadyReturned => "ALREADY_RETURNED",
        ReturnRefusal.InvalidQuantity => "INVALID_QUANTITY",
        ReturnRefusal.NotSupported => "NOT_SUPPORTED",
        ReturnRefusal.OrderShippingInProgress => "ORDER_SHIPPING_IN_PROGRESS",
        ReturnRefusal.ReturnCreationFailed => "RETURN_CREATION_FAILED",
        ReturnRefusal.ReturnWindowExpired => "RETURN_WINDOW_EXPIRED",
    };

    /// <summary>What was heard of each of the order's returns that are not over, in one step.</summary>
    public static OrderStep OnLooked(
        Order order, IReadOnlyList<(OrderReturn Return, ReturnOutcome Outcome)> heard, DateTimeOffset now)
    {
        List<OrderEvent> events = [];
        var after = order;
        foreach (var (made, outcome) in heard)
        {
            foreach (var change in Events(after, made, outcome))
            {
                events.Add(change);
                after = after.Evolve(change, now);
            }
        }

        var open = after.Returns.Where(made => !made.HasEnded).ToList();
        var unknown = heard.Select(entry => entry.Outcome).OfType<ReturnOutcome.Unknown>().FirstOrDefault();
        var abandoned = open.Where(made => now - made.UpdatedAt > WatchMax).ToList();
        NextWork next = open.Count == abandoned.Count ? new NextWork.Rest()
            : unknown is not null ? new NextWork.LookAgain(unknown.Why)
            : new NextWork.Poll(
                open.Except(abandoned).Min(made => PollAfter(now - made.UpdatedAt)), "A return is under way.");
        var undecided = abandoned.FirstOrDefault(made => made.IsUndecided);
        return MoneyDecisions.WithRefund(order, new(events, next, undecided is null ? null
            : $"The merchant has not decided on the return {undecided.Id} for {WatchMax.TotalDays} days."));
    }

    /// <summary>The steps from where the return stood to where the merchant says it stands.</summary>
    private static IEnumerable<OrderEvent> Events(Order order, OrderReturn made, ReturnOutcome outcome)
    {
        switch (outcome)
        {
            case ReturnOutcome.Unknown:
                yield break;
            case ReturnOutcome.Refused refused:
                if (made.Phase == ReturnPhase.Started)
                {
                    yield return new OrderEvent.ReturnRefused(made.Id, refused.Reason, refused.VendorCode);
                }

                yield break;
            case ReturnOutcome.Taken taken:
                foreach (var change in Steps(order, made, taken.Report))
                {
                    yield return change;
                }

                yield break;
            default:
                throw new UnreachableException(outcome.GetType().Name);
        }
    }

    private static IEnumerable<OrderEvent> Steps(Order order, OrderReturn made, ReturnReport report)
    {
        var standing = report.Standing;
        var isApproved = standing == ReturnStanding.Approved || standing == ReturnStanding.Closed && report.Credit is not null;
        if (made.Phase == ReturnPhase.Started)
        {
            yield return new OrderEvent.ReturnRequested(made.Id);
        }

        if (made.Phase < ReturnPhase.RequestAccepted
            && (isApproved || standing is ReturnStanding.Accepted or ReturnStanding.Received))
        {
            yield return new OrderEvent.ReturnRequestAccepted(made.Id, report.ShippingLabelUrl);
        }

        if (made.Phase < ReturnPhase.Accepted && standing == ReturnStanding.Received)
        {
            yield return new OrderEvent.ReturnAccepted(made.Id);
        }

        if (made.IsUndecided && isApproved)
        {
            yield return new OrderEvent.ReturnApproved(made.Id, CreditOf(order, made, report));
        }

        if (made.IsUndecided && standing == ReturnStanding.Denied)
        {
            yield return new OrderEvent.ReturnDenied(made.Id);
        }

        if (!made.HasEnded && standing == ReturnStanding.Closed)
        {
            yield return new OrderEvent.ReturnClosed(made.Id);
        }
    }

    /// <summary>What the merchant says it credits, and never more than the order's amount.</summary>
    private static Money CreditOf(Order order, OrderReturn made, ReturnReport report)
    {
        var amount = order.Submitted.Amount;
        var said = report.Credit is { } credit && credit.Currency == amount.Currency
            ? credit
            : ItemCredits.OfReturn(order, made);
        return amount with { Minor = Math.Clamp(said.Minor, 0, amount.Minor) };
    }

    private static ReturnPlanRefusal? RefuseOrder(Order order, MerchantAbility ability)
    {
        if (order.Phase != OrderPhase.Placed)
        {
            return order.IsAtMerchant || order.HasEnded
                ? new("RETURN_CREATION_FAILED", "The order is cancelled, or about to be: there is nothing to return.")
                : new("ORDER_SHIPPING_IN_PROGRESS", "The order is not placed yet: return it once it has arrived.");
        }

        if (order.Returns.FirstOrDefault(made => made.IsUndecided) is { } open)
        {
            return new("RETURN_IN_PROGRESS", $"The return {open.Id} is under way: follow it with returnByID.");
        }

        return ability switch
        {
            MerchantAbility.Offered => null,
            MerchantAbility.NotOffered => Of(ReturnRefusal.NotSupported),
            MerchantAbility.NotKnown => new("RETURN_CREATION_FAILED",
                "The merchant can't be asked now: send the return again in a few seconds."),
        };
    }

    private static ReturnPlanRefusal? RefuseLine(Order order, LineQuantity line) =>
        Ordered(order, line.ItemId) is not (> 0 and var ordered)
            ? new("LINE_ITEM_NOT_IN_ORDER", "The order has no such item: send ids from its lineItems.")
            : line.Quantity < 1 || line.Quantity > ordered
                ? new("INVALID_QUANTITY", $"Send a quantity of 1 to {ordered}.")
                : null;

    private static int Ordered(Order order, string itemId) =>
        order.Submitted.Lines.Where(line => line.ItemId == itemId).Sum(line => line.Quantity);

    private static ReturnPlanRefusal? RefuseQuantity(Order order, LineQuantity wanted)
    {
        var ordered = Ordered(order, wanted.ItemId);
        var cancelled = order.PartialCancellation?.Lines.Where(line => line.ItemId == wanted.ItemId)
            .Sum(line => line.Quantity) ?? 0;
        var returned = order.Returns.Where(made => made.TakesItems).SelectMany(made => made.Lines)
            .Where(line => line.ItemId == wanted.ItemId).Sum(line => line.Quantity);
        var isDenied = order.Returns.Any(made => made.Phase == ReturnPhase.Denied
            && made.Lines.Any(line => line.ItemId == wanted.ItemId));
        return isDenied ? Of(ReturnRefusal.AlreadyDenied)
            : returned > 0 && ordered - cancelled - returned <= 0 ? Of(ReturnRefusal.AlreadyReturned)
            : wanted.Quantity > ordered - cancelled - returned ? Of(ReturnRefusal.InvalidQuantity)
            : null;
    }

    private static ReturnPlanRefusal Of(ReturnRefusal refusal) => new(Contract(refusal), Words(refusal));

    /// <summary>The longer nothing happens, the rarer the look.</summary>
    private static TimeSpan PollAfter(TimeSpan quiet) =>
        TimeSpan.FromSeconds(Math.Clamp(quiet.TotalSeconds / 10, 1, 3600));
}

/// <param name="Code">One of the checkout contract's ReturnOrderErrorCode.</param>
public sealed record ReturnPlanRefusal(string Code, string Message);
