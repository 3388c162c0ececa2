using Cartwright.Merchants;
using Cartwright.Orders;
using Cartwright.Payments;
using Cartwright.Reconciliation;
using Cartwright.Tests.Orders;

namespace Cartwright.Tests.Reconciliation;

public sealed class DifferencesTests
{
    private static readonly long Amount = OrderSamples.Amount.Minor;
    private static readonly Order Placed = OrderSamples.InPhase(OrderPhase.Placed);
    private static readonly Order Refunded = OrderSamples.WithMoney(MoneyPhase.Refunded);

    private static readonly MerchantOrderOutcome AsQuoted =
        new MerchantOrderOutcome.Read(IsCancelled: false, []) { Total = OrderSamples.Quote.Total };

    [Fact]
    public void Books_that_agree_have_no_difference()
    {
        Differences.Of(Placed, [Payment(Amount)], AsQuoted).ShouldBeEmpty();
        Differences.Of(Refunded, [Payment(Amount, refunded: Amount)], null).ShouldBeEmpty();
        Differences.Of(OrderSamples.InPhase(OrderPhase.PaymentRefused), [Payment(0)], null).ShouldBeEmpty();
        Differences.Of(OrderSamples.WithMoney(MoneyPhase.Voided), [Payment(0)], null).ShouldBeEmpty();
    }

    public static TheoryData<string, DifferenceKind[]> Cases => new()
    {
        { "no payment", [DifferenceKind.OrderWithoutCapture] },
        { "other amount", [DifferenceKind.AmountDiffers] },
        { "other currency", [DifferenceKind.AmountDiffers] },
        { "two captures", [DifferenceKind.CapturedTwice] },
        { "refund by hand", [DifferenceKind.RefundNotInJournal] },
        { "merchant has none", [DifferenceKind.NotAtMerchant] },
        { "merchant cancelled", [DifferenceKind.CancelledAtMerchant] },
        { "merchant's total", [DifferenceKind.TotalDiffers] },
        { "merchant not readable", [] },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Placed_order_that_differs_is_told_by_kind(string situation, DifferenceKind[] kinds)
    {
        var (payments, merchant) = situation switch
        {
            "no payment" => (Payments(), AsQuoted),
            "other amount" => (Payments(Payment(Amount - 1)), AsQuoted),
            "other currency" => (Payments(Payment(Amount) with { Currency = "EUR" }), AsQuoted),
            "two captures" => (Payments(Payment(Amount), Payment(Amount) with { PaymentId = "pi_2" }), AsQuoted),
            "refund by hand" => (Payments(Payment(Amount, refunded: 5)), AsQuoted),
            "merchant has none" => (Payments(Payment(Amount)),
                new MerchantOrderOutcome.Unavailable("no such order") { IsAbsent = true }),
            "merchant cancelled" => (Payments(Payment(Amount)), new MerchantOrderOutcome.Read(true, [])),
            "merchant's total" => (Payments(Payment(Amount)),
                new MerchantOrderOutcome.Read(false, []) { Total = new(1, "USD") }),
            "merchant not readable" => (Payments(Payment(Amount)), new MerchantOrderOutcome.Unavailable("no answer")),
            _ => throw new ArgumentException(situation),
        };

        Differences.Of(Placed, payments, merchant).Select(found => found.Kind).ShouldBe(kinds);

        static ProcessorPayment[] Payments(params ProcessorPayment[] all) => all;
    }

    [Fact]
    public void Failed_order_whose_refund_the_processor_does_not_have_keeps_the_shoppers_money() =>
        Differences.Of(Refunded, [Payment(Amount)], null).Select(found => found.Kind)
            .ShouldBe([DifferenceKind.RefundMissing, DifferenceKind.MoneyKept]);

    [Fact]
    public void Capture_that_the_journal_does_not_have_is_told() =>
        Differences.Of(OrderSamples.InPhase(OrderPhase.PaymentRefused) is var refused
                ? refused.Evolve(OrderSamples.Sample(typeof(OrderEvent.Failed)), OrderSamples.Noon) : refused,
                [Payment(Amount)], null)
            .Select(found => found.Kind)
            .ShouldBe([DifferenceKind.CaptureNotInJournal, DifferenceKind.MoneyKept]);

    [Fact]
    public void Capture_for_an_order_that_nobody_knows_is_told_and_an_uncaptured_payment_is_not()
    {
        Differences.OfUnknownOrder("order_x", [Payment(Amount)]).ShouldHaveSingleItem().Kind
            .ShouldBe(DifferenceKind.CaptureWithoutOrder);
        Differences.OfUnknownOrder("order_x", [Payment(0)]).ShouldBeEmpty();
        Differences.OfUnknownOrder("order_x", [Payment(Amount, refunded: Amount)]).ShouldBeEmpty();
    }

    [Fact]
    public void Second_capture_is_told_of_an_order_under_way_and_of_one_whose_first_is_not_listed()
    {
        var underWay = OrderSamples.InPhase(OrderPhase.Submitted);
        var (first, second) = (Payment(Amount), Payment(Amount) with { PaymentId = "pi_2" });

        Differences.OfCaptures(underWay, [first]).ShouldBeEmpty();
        Differences.OfCaptures(underWay, [second, first]).ShouldHaveSingleItem().ShouldBe(
            new(DifferenceKind.CapturedTwice, OrderSamples.OrderId, "captured by pi_1, pi_2"));
        Differences.OfCaptures(Placed, [first]).ShouldBeEmpty();
        Differences.OfCaptures(Placed, []).ShouldBeEmpty();
        Differences.OfCaptures(Placed, [second]).ShouldHaveSingleItem().ShouldBe(
            new(DifferenceKind.CapturedTwice, OrderSamples.OrderId, "captured by pi_1, pi_2"));
        Differences.OfCaptures(Placed, [second with { RefundedMinor = Amount }]).ShouldBeEmpty();
        Differences.OfCaptures(Placed, [second with { CapturedMinor = 0 }]).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("2026-11-23T02:59:59Z", "2026-11-23T03:00:00Z")]
    [InlineData("2026-11-23T03:00:00Z", "2026-11-24T03:00:00Z")]
    [InlineData("2026-12-31T23:00:00Z", "2027-01-01T03:00:00Z")]
    public void Daily_comparison_is_next_at_its_hour(string now, string next) =>
        ReconcileDaily.Next(DateTimeOffset.Parse(now, null), 3).ShouldBe(DateTimeOffset.Parse(next, null));

    private static ProcessorPayment Payment(long captured, long refunded = 0) =>
        new("pi_1", OrderSamples.OrderId, "USD", captured, refunded);
}
