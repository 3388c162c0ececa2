using Cartwright.Payments;
using Cartwright.Storage;

namespace Cartwright.Orders.Placement;

/// <summary>What the processor knows of an order that is not known to be paid, asked without charging.</summary>
internal static class UnpaidOrder
{
    public static ChargeRequest Charge(Order order, SecretSealer sealer)
    {
        var submitted = order.Submitted;
        var card = submitted.Card ?? throw new InvalidOperationException($"Order {order.Id} is billed by invoice.");
        return new(
            order.Id, submitted.CartId, card.Key, submitted.Amount, sealer.Open(card.SealedToken), order.StartedAt,
            card.Capture);
    }

    public static async Task<PaymentFinding> FindAsync(
        Order order, IPaymentGateway payments, SecretSealer sealer, CancellationToken cancellationToken) =>
        order.PaymentAction is { } action
            ? new PaymentFinding.Found(await payments.RetrieveAsync(action.PaymentId, cancellationToken))
            : await payments.FindAsync(Charge(order, sealer) with { IsLastLook = true }, cancellationToken);
}
