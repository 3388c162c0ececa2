namespace Cartwright.Orders;

/// <summary>The contract's OrderStatus.</summary>
public enum OrderStatus
{
    ActionRequired,
    CancellationInProgress,
    CancellationRequested,
    Cancelled,
    Failed,
    PartiallyCancelled,
    Pending,
    Processing,
    ReturnApproved,
    ReturnClosed,
    ReturnDenied,
    ReturnRequested,
    ReturnRequestAccepted,
    Succeeded,
}

/// <summary>The contract's CheckoutStatus.</summary>
public enum CheckoutStatus
{
    ActionRequired,
    CancellationInProgress,
    CancellationRequested,
    Cancelled,
    Failed,
    Mixed,
    PartiallySucceeded,
    Pending,
    Processing,
    Succeeded,
}

public static class OrderStatuses
{
    public static OrderStatus Of(Order order) => order.Phase switch
    {
        OrderPhase.NotStarted => OrderStatus.Pending,
        OrderPhase.Submitted or OrderPhase.PaymentSecured or OrderPhase.Placing or OrderPhase.Accepted =>
            OrderStatus.Processing,
        OrderPhase.AwaitingPaymentAction or OrderPhase.AwaitingMerchantAction => OrderStatus.ActionRequired,
        OrderPhase.Placed => OfStanding(order),
        OrderPhase.CancellingPayment or OrderPhase.Cancelling => OrderStatus.CancellationInProgress,
        OrderPhase.Withdrawing => order.Withdrawal is { Reason: WithdrawalReason.Cancelled }
            ? OrderStatus.CancellationInProgress
            : OrderStatus.Processing,
        OrderPhase.PaymentRefused or OrderPhase.Failed => OrderStatus.Failed,
        OrderPhase.Cancelled => OrderStatus.Cancelled,
    };

    /// <summary>How a return is told; one that the merchant did not take is not told at all.</summary>
    public static OrderStatus Of(ReturnPhase phase) => phase switch
    {
        ReturnPhase.Started or ReturnPhase.Requested => OrderStatus.ReturnRequested,
        ReturnPhase.RequestAccepted or ReturnPhase.Accepted => OrderStatus.ReturnRequestAccepted,
        ReturnPhase.Approved => OrderStatus.ReturnApproved,
        ReturnPhase.Denied or ReturnPhase.Refused => OrderStatus.ReturnDenied,
        ReturnPhase.Closed => OrderStatus.ReturnClosed,
    };

    /// <summary>The last return says most about an order that stands.</summary>
    private static OrderStatus OfStanding(Order order) =>
        order.Returns.LastOrDefault(made => made.Phase != ReturnPhase.Refused) is { } last ? Of(last.Phase)
        : order.PartialCancellation is not null ? OrderStatus.PartiallyCancelled
        : OrderStatus.Succeeded;
}

public static class CheckoutStatuses
{
    /// <summary>
    /// What the shopper must do comes first, then what still runs; among ended orders, all alike is that, some succeeded
    /// is partial, and a mix of other ends is mixed.
    /// </summary>
    public static CheckoutStatus Of(IReadOnlyList<OrderStatus> orders)
    {
        if (orders.Count == 0 || orders.All(order => order == OrderStatus.Pending))
        {
            return CheckoutStatus.Pending;
        }

        if (orders.Contains(OrderStatus.ActionRequired))
        {
            return CheckoutStatus.ActionRequired;
        }

        if (orders.Contains(OrderStatus.Processing))
        {
            return CheckoutStatus.Processing;
        }

        if (orders.Contains(OrderStatus.CancellationInProgress))
        {
            return CheckoutStatus.CancellationInProgress;
        }

        var ended = orders.Where(order => order != OrderStatus.Pending).Select(Outcome).Distinct().ToList();
        var hasPending = orders.Contains(OrderStatus.Pending);
        return ended switch
        {
            [OrderStatus.Succeeded] when !hasPending => CheckoutStatus.Succeeded,
            [OrderStatus.Failed] => CheckoutStatus.Failed,
            [OrderStatus.Cancelled] => CheckoutStatus.Cancelled,
            _ when ended.Contains(OrderStatus.Succeeded) || ended.Contains(OrderStatus.PartiallyCancelled) =>
                CheckoutStatus.PartiallySucceeded,
            _ => CheckoutStatus.Mixed,
        };
    }

    /// <summary>What was bought was bought, whatever is sent back later.</summary>
    private static OrderStatus Outcome(OrderStatus order) => order switch
    {
        OrderStatus.ReturnApproved or OrderStatus.ReturnClosed or OrderStatus.ReturnDenied
            or OrderStatus.ReturnRequested or OrderStatus.ReturnRequestAccepted => OrderStatus.Succeeded,
        OrderStatus.ActionRequired or OrderStatus.CancellationInProgress or OrderStatus.CancellationRequested
            or OrderStatus.Cancelled or OrderStatus.Failed or OrderStatus.PartiallyCancelled or OrderStatus.Pending
            or OrderStatus.Processing or OrderStatus.Succeeded => order,
    };
}
