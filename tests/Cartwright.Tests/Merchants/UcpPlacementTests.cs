using System.Text;
using Cartwright.Merchants;

namespace Cartwright.Tests.Merchants;

public sealed class UcpPlacementTests
{
    private const string Url = "https://stub.example/continue";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Prepared_bytes_and_key_are_the_same_every_time()
    {
        await using var store = await StubStore.StartAsync();
        var quote = await UcpQuoteTests.QuotedAsync(store);

        var first = store.Connector.Prepare(store.Merchant, quote, "order_1");
        var again = store.Connector.Prepare(store.Merchant, quote, "order_1");
        var other = store.Connector.Prepare(store.Merchant, quote, "order_2");

        again.Key.ShouldBe(first.Key);
        again.Body.ToArray().ShouldBe(first.Body.ToArray());
        other.Key.ShouldNotBe(first.Key);
        Text(first).ShouldBe($$$"""
            {"payment":{"instruments":[{"id":"instr_{{{first.Key}}}","handler_id":"card_tokens","type":"card",
            "selected":true,"credential":{"type":"token","token":"tok_stub"}}]},
            "attribution":{"order_id":"order_1"}}
            """.ReplaceLineEndings(""));
    }

    [Fact]
    public async Task Prepared_bytes_of_the_first_version_hold_payment_data()
    {
        await using var store = await StubStore.StartAsync("2026-01-11");
        var quote = await UcpQuoteTests.QuotedAsync(store);

        var prepared = store.Connector.Prepare(store.Merchant, quote, "order_1");

        Text(prepared).ShouldBe($$$"""
            {"payment_data":{"id":"instr_{{{prepared.Key}}}","handler_id":"card_tokens","type":"card","brand":"unknown",
            "last_digits":"0000","credential":{"type":"token","token":"tok_stub"}},"risk_signals":{}}
            """.ReplaceLineEndings(""));
    }

    [Fact]
    public async Task Repeats_send_the_same_bytes_with_the_same_key()
    {
        await using var store = await StubStore.StartAsync();
        var quote = await UcpQuoteTests.QuotedAsync(store);
        var prepared = store.Connector.Prepare(store.Merchant, quote, "order_1");
        store.Answer(UcpShapes.Checkout("complete_in_progress"));
        store.Answer(UcpShapes.Checkout("completed", UcpShapes.OrderPart));

        await store.Connector.PlaceAsync(store.Merchant, quote, prepared, isRepeat: false, Stop);
        var outcome = await store.Connector.PlaceAsync(store.Merchant, quote, prepared, isRepeat: false, Stop);

        outcome.ShouldBe(new PlacementOutcome.Placed(
            "ord_9", new Uri("https://stub.example/orders/ord_9"), new Money(5940, "USD")));
        var calls = store.ShoppingCalls.Skip(1).ToList();
        calls.ShouldAllBe(call => call.Path == "/ucp/checkout-sessions/chk_1/complete"
            && call.Body == Text(prepared) && call.Headers["Idempotency-Key"] == prepared.Key);
        calls.Select(call => call.Headers["Request-Id"].ToString()).Distinct().Count().ShouldBe(2);
    }

    public static TheoryData<string, int, string> Replies => new()
    {
        { UcpShapes.Checkout("completed", UcpShapes.OrderPart), 200, "Placed ord_9" },
        { UcpShapes.Checkout("completed"), 200, "Unknown" },
        { UcpShapes.Checkout("complete_in_progress"), 200, "InProgress" },
        { UcpShapes.Checkout("complete_in_progress", Actions), 200, $"ActionRequired {Url}" },
        { UcpShapes.Checkout("requires_escalation", $",\"continue_url\":\"{Url}\""), 200, $"ActionRequired {Url}" },
        { UcpShapes.Checkout("requires_escalation"), 200, "Unknown" },
        { UcpShapes.Checkout("canceled"), 200, "Refused SessionCancelled canceled" },
        { UcpShapes.Checkout("canceled", UcpShapes.Messages(UcpShapes.Message("session_expired"))), 200,
            "Refused SessionExpired session_expired" },
        { UcpShapes.Checkout("incomplete", UcpShapes.Messages(UcpShapes.Message("payment_failed"))), 200,
            "Refused PaymentRefused payment_failed" },
        { UcpShapes.Checkout("ready_for_complete", UcpShapes.Messages(UcpShapes.Message("out_of_stock"))), 200,
            "Refused OutOfStock out_of_stock" },
        { UcpShapes.Checkout("incomplete", UcpShapes.Messages(UcpShapes.Message("x", "$.actions['a'][0]")) + Actions),
            200, $"ActionRequired {Url}" },
        { UcpShapes.Checkout("incomplete", UcpShapes.Messages(UcpShapes.Message("whim"))), 200,
            "Refused RefusedByMerchant whim" },
        { UcpShapes.Checkout("incomplete"), 200, "Unknown" },
        { UcpShapes.Checkout("ready_for_complete"), 200, "Unknown" },
        { UcpShapes.Checkout("dancing"), 200, "Unknown" },
        { UcpShapes.Checkout("completed", UcpShapes.OrderPart, id: "chk_other"), 200, "Unknown" },
        { UcpShapes.Refusal(UcpShapes.Message("not_found")), 200, "Refused SessionExpired not_found" },
        { UcpShapes.Refusal(UcpShapes.Message("address_undeliverable")), 200,
            "Refused AddressUndeliverable address_undeliverable" },
        { UcpShapes.Refusal(UcpShapes.Message("profile_unreachable")), 200, "Unknown" },
        { UcpShapes.Refusal(), 200, "Unknown" },
        { """{"detail":"Insufficient Funds","code":"INSUFFICIENT_FUNDS"}""", 402,
            "Refused PaymentRefused insufficient_funds" },
        { """{"detail":"Insufficient Funds"}""", 402, "Refused PaymentRefused http_402" },
        { """{"detail":"Fraud","code":"FRAUD_DETECTED"}""", 403, "Refused PaymentRefused fraud_detected" },
        { """{"detail":"Out","code":"OUT_OF_STOCK"}""", 409, "Refused OutOfStock out_of_stock" },
        { """{"detail":"Other","code":"IDEMPOTENCY_CONFLICT"}""", 409, "Unknown" },
        { """{"detail":"Done","code":"CHECKOUT_NOT_MODIFIABLE"}""", 409, "Unknown" },
        { """{"detail":"Gone","code":"RESOURCE_NOT_FOUND"}""", 404, "Refused SessionExpired not_found" },
        { """{"detail":"Not Found"}""", 404, "Unknown" },
        { """{"detail":"Bad"}""", 400, "Refused InvalidRequest http_400" },
        { """{"code":"version_unsupported","content":"No."}""", 422,
            "Refused MerchantUnsupported version_unsupported" },
        { """{"code":"profile_unreachable","content":"No."}""", 424, "Unknown" },
        { "", 401, "Refused Unauthenticated http_401" },
        { "", 418, "Unknown" },
        { "<html>blocked</html>", 403, "Unknown" },
        { "<html>bad gateway</html>", 400, "Unknown" },
        { "{}", 408, "Unknown" },
        { "{}", 425, "Unknown" },
        { "{}", 429, "Unknown" },
        { "{}", 500, "Unknown" },
        { "{}", 502, "Unknown" },
        { "{}", 503, "Unknown" },
        { "", 302, "Unknown" },
    };

