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
        OrderPhase.Submitted or OrderPhase.PaymentSecured or OrderPhase.Placing or OrderPhase.Accepted => OrderStatus.Processing,
        OrderPhase.AwaitingPaymentAction or OrderPhase.AwaitingMerchantAction => OrderStatus.ActionRequired,
        OrderPhase.Placed => OrderStatus.Succeeded,
        OrderPhase.PaymentRefused or OrderPhase.Failed => OrderStatus.Failed,
        OrderPhase.Cancelled => OrderStatus.Cancelled,
    };
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

        var ended = orders.Where(order => order != OrderStatus.Pending).Distinct().ToList();
        var hasPending = orders.Contains(OrderStatus.Pending);
        return ended switch
        {
            [OrderStatus.Succeeded] when !hasPending => CheckoutStatus.Succeeded,
            [OrderStatus.Failed] => CheckoutStatus.Failed,
            [OrderStatus.Cancelled] => CheckoutStatus.Cancelled,
            _ when ended.Contains(OrderStatus.Succeeded) => CheckoutStatus.PartiallySucceeded,
            _ => CheckoutStatus.Mixed,
        };
    }
}
