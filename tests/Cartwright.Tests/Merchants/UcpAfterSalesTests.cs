using Cartwright.Merchants;
using Cartwright.Merchants.Ucp;

namespace Cartwright.Tests.Merchants;

/// <summary>Taking back, cancelling and returning over UCP, against a store that answers what the test says.</summary>
public sealed class UcpAfterSalesTests
{
    private const string Cancelled = """[{"id":"a","type":"cancellation","status":"completed"}]""";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public void Tables_of_refusals_are_the_golden_ones() => Golden.ShouldMatch(
        [
            .. UcpCancellations.Rules.Select(rule => $"cancel {rule.VendorCode} -> {rule.Refusal}"),
            .. UcpReturns.Rules.Select(rule => $"return {rule.VendorCode} -> {rule.Refusal}"),
        ],
        "UcpAfterSales");

    [Theory]
    [InlineData("""{"ucp":{"status":"error"},"messages":[{"type":"error","code":"ORDER_ALREADY_SHIPPED"}]}""", 200,
        CancelRefusal.OrderAlreadyShipped)]
    [InlineData("""{"code":"CANCEL_WINDOW_EXPIRED","detail":"Too late"}""", 409, CancelRefusal.CancelWindowExpired)]
    [InlineData("""{"detail":"Not Found"}""", 404, CancelRefusal.NotSupported)]
    [InlineData("""{"code":"never_heard_of"}""", 422, CancelRefusal.RequestManualCancellation)]
    public async Task Refused_cancellation_has_its_reason(string body, int status, CancelRefusal reason) =>
        (await CancelAsync(body, status)).ShouldBeOfType<CancelOutcome.Refused>().Reason.ShouldBe(reason);

    [Theory]
    [InlineData("""{"code":"request_in_progress"}""", 409)]
    [InlineData("{}", 500)]
    [InlineData("<html>", 200)]
    [InlineData("<html>", 403)]
    [InlineData("""{"id":"ord_other","adjustments":[{"type":"cancellation","status":"completed"}]}""", 200)]
    [InlineData("""{"id":"ord_9","adjustments":[]}""", 200)]
    public async Task Answer_that_does_not_speak_of_the_cancellation_leaves_it_unknown(string body, int status) =>
        (await CancelAsync(body, status)).ShouldBeOfType<CancelOutcome.Unknown>();

    [Fact]
    public async Task Cancellation_is_sent_with_the_same_key_every_time_and_found_by_it()
    {
        await using var store = await StubStore.StartAsync();
        var quote = await UcpQuoteTests.QuotedAsync(store);
        var connector = (ICancelsOrders)store.Connector;
        store.Answer("{}", 500).Answer("{}", 500);
        await connector.CancelOrderAsync(store.Merchant, quote, "ord_9", "order_1-cancel-order", Stop);
        await connector.CancelOrderAsync(store.Merchant, quote, "ord_9", "order_1-cancel-order", Stop);
        var keys = store.ShoppingCalls.TakeLast(2).Select(call => call.Headers["Idempotency-Key"].ToString()).ToList();
        keys.Distinct().ShouldHaveSingleItem();

        foreach (var (adjustments, found) in new (string, Type)[]
        {
            (Cancelled, typeof(CancelOutcome.Cancelled)),
            ($$"""[{"id":"{{keys[0]}}","type":"cancellation","status":"pending"}]""", typeof(CancelOutcome.Pending)),
            ($$"""[{"id":"{{keys[0]}}","type":"cancellation","status":"failed"}]""", typeof(CancelOutcome.Refused)),
        })
        {
            store.Answer(Order(adjustments));
            (await FindAsync()).ShouldBeOfType<CancelFinding.Found>().Outcome.ShouldBeOfType(found);
        }

        store.Answer(Order("""[{"id":"another","type":"cancellation","status":"pending"}]"""));
        (await FindAsync()).ShouldBeOfType<CancelFinding.Absent>();
        store.Answer("{}", 404);
        (await FindAsync()).ShouldBeOfType<CancelFinding.Unknown>();

        Task<CancelFinding> FindAsync() => connector.FindCancellationAsync(
            store.Merchant, quote, "ord_9", "order_1-cancel-order", Stop);
    }

    [Theory]
    [InlineData("""[{"type":"cancellation","status":"completed","line_items":[{"id":"li_1","quantity":-1}]}]""",
        1, 1, null)]
    [InlineData("""[{"type":"cancellation","status":"pending","line_items":[{"id":"li_1","quantity":-1}]}]""",
        0, 0, null)]
    [InlineData("""
        [{"type":"cancellation","status":"completed","line_items":[{"id":"li_1","quantity":-1}],
          "totals":[{"type":"total","amount":-700}]}]
        """, 1, 0, 700L)]
    [InlineData("""
        [{"type":"cancellation","status":"completed","line_items":[{"id":"li_1","quantity":-1}]},
         {"type":"refund","status":"completed","line_items":[{"id":"li_1","quantity":-1}],
          "totals":[{"type":"total","amount":-700}]}]
        """, 1, 0, 700L)]
    [InlineData("""
        [{"type":"cancellation","status":"completed","line_items":[{"id":"li_1","quantity":-1}]},
         {"type":"refund","status":"completed","amount":500}]
        """, 1, 0, 500L)]
    [InlineData("""
        [{"type":"refund","status":"completed","totals":[{"type":"total","amount":-300}]},
         {"type":"refund","status":"completed","totals":[{"type":"total","amount":-200}]},
         {"type":"dispute","status":"completed","totals":[{"type":"total","amount":-9}]}]
        """, 0, 0, 500L)]
    public async Task Parts_that_are_cancelled_or_refunded_are_counted_once(
        string adjustments, int cancelled, int unpriced, long? credited)
    {
        await using var store = await StubStore.StartAsync();
        var quote = await UcpQuoteTests.QuotedAsync(store);
        store.Answer(Order(adjustments));

        var read = (await store.Connector.ReadOrderAsync(store.Merchant, quote, "ord_9", Stop))
            .ShouldBeOfType<MerchantOrderOutcome.Read>();

        read.IsCancelled.ShouldBeFalse();
        read.Cancelled.Sum(line => line.Quantity).ShouldBe(cancelled);
        read.Unpriced.Sum(line => line.Quantity).ShouldBe(unpriced);
        (read.Credited?.Minor).ShouldBe(credited);
        read.Cancelled.ShouldAllBe(line => line.ItemId == "item_123");
    }

