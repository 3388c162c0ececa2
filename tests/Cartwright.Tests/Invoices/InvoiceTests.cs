using Cartwright.Invoices;
using Cartwright.Merchants;
using Cartwright.Orders;
using Cartwright.Tests.Orders;

namespace Cartwright.Tests.Invoices;

public sealed class InvoiceTests
{
    private static readonly DateTimeOffset Later = OrderSamples.Noon.AddDays(10);

    private static readonly Invoice Sample = new(
        "account_1",
        "2026-11",
        [
            new("order_1", "cart_1", "mugs.example", "=1+1", InvoiceLineKind.Order, OrderSamples.Noon, new(2_575, "USD")),
            new("order_2", "cart_2", "tea, \"fine\".example", "1002", InvoiceLineKind.Order, OrderSamples.Noon,
                new(1_200, "JPY")),
            new("order_1", "cart_1", "mugs.example", "=1+1", InvoiceLineKind.Credit, OrderSamples.Noon.AddHours(1),
                new(-575, "USD")),
        ],
        [new(1_200, "JPY"), new(2_000, "USD")]);

    [Fact]
    public void Json_of_an_invoice_is_the_golden_one() =>
        Golden.ShouldMatch(InvoiceText.Of(Sample, InvoiceFormat.Json).Split('\n'), "InvoiceJson");

    [Fact]
    public void Csv_of_an_invoice_is_the_golden_one_and_no_cell_is_a_formula() =>
        Golden.ShouldMatch(InvoiceText.Of(Sample, InvoiceFormat.Csv).TrimEnd().Split("\r\n"), "InvoiceCsv");

    [Fact]
    public void Order_is_billed_when_its_merchant_has_it_and_credited_when_it_falls_away()
    {
        var lines = LinesOf(
            OrderSamples.Intent,
            new OrderEvent.SubmissionSucceeded(),
            new OrderEvent.Placed("1001", null),
            new OrderEvent.PartlyCancelled([new("mug_1", 1)], new(1_000, "USD")),
            new OrderEvent.CancelledByMerchant());

        lines.Select(line => (line.Kind, line.Amount.Minor)).ShouldBe(
        [
            (InvoiceLineKind.Order, 2_575L), (InvoiceLineKind.Credit, -1_000L), (InvoiceLineKind.Credit, -1_575L),
        ]);
    }

    [Fact]
    public void Order_that_fails_is_on_no_invoice() =>
        LinesOf(OrderSamples.Intent, OrderSamples.Sample(typeof(OrderEvent.Failed))).ShouldBeEmpty();

    [Fact]
    public void Order_paid_by_card_is_on_no_invoice() => LinesOf(
        new OrderEvent.PaymentSucceeded("pi_1", OrderSamples.Amount),
        OrderSamples.Intent,
        new OrderEvent.SubmissionSucceeded(),
        new OrderEvent.Placed("1001", null)).ShouldBeEmpty();

    [Theory]
    [InlineData(1_234, "USD", "12.34")]
    [InlineData(-5, "USD", "-0.05")]
    [InlineData(1_234, "JPY", "1234")]
    [InlineData(1_234, "KWD", "1.234")]
    public void Amount_is_written_in_the_currencys_usual_unit(long minor, string currency, string text) =>
        new Money(minor, currency).ToDecimalText().ShouldBe(text);

    private static List<InvoiceLine> LinesOf(params OrderEvent[] events)
    {
        var lines = new List<InvoiceLine>();
        var order = OrderSamples.After(events) is { History: [var first, ..] }
            ? Order.NotStarted(OrderSamples.OrderId).Evolve(first.Change, first.At)
            : throw new InvalidOperationException();
        foreach (var change in events)
        {
            var after = order.Evolve(change, Later);
            if (InvoiceLines.Of(order, after, Later) is { } line) lines.Add(line);
            order = after;
        }

        return lines;
    }
}
