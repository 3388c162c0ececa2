using System.Text.Json;
using Cartwright.Merchants;

namespace Cartwright.Tests.Merchants;

public sealed class UcpQuoteTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static TheoryData<string> Versions => [.. UcpShapes.Versions];

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Quote_for_a_buyer_reads_the_amounts_in_one_call(string version)
    {
        await using var store = await StubStore.StartAsync(version);
        store.Answer(UcpShapes.Checkout(more: UcpShapes.Fulfillment(), version: version), 201);

        var outcome = await store.Connector.QuoteAsync(
            store.Merchant, UcpShapes.Request(UcpShapes.Jane, "standard"), Stop);

        var (quote, problems) = outcome.ShouldBeOfType<QuoteOutcome.Quoted>();
        problems.ShouldBeEmpty();
        quote.SessionId.ShouldBe("chk_1");
        quote.Subtotal.ShouldBe(new Money(5000, "USD"));
        quote.Shipping.ShouldBe(new Money(500, "USD"));
        quote.Tax.ShouldBe(new Money(440, "USD"));
        quote.Total.ShouldBe(new Money(5940, "USD"));
        quote.IsShippingRequired.ShouldBeTrue();
        quote.SelectedShippingMethodId.ShouldBe("standard");
        quote.ShippingMethods.Select(method => (method.Id, method.Label, method.Price.Minor)).ShouldBe(
            [("express", "Express Shipping", 1000), ("standard", "Standard Shipping", 500)]);
        quote.Lines.ShouldBe([new QuotedLine("item_123", 2, "Red T-Shirt", new Money(2500, "USD"))]);
        quote.ExpiresAt.ShouldBe(store.Clock.GetUtcNow().AddHours(6));
        store.ShoppingCalls.Single().Method.ShouldBe("POST");
    }

    [Fact]
    public async Task Create_request_of_the_newest_version_is_as_recorded()
    {
        await using var store = await StubStore.StartAsync();
        store.Answer(UcpShapes.Checkout(more: UcpShapes.Fulfillment()), 201);

        await store.Connector.QuoteAsync(store.Merchant, UcpShapes.Request(UcpShapes.Jane, "standard"), Stop);

        var call = store.ShoppingCalls.Single();
        call.Path.ShouldBe("/ucp/checkout-sessions");
        call.Body.ShouldBe(
            """
            {"line_items":[{"item":{"id":"item_123"},"quantity":2}],
            "buyer":{"first_name":"Jane","last_name":"Doe","email":"jane@example.com","phone_number":"\u002B12175550123"},
            "context":{"address_country":"US","currency":"USD"},
            "fulfillment":{"methods":[{"type":"shipping","destinations":[{"id":"dest_387863ee43b70600",
            "first_name":"Jane","last_name":"Doe","phone_number":"\u002B12175550123","street_address":"123 Main St",
            "address_locality":"Springfield","address_region":"IL","postal_code":"62701","address_country":"US"}],
            "selected_destination_id":"dest_387863ee43b70600","groups":[{"selected_option_id":"standard"}]}]}}
            """.ReplaceLineEndings(""));
        call.Headers["UCP-Agent"].ToString().ShouldBe("profile=\"https://gateway.example/ucp/2026-08-25\"");
        Guid.TryParse(call.Headers["Idempotency-Key"], out _).ShouldBeTrue();
        Guid.TryParse(call.Headers["Request-Id"], out _).ShouldBeTrue();
        call.Headers.ContainsKey("Cookie").ShouldBeFalse();
    }

    [Fact]
    public async Task Create_request_of_the_first_version_names_currency_title_and_payment()
    {
        await using var store = await StubStore.StartAsync("2026-01-11");
        store.Answer(UcpShapes.Checkout(version: "2026-01-11"), 201);

        await store.Connector.QuoteAsync(store.Merchant, UcpShapes.Request(), Stop);

        var call = store.ShoppingCalls.Single();
        call.Body.ShouldBe(
            """
            {"currency":"USD","line_items":[{"item":{"id":"item_123","title":"item_123"},"quantity":2}],
            "payment":{"instruments":[]}}
            """.ReplaceLineEndings(""));
        call.Headers["Request-Signature"].ToString().ShouldBe("unsigned");
    }

    [Fact]
    public async Task Quote_without_a_buyer_is_a_subtotal_only()
    {
        await using var store = await StubStore.StartAsync();
        store.Answer(UcpShapes.Checkout(
            "incomplete", UcpShapes.Messages(UcpShapes.Message("missing", "$.buyer.email")),
            totals: UcpShapes.BareTotals), 201);

        var outcome = await store.Connector.QuoteAsync(store.Merchant, UcpShapes.Request(), Stop);

        var (quote, problems) = outcome.ShouldBeOfType<QuoteOutcome.Quoted>();
        quote.Subtotal.ShouldBe(new Money(5000, "USD"));
        (quote.Shipping, quote.Tax, quote.Total).ShouldBe((null, null, null));
        problems.Single().Code.ShouldBe(QuoteProblemCode.BuyerMissing);
    }

    [Fact]
    public async Task Nothing_selected_makes_a_second_call_that_selects_the_cheapest()
    {
        await using var store = await StubStore.StartAsync();
        store.Answer(UcpShapes.Checkout("incomplete", UcpShapes.Fulfillment("null")
            + UcpShapes.Messages(UcpShapes.Message("missing", "$.selected_fulfillment_option"))), 201);
        store.Answer(UcpShapes.Checkout(more: UcpShapes.Fulfillment()));

        var outcome = await store.Connector.QuoteAsync(store.Merchant, UcpShapes.Request(UcpShapes.Jane), Stop);

        outcome.ShouldBeOfType<QuoteOutcome.Quoted>().Problems.ShouldBeEmpty();
        var put = store.ShoppingCalls[1];
        (put.Method, put.Path).ShouldBe(("PUT", "/ucp/checkout-sessions/chk_1"));
        var body = JsonDocument.Parse(put.Body).RootElement;
        body.GetProperty("line_items")[0].GetProperty("id").GetString().ShouldBe("li_1");
        var method = body.GetProperty("fulfillment").GetProperty("methods")[0];
        method.GetProperty("id").GetString().ShouldBe("shipping_1");
        method.GetProperty("line_item_ids")[0].GetString().ShouldBe("li_1");
        method.GetProperty("selected_destination_id").GetString().ShouldBe("dest_home");
        method.GetProperty("groups")[0].GetProperty("id").GetString().ShouldBe("package_1");
        method.GetProperty("groups")[0].GetProperty("selected_option_id").GetString().ShouldBe("standard");
        put.Headers["Idempotency-Key"].ToString()
            .ShouldNotBe(store.ShoppingCalls[0].Headers["Idempotency-Key"].ToString());
    }

    [Fact]
    public async Task Merchants_default_is_kept_when_nothing_was_asked_for()
    {
        await using var store = await StubStore.StartAsync();
        store.Answer(UcpShapes.Checkout(more: UcpShapes.Fulfillment("\"express\"")), 201);

        var outcome = await store.Connector.QuoteAsync(store.Merchant, UcpShapes.Request(UcpShapes.Jane), Stop);

        outcome.ShouldBeOfType<QuoteOutcome.Quoted>().Quote.SelectedShippingMethodId.ShouldBe("express");
        store.ShoppingCalls.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Option_that_is_not_offered_is_a_problem_and_no_second_call()
    {
        await using var store = await StubStore.StartAsync();
        store.Answer(UcpShapes.Checkout(more: UcpShapes.Fulfillment()), 201);

        var outcome = await store.Connector.QuoteAsync(
            store.Merchant, UcpShapes.Request(UcpShapes.Jane, "teleport"), Stop);

        outcome.ShouldBeOfType<QuoteOutcome.Quoted>().Problems.Single().Code
            .ShouldBe(QuoteProblemCode.ShippingMethodUnknown);
        store.ShoppingCalls.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Earlier_session_is_used_on_with_one_call()
    {
        await using var store = await StubStore.StartAsync();
        var earlier = await QuotedAsync(store);
        store.Clock.Advance(TimeSpan.FromHours(1));
        store.Answer(UcpShapes.Checkout(more: UcpShapes.Fulfillment(), quantity: 3));

        var outcome = await store.Connector.QuoteAsync(
            store.Merchant, UcpShapes.Request(UcpShapes.Jane, earlier: earlier, quantity: 3), Stop);

        var quote = outcome.ShouldBeOfType<QuoteOutcome.Quoted>().Quote;
        quote.SessionId.ShouldBe(earlier.SessionId);
        quote.ExpiresAt.ShouldBe(earlier.ExpiresAt, "a session does not live longer because it was changed");
        store.ShoppingCalls.Select(call => call.Method).ShouldBe(["POST", "PUT"]);
    }

    [Theory]
    [InlineData("completed", 200)]
    [InlineData("canceled", 200)]
    [InlineData("complete_in_progress", 200)]
    [InlineData("gone", 404)]
    [InlineData("conflict", 409)]
    public async Task Earlier_session_that_is_over_gives_way_to_a_new_one(string status, int http)
    {
        await using var store = await StubStore.StartAsync();
        var earlier = await QuotedAsync(store);
        store.Answer(http == 200 ? UcpShapes.Checkout(status) : """{"detail":"No."}""", http);
        store.Answer(UcpShapes.Checkout(more: UcpShapes.Fulfillment(), id: "chk_2"), 201);

        var outcome = await store.Connector.QuoteAsync(
            store.Merchant, UcpShapes.Request(UcpShapes.Jane, earlier: earlier), Stop);

        outcome.ShouldBeOfType<QuoteOutcome.Quoted>().Quote.SessionId.ShouldBe("chk_2");
    }

    [Fact]
    public async Task Earlier_session_that_has_expired_is_not_asked_for()
    {
        await using var store = await StubStore.StartAsync();
        var earlier = await QuotedAsync(store);
        store.Clock.Advance(TimeSpan.FromHours(6));
        store.Answer(UcpShapes.Checkout(more: UcpShapes.Fulfillment(), id: "chk_2"), 201);

        await store.Connector.QuoteAsync(
            store.Merchant, UcpShapes.Request(UcpShapes.Jane, earlier: earlier), Stop);

        store.ShoppingCalls.Select(call => call.Method).ShouldBe(["POST", "POST"]);
    }

    [Fact]
    public async Task Another_address_never_goes_by_the_same_id()
    {
        await using var store = await StubStore.StartAsync();
        var earlier = await QuotedAsync(store);
        store.Answer(UcpShapes.Checkout(more: UcpShapes.Fulfillment()));

        await store.Connector.QuoteAsync(store.Merchant,
            UcpShapes.Request(UcpShapes.Jane with { Address1 = "9 Elm St" }, earlier: earlier), Stop);

        JsonDocument.Parse(store.ShoppingCalls[1].Body).RootElement.GetProperty("fulfillment").GetProperty("methods")[0]
            .GetProperty("selected_destination_id").GetString().ShouldNotBe("dest_home");
    }

    [Fact]
    public async Task Quantity_lowered_by_the_merchant_is_a_problem_of_that_item()
    {
        await using var store = await StubStore.StartAsync();
        store.Answer(UcpShapes.Checkout(more: UcpShapes.Fulfillment(), quantity: 1), 201);

        var outcome = await store.Connector.QuoteAsync(store.Merchant, UcpShapes.Request(UcpShapes.Jane), Stop);

        var problem = outcome.ShouldBeOfType<QuoteOutcome.Quoted>().Problems.Single();
        (problem.Code, problem.ItemIds.Single()).ShouldBe((QuoteProblemCode.QuantityExceeded, "item_123"));
    }

    [Fact]
    public async Task Totals_that_do_not_add_up_are_not_bought_at()
    {
        await using var store = await StubStore.StartAsync();
        store.Answer(UcpShapes.Checkout(more: UcpShapes.Fulfillment(), totals:
            """{"type":"subtotal","amount":5000},{"type":"total","amount":9000}"""), 201);

        var outcome = await store.Connector.QuoteAsync(store.Merchant, UcpShapes.Request(UcpShapes.Jane), Stop);

        outcome.ShouldBeOfType<QuoteOutcome.Quoted>().Problems.Single().VendorCode.ShouldBe("totals_mismatch");
    }

    [Fact]
    public async Task Digital_goods_need_no_shipping()
    {
        await using var store = await StubStore.StartAsync();
        store.Answer(UcpShapes.Checkout(totals: UcpShapes.BareTotals), 201);

        var outcome = await store.Connector.QuoteAsync(store.Merchant, UcpShapes.Request(UcpShapes.Jane), Stop);

        var quote = outcome.ShouldBeOfType<QuoteOutcome.Quoted>().Quote;
        quote.IsShippingRequired.ShouldBeFalse();
        (quote.Shipping, quote.Tax, quote.Total).ShouldBe(
            (Money.Zero("USD"), Money.Zero("USD"), new Money(5000, "USD")));
    }

    [Fact]
    public async Task Address_the_store_does_not_deliver_to_is_a_problem()
    {
        await using var store = await StubStore.StartAsync();
        store.Answer(UcpShapes.Checkout("incomplete", UcpShapes.Messages(UcpShapes.Message(
            "address_undeliverable", "$.fulfillment.methods[0].destinations[0]")), totals: UcpShapes.BareTotals), 201);

        var outcome = await store.Connector.QuoteAsync(store.Merchant, UcpShapes.Request(UcpShapes.Jane), Stop);

        var (quote, problems) = outcome.ShouldBeOfType<QuoteOutcome.Quoted>();
        problems.Single().Code.ShouldBe(QuoteProblemCode.Undeliverable);
        quote.IsShippingRequired.ShouldBeTrue();
    }

    [Fact]
    public async Task Wish_for_the_buyer_is_no_problem_of_the_quote()
    {
        await using var store = await StubStore.StartAsync();
        store.Answer(UcpShapes.Checkout("requires_escalation", UcpShapes.Fulfillment() + UcpShapes.Messages(
            UcpShapes.Message("high_value_order", severity: "requires_buyer_review"))
            + ",\"continue_url\":\"https://stub.example/c\""), 201);

        var outcome = await store.Connector.QuoteAsync(store.Merchant, UcpShapes.Request(UcpShapes.Jane), Stop);

        outcome.ShouldBeOfType<QuoteOutcome.Quoted>().Problems.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("out_of_stock", QuoteProblemCode.OutOfStock)]
    [InlineData("not_found", QuoteProblemCode.ItemUnknown)]
    [InlineData("capabilities_incompatible", QuoteProblemCode.MerchantUnsupported)]
    public async Task Refusal_without_a_session_is_refused(string code, QuoteProblemCode expected)
    {
        await using var store = await StubStore.StartAsync();
        store.Answer(UcpShapes.Refusal(UcpShapes.Message(code, severity: "unrecoverable")));

        var outcome = await store.Connector.QuoteAsync(store.Merchant, UcpShapes.Request(UcpShapes.Jane), Stop);

        var problem = outcome.ShouldBeOfType<QuoteOutcome.Refused>().Problems.Single();
        (problem.Code, problem.VendorCode).ShouldBe((expected, code));
        problem.Message.ShouldNotContain("own words");
    }

    [Fact]
    public async Task Another_currency_than_the_carts_is_refused()
    {
        await using var store = await StubStore.StartAsync();
        store.Answer(UcpShapes.Checkout(), 201);

        var outcome = await store.Connector.QuoteAsync(
            store.Merchant, UcpShapes.Request(UcpShapes.Jane, currency: "EUR"), Stop);

        outcome.ShouldBeOfType<QuoteOutcome.Refused>().Problems.Single().VendorCode.ShouldBe("currency_mismatch");
    }

    [Fact]
    public async Task Handler_the_store_does_not_list_is_refused_before_any_session()
    {
        await using var store = await StubStore.StartAsync();

        var outcome = await store.Connector.QuoteAsync(
            store.Merchant with { PaymentHandler = "beads" }, UcpShapes.Request(UcpShapes.Jane), Stop);

        outcome.ShouldBeOfType<QuoteOutcome.Refused>().Problems.Single().Code
            .ShouldBe(QuoteProblemCode.MerchantUnsupported);
        store.ShoppingCalls.ShouldBeEmpty();
    }

    internal static async Task<Quote> QuotedAsync(StubStore store)
    {
        store.Answer(UcpShapes.Checkout(more: UcpShapes.Fulfillment()), 201);
        var outcome = await store.Connector.QuoteAsync(
            store.Merchant, UcpShapes.Request(UcpShapes.Jane, "standard"), Stop);
        return outcome.ShouldBeOfType<QuoteOutcome.Quoted>().Quote;
    }
}
