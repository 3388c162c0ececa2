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
        OrderEvent.PaymentAuthorized held => $"{held.PaymentId}, {held.Amount.Display()} until {Screen.Time(held.ExpiresAt)}",
        OrderEvent.CaptureStarted started => $"key {started.Key}, {started.Amount.Display()}",
        OrderEvent.PaymentCaptured captured => $"{captured.PaymentId}, {captured.Amount.Display()}",
        OrderEvent.CaptureRefused refused => refused.VendorCode,
        OrderEvent.VoidStarted started => $"key {started.Key}, {started.PaymentId}",
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
        // The other kinds say all there is to say by their names.
        _ => null,
    };
}