    private const string Actions = $$""","actions":{"a":[{"id":"1"}]},"continue_url":"{{Url}}" """;

    [Theory]
    [MemberData(nameof(Replies))]
    public async Task Reply_to_a_completion_is_terminal_only_when_explicit(string body, int status, string expected)
    {
        await using var store = await StubStore.StartAsync();
        var quote = await UcpQuoteTests.QuotedAsync(store);
        store.Answer(body, status);

        var outcome = await store.Connector.PlaceAsync(
            store.Merchant, quote, store.Connector.Prepare(store.Merchant, quote, "order_1"), isRepeat: false, Stop);

        Name(outcome).ShouldBe(expected);
    }

    [Fact]
    public async Task Session_gone_after_keys_may_be_forgotten_is_unknown()
    {
        await using var store = await StubStore.StartAsync();
        var quote = await UcpQuoteTests.QuotedAsync(store);
        store.Clock.Advance(TimeSpan.FromHours(23));
        store.Answer(UcpShapes.Refusal(UcpShapes.Message("not_found")));

        var outcome = await store.Connector.PlaceAsync(
            store.Merchant, quote, store.Connector.Prepare(store.Merchant, quote, "order_1"), isRepeat: false, Stop);

        outcome.ShouldBeOfType<PlacementOutcome.Unknown>();
    }

    public static TheoryData<string, int, string> Findings => new()
    {
        { UcpShapes.Checkout("completed", UcpShapes.OrderPart), 200, "Placed ord_9" },
        { UcpShapes.Checkout("completed"), 200, "Unknown" },
        { UcpShapes.Checkout("complete_in_progress"), 200, "InProgress" },
        { UcpShapes.Checkout("requires_escalation", $",\"continue_url\":\"{Url}\""), 200, $"ActionRequired {Url}" },
        { UcpShapes.Checkout("canceled"), 200, "Refused SessionCancelled canceled" },
        { UcpShapes.Checkout("ready_for_complete"), 200, "Absent" },
        { UcpShapes.Checkout("incomplete"), 200, "Absent" },
        { UcpShapes.Checkout("dancing"), 200, "Unknown" },
        { UcpShapes.Checkout("ready_for_complete", id: "chk_other"), 200, "Unknown" },
        { UcpShapes.Refusal(UcpShapes.Message("not_found")), 200, "Unknown" },
        { """{"detail":"Gone","code":"RESOURCE_NOT_FOUND"}""", 404, "Unknown" },
        { "", 410, "Unknown" },
        { "", 401, "Unknown" },
        { "", 429, "Unknown" },
        { "{}", 500, "Unknown" },
        { "not json", 200, "Unknown" },
        { "null", 200, "Unknown" },
    };

    [Theory]
    [MemberData(nameof(Findings))]
    public async Task Session_tells_what_became_of_a_placement(string body, int status, string expected)
    {
        await using var store = await StubStore.StartAsync();
        var quote = await UcpQuoteTests.QuotedAsync(store);
        store.Answer(body, status);

        var finding = await store.Connector.FindAsync(
            store.Merchant, quote, store.Connector.Prepare(store.Merchant, quote, "order_1"), Stop);

        var name = finding switch
        {
            PlacementFinding.Found found => Name(found.Outcome),
            _ => finding.GetType().Name,
        };
        name.ShouldBe(expected);
        var call = store.ShoppingCalls[^1];
        (call.Method, call.Path, call.Body).ShouldBe(("GET", "/ucp/checkout-sessions/chk_1", ""));
    }

    internal static string Name(PlacementOutcome outcome) => outcome switch
    {
        PlacementOutcome.Placed placed => $"Placed {placed.MerchantOrderId}",
        PlacementOutcome.ActionRequired action => $"ActionRequired {action.Url}",
        PlacementOutcome.Refused refused => $"Refused {refused.Reason} {refused.VendorCode}",
        _ => outcome.GetType().Name,
    };

    private static string Text(PreparedPlacement prepared) => Encoding.UTF8.GetString(prepared.Body.Span);
}
