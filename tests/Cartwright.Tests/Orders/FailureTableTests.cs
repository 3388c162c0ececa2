using Cartwright.Merchants;
using Cartwright.Orders;
using Cartwright.Payments;

namespace Cartwright.Tests.Orders;

public sealed class FailureTableTests
{
    [Fact]
    public void Table_of_failures_is_the_golden_one() => Golden.ShouldMatch(
        [
            .. Enum.GetValues<PaymentRefusal>().Select(refusal =>
                Row($"Payment.{refusal}", FailureTable.Of(refusal, "x"))),
            .. Enum.GetValues<PlacementRefusal>().Select(refusal =>
                Row($"Placement.{refusal}", FailureTable.Of(refusal, "x"))),
        ],
        "FailureTable");

    [Fact]
    public void Words_never_hold_the_vendors_code() =>
        Enum.GetValues<PaymentRefusal>().Select(refusal => FailureTable.Of(refusal, "vendor_said").Reason)
            .ShouldAllBe(words => !words.Contains("vendor_said"));

    private static string Row(string refusal, OrderEvent.Failed failed) =>
        $"{refusal} | {failed.ReasonCode} | {failed.Retryable?.ToString() ?? "unknown"} | {failed.Reason}";
}
