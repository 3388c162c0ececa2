using Cartwright.Merchants;
using Cartwright.Orders;

namespace Cartwright.Cli.Orders;

/// <summary>An event of an order in one line, with what an operator needs and no shopper's data.</summary>
internal static class OrderEventLine
{
    internal static string Of(RecordedOrderEvent recorded)
    {
        var line = $"{Screen.Time(recorded.At)}  {recorded.Change.GetType().Name}";
        return Detail(recorded.Change) is { } detail ? $"{line}  {detail}" : line;
    }

    private static string? Detail(OrderEvent change) => change switch
    {
        OrderEvent.PaymentSucceeded paid => $"{paid.PaymentId}, {paid.Amount.Display()}",
        OrderEvent.PaymentAuthorized held =>
            $"{held.PaymentId}, {held.Amount.Display()} until {Screen.Time(held.ExpiresAt)}",
        OrderEvent.CaptureStarted started => $"key {started.Key}, {started.Amount.Display()}",
        OrderEvent.PaymentCaptured captured => $"{captured.PaymentId}, {captured.Amount.Display()}",
        OrderEvent.CaptureRefused refused => refused.VendorCode,
        OrderEvent.VoidStarted started => $"key {started.Key}, {started.PaymentId}",
        OrderEvent.SettledByOperator { Reason: { } reason } settled =>
            $"{settled.Settlement} ({reason}) by {settled.Operator}: {settled.Why}",
        OrderEvent.SettledByOperator settled => $"{settled.Settlement} by {settled.Operator}: {settled.Why}",
        OrderEvent.PaymentRefused refused => $"{refused.Reason} ({refused.VendorCode})",
        OrderEvent.PlacementStarted started => $"key {started.Key}",
        OrderEvent.Placed placed => placed.MerchantOrderId,
        OrderEvent.Failed failed =>
            $"{failed.ReasonCode} ({failed.VendorCode}), retryable {failed.Retryable?.ToString() ?? "not known"}",
        OrderEvent.RefundStarted started => $"key {started.Key}, {started.Amount.Display()}",
        OrderEvent.Refunded refunded => $"{refunded.RefundId}, {refunded.Amount.Display()}",
        OrderEvent.RefundRefused refused => refused.VendorCode,
        OrderEvent.TrackingObtained obtained =>
            string.Join(", ", obtained.Shipments.Select(parcel => $"{parcel.Carrier} {parcel.TrackingNumber}")),
        OrderEvent.PaymentCancelStarted started => $"key {started.Key}, {started.PaymentId}",
        OrderEvent.WithdrawStarted started => $"key {started.Key}, {started.Reason}",
        OrderEvent.CancelStarted started => $"key {started.Key}",
        OrderEvent.CancelFailed failed => $"{failed.Code} ({failed.VendorCode})",
        OrderEvent.PartlyCancelled part => $"{Lines(part.Lines)}, {part.Credit.Display()} in all",
        OrderEvent.ReturnStarted started => $"{started.ReturnId}, key {started.Key}, {Lines(started.Lines)}",
        OrderEvent.ReturnRequested made => made.ReturnId,
        OrderEvent.ReturnRefused refused => $"{refused.ReturnId}, {refused.Code} ({refused.VendorCode})",
        OrderEvent.ReturnRequestAccepted made => made.ReturnId,
        OrderEvent.ReturnAccepted made => made.ReturnId,
        OrderEvent.ReturnApproved made => $"{made.ReturnId}, {made.Credit.Display()}",
        OrderEvent.ReturnDenied made => made.ReturnId,
        OrderEvent.ReturnClosed made => made.ReturnId,
        // The other kinds say all there is to say by their names.
        _ => null,
    };

    private static string Lines(IReadOnlyList<LineQuantity> lines) =>
        string.Join(", ", lines.Select(line => $"{line.Quantity} x {line.ItemId}"));
}
