using Cartwright.Merchants;

namespace Cartwright.Tests.Merchants;

public sealed class UcpOrderTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Events_become_one_shipment_for_each_tracking_number_with_its_last_status()
    {
        var order = await ReadAsync(
            """
            {"events":[
              {"id":"3","occurred_at":"2026-11-25T10:00:00Z","type":"delivered","line_items":[],"tracking_number":"A1"},
              {"id":"1","occurred_at":"2026-11-23T10:00:00Z","type":"processing","line_items":[]},
              {"id":"2","occurred_at":"2026-11-24T10:00:00Z","type":"shipped","line_items":[],"carrier":"UPS",
                "tracking_number":"A1","tracking_url":"https://ups.example/A1"},
              {"id":"4","occurred_at":"2026-11-24T11:00:00Z","type":"in_transit","tracking_number":"B2"},
              {"id":"5","occurred_at":"2026-11-24T12:00:00Z","type":"returned_to_sender","tracking_number":"C3",
                "tracking_url":"javascript:alert(1)"}],"expectations":[]}
            """, "[]");

        order.IsCancelled.ShouldBeFalse();
        order.Shipments.ShouldBe(
        [
            new("UPS", "A1", new Uri("https://ups.example/A1"), ShipmentStatus.Delivered, null),
            new("", "B2", null, ShipmentStatus.Shipped, null),
            new("", "C3", null, ShipmentStatus.NotDelivered, null),
        ], ignoreOrder: true);
    }

    [Theory]
    [InlineData("""[{"id":"a","type":"cancellation","status":"completed"}]""", true)]
    [InlineData("""[{"id":"a","type":"cancellation","status":"pending"}]""", false)]
    [InlineData("""[{"id":"a","type":"refund","status":"completed"}]""", false)]
    [InlineData("""[{"type":"cancellation","status":"completed","line_items":[{"id":"li_1","quantity":-2}]}]""", true)]
    [InlineData("""[{"type":"cancellation","status":"completed","line_items":[{"id":"li_1","quantity":-1}]}]""", false)]
    [InlineData("null", false)]
    public async Task Order_is_cancelled_only_as_a_whole(string adjustments, bool isCancelled) =>
        (await ReadAsync("{}", adjustments)).IsCancelled.ShouldBe(isCancelled);

    [Theory]
    [InlineData("""{"ucp":{"status":"error"},"messages":[{"type":"error","code":"not_found"}]}""", 200)]
    [InlineData("""{"id":"ord_other","line_items":[]}""", 200)]
    [InlineData("""{"detail":"Order not found"}""", 404)]
    public async Task Order_that_is_not_shown_is_unavailable(string body, int status)
    {
        await using var store = await StubStore.StartAsync();
        var quote = await UcpQuoteTests.QuotedAsync(store);
        store.Answer(body, status);

        (await store.Connector.ReadOrderAsync(store.Merchant, quote, "ord_9", Stop))
            .ShouldBeOfType<MerchantOrderOutcome.Unavailable>();
    }

    [Fact]
    public async Task Id_with_odd_letters_stays_one_part_of_the_path()
    {
        await using var store = await StubStore.StartAsync();
        var quote = await UcpQuoteTests.QuotedAsync(store);
        store.Answer("{}");

        await store.Connector.ReadOrderAsync(store.Merchant, quote, "a b/../c?d", Stop);

        store.ShoppingCalls.Last().Path.ShouldStartWith("/ucp/orders/");
    }

    private static async Task<MerchantOrderOutcome.Read> ReadAsync(string fulfillment, string adjustments)
    {
        await using var store = await StubStore.StartAsync();
        var quote = await UcpQuoteTests.QuotedAsync(store);
        store.Answer(
            $$"""
            {"ucp":{"version":"2026-08-25"},"id":"ord_9","checkout_id":"chk_1",
             "permalink_url":"https://stub.example/o","currency":"USD",
             "line_items":[{"id":"li_1","item":{"id":"item_123"},"quantity":{"original":2,"total":2} }],
             "fulfillment":{{fulfillment}},"adjustments":{{adjustments}} }
            """);
        var outcome = await store.Connector.ReadOrderAsync(store.Merchant, quote, "ord_9", Stop);
        store.ShoppingCalls.Last().Path.ShouldBe("/ucp/orders/ord_9");
        return outcome.ShouldBeOfType<MerchantOrderOutcome.Read>();
    }
}