    [Theory]
    [InlineData("""{"id":"return_1","status":"approved","credit":{"amount":700,"currency":"usd"}}""", 200,
        ReturnStanding.Approved)]
    [InlineData("""{"id":"return_1","status":"closed","shipping_label_url":"javascript:alert(1)"}""", 201,
        ReturnStanding.Closed)]
    public async Task Return_is_read_as_it_stands(string body, int status, ReturnStanding standing)
    {
        var report = (await ReturnAsync(body, status)).ShouldBeOfType<ReturnOutcome.Taken>().Report;

        report.Standing.ShouldBe(standing);
        report.ShippingLabelUrl.ShouldBeNull();
    }

    [Theory]
    [InlineData("""{"id":"return_2","status":"approved"}""", 200)]
    [InlineData("""{"id":"return_1","status":"lost"}""", 200)]
    [InlineData("{}", 502)]
    [InlineData("""{"code":"idempotency_conflict"}""", 409)]
    public async Task Answer_that_does_not_speak_of_the_return_leaves_it_unknown(string body, int status) =>
        (await ReturnAsync(body, status)).ShouldBeOfType<ReturnOutcome.Unknown>();

    [Theory]
    [InlineData("""{"ucp":{"status":"error"},"messages":[{"type":"error","code":"not_found"}]}""", 200, true)]
    [InlineData("""{"code":"RESOURCE_NOT_FOUND"}""", 404, true)]
    [InlineData("<html>", 404, false)]
    [InlineData("""{"ucp":{"status":"error"},"messages":[{"type":"error","code":"unauthorized"}]}""", 200, false)]
    [InlineData("{}", 500, false)]
    public async Task Return_is_absent_only_when_the_store_says_so(string body, int status, bool isAbsent)
    {
        await using var store = await StubStore.StartAsync();
        var quote = await UcpQuoteTests.QuotedAsync(store);
        store.Answer(body, status);

        var finding = await ((ITakesReturns)store.Connector).FindReturnAsync(
            store.Merchant, quote, "ord_9", "return_1", Stop);

        (finding is ReturnFinding.Absent).ShouldBe(isAbsent);
        store.ShoppingCalls.Last().Path.ShouldBe("/ucp/orders/ord_9/returns/return_1");
    }

    [Theory]
    [InlineData("canceled", typeof(PlacementOutcome.Refused))]
    [InlineData("completed", typeof(PlacementOutcome.Placed))]
    [InlineData("complete_in_progress", typeof(PlacementOutcome.InProgress))]
    [InlineData("requires_escalation", typeof(PlacementOutcome.ActionRequired))]
    [InlineData("ready_for_complete", typeof(PlacementOutcome.Unknown))]
    public async Task Session_that_is_taken_back_is_what_it_says_it_is_whatever_the_cancellation_answered(
        string status, Type outcome)
    {
        await using var store = await StubStore.StartAsync();
        var quote = await UcpQuoteTests.QuotedAsync(store);
        store.Answer("""{"code":"not_allowed"}""", 409).Answer(
            $$"""
            {"ucp":{"version":"2026-08-25"},"id":"{{quote.SessionId}}","status":"{{status}}",
             "continue_url":"https://stub.example/go","order":{"id":"ord_9"},"currency":"USD"}
            """);

        (await ((IWithdrawsPlacements)store.Connector).WithdrawAsync(store.Merchant, quote, "order_1-withdraw", Stop))
            .ShouldBeOfType(outcome);
    }

    private static async Task<CancelOutcome> CancelAsync(string body, int status)
    {
        await using var store = await StubStore.StartAsync();
        var quote = await UcpQuoteTests.QuotedAsync(store);
        store.Answer(body, status);
        return await ((ICancelsOrders)store.Connector).CancelOrderAsync(store.Merchant, quote, "ord_9", "key", Stop);
    }

    private static async Task<ReturnOutcome> ReturnAsync(string body, int status)
    {
        await using var store = await StubStore.StartAsync();
        var quote = await UcpQuoteTests.QuotedAsync(store);
        store.Answer(body, status);
        return await ((ITakesReturns)store.Connector).RequestReturnAsync(
            store.Merchant, quote, "ord_9", new("return_1", "key", [new("item_123", 1)]), Stop);
    }

    private static string Order(string adjustments) =>
        $$"""
        {"ucp":{"version":"2026-08-25"},"id":"ord_9","currency":"USD",
         "line_items":[{"id":"li_1","item":{"id":"item_123"},"quantity":{"original":2,"total":2} }],
         "fulfillment":{},"adjustments":{{adjustments}} }
        """;
}
