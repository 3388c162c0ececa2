using System.Text.Json.Nodes;

namespace Cartwright.Tests.Slices;

/// <summary>returnOrder and returnByID over HTTP, and refunds that add up.</summary>
public sealed class ReturnOrderTests
{
    private const string Tulips = "tulip_bouquet_10@tulips.sandbox.test";
    private const string Mug = "mug_plain_white@mugs.sandbox.test";
    private const int LimitMilliseconds = 60_000;

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Return_goes_from_the_request_to_its_close_and_gives_back_the_price_and_its_tax()
    {
        await using var world = await World.StartDeliveredAsync();
        var shopper = await world.ShopperAsync();
        var order = await shopper.BuyAsync(Tulips, quantity: 2);
        var number = (await shopper.OrderAsync(order)).Number();
        var total = (await shopper.OrderAsync(order))["total"]!["value"]!.GetValue<long>();

        var answer = await shopper.ReturnAsync(order, Tulips);

        var made = answer["data"]!["returnOrder"]!["result"]!;
        var id = made["returnId"]!.GetValue<string>();
        id.ShouldStartWith("return_");
        made["lineItems"]![0]!.ToJsonString().ShouldBe(
            $$"""{"variantId":"{{Tulips}}","quantity":1,"price":"24.00","currencyCode":"USD","status":"RETURN_REQUESTED"}""");
        foreach (var (status, told) in new[]
        {
            ("accepted", "RETURN_REQUEST_ACCEPTED"), ("received", "RETURN_REQUEST_ACCEPTED"),
            ("approved", "RETURN_APPROVED"), ("closed", "RETURN_CLOSED"),
        })
        {
            await DecideAsync(world, number, id, status);
            await shopper.OrderWhenAsync(order, told);
        }

        var closed = await shopper.OrderWhenAsync(
            order, found => found.Events().Contains("ReturnClosedOrderEvent"));
        closed.Events().Where(change => change.StartsWith("Return", StringComparison.Ordinal)).Except(
        [
            "ReturnRequestedOrderEvent", "ReturnRequestAcceptedOrderEvent", "ReturnAcceptedOrderEvent",
            "ReturnApprovedOrderEvent", "ReturnClosedOrderEvent",
        ]).ShouldBeEmpty();
        closed["returns"]![0]!["shippingLabelUrl"]!.GetValue<string>().ShouldContain(id);
        closed["returns"]![0]!["marketplaceOrderId"]!.GetValue<string>().ShouldBe(number);
        // 24.00 and half of the tax: 8% of 48.00 and 5.00 shipping.
        await world.KeptAsync(total - 2_400 - 212);
        (await world.RefundsAsync()).ShouldBe(1);
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Return_is_shown_by_its_id_to_its_own_account_only()
    {
        await using var world = await World.StartDeliveredAsync();
        var shopper = await world.ShopperAsync();
        var other = await world.ShopperAsync("account_other");
        var order = await CancelOrderTests.PosterAsync(shopper);
        var id = await shopper.ReturnedAsync(order, "poster_moon_a2@posters.sandbox.test");

        var seen = await ByIdAsync(shopper, order, id);
        seen["data"]!["returnByID"]!["returnId"]!.GetValue<string>().ShouldBe(id);
        seen["data"]!["returnByID"]!["lineItems"]![0]!["productId"]!.GetValue<string>()
            .ShouldBe("poster_moon_a2@posters.sandbox.test");
        Code(await ByIdAsync(other, order, id)).ShouldBe("ORDER_NOT_FOUND");
        Code(await ByIdAsync(shopper, order, "return_unknown")).ShouldBe("RETURN_NOT_FOUND");
        (await other.ReturnedAsync(order, "poster_moon_a2@posters.sandbox.test")).ShouldBe("ORDER_NOT_FOUND");
    }

    [Theory(Timeout = LimitMilliseconds)]
    [InlineData("drop-before")]
    [InlineData("drop-after")]
    [InlineData("truncated")]
    [InlineData("not-json")]
    public async Task Reply_that_is_lost_leads_to_one_return_and_one_refund(string kind)
    {
        await using var world = await World.StartDeliveredAsync();
        var shopper = await world.ShopperAsync();
        var order = await shopper.BuyAsync(Tulips);
        var total = (await shopper.OrderAsync(order))["total"]!["value"]!.GetValue<long>();
        await world.FaultAsync(
            new { target = "store:tulips", operation = "create_return", kind, times = 1 },
            new { target = "stripe", operation = "refund", kind, times = 1 });

        var id = await shopper.ReturnedAsync(order, Tulips);
        await DecideAsync(world, (await shopper.OrderAsync(order)).Number(), id, "approved", credit: 1_000);

        await shopper.OrderWhenAsync(order, found => found.Events().Contains("PaymentRefundedOrderEvent"));
        await world.KeptAsync(total - 1_000);
        (await world.RefundsAsync()).ShouldBe(1);
        (await world.BooksAsync())["orders"]![0]!["returns"]!.AsArray().Count.ShouldBe(1);
    }

    /// <summary>A client that is told to try again would return twice.</summary>
    [Fact(Timeout = LimitMilliseconds)]
    public async Task Return_whose_outcome_can_not_be_read_is_answered_as_begun()
    {
        var refusals = new JournalRefusals();
        await using var world = await World.StartDeliveredAsync(refusals.Configure);
        var shopper = await world.ShopperAsync();
        var order = await shopper.BuyAsync(Tulips, quantity: 2);
        await world.FaultAsync(
            new { target = "store:tulips", operation = "create_return", kind = "drop-before", times = 1 });
        refusals.RefusesWaits = true;

        var id = await shopper.ReturnedAsync(order, Tulips);

        refusals.RefusesWaits = false;
        id.ShouldStartWith("return_");
        await shopper.OrderWhenAsync(order, found => found.Events().Contains("ReturnRequestedOrderEvent"));
        (await world.BooksAsync())["orders"]![0]!["returns"]!.AsArray().Single()!["id"]!.GetValue<string>().ShouldBe(id);
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Return_that_the_store_could_not_be_asked_for_is_asked_for_after_a_restart()
    {
        await using var world = await World.StartDeliveredAsync("--Orders:AnswerSecondsMax=0.1");
        var shopper = await world.ShopperAsync();
        var order = await shopper.BuyAsync(Tulips);
        await world.FaultAsync(new { target = "store:tulips", operation = "create_return", kind = "drop-before" });

        var id = await shopper.ReturnedAsync(order, Tulips);
        (await shopper.ReturnedAsync(order, Tulips)).ShouldBe("RETURN_IN_PROGRESS");
        await world.RestartAsync();
        await world.FaultAsync();

        await shopper.OrderWhenAsync(order, found => found.Events().Contains("ReturnRequestedOrderEvent"));
        (await world.BooksAsync())["orders"]![0]!["returns"]!.AsArray().Single()!["id"]!.GetValue<string>().ShouldBe(id);
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Return_approved_while_an_earlier_refund_is_on_its_way_is_refunded_too()
    {
        await using var world = await World.StartDeliveredAsync();
        var shopper = await world.ShopperAsync();
        var order = await shopper.BuyAsync(Tulips, quantity: 2);
        var (number, total) = ((await shopper.OrderAsync(order)).Number(),
            (await shopper.OrderAsync(order))["total"]!["value"]!.GetValue<long>());
        // The outcome of the first refund stays unknown while the second becomes due.
        await world.FaultAsync(new { target = "stripe", operation = "refund", kind = "drop-before" });
        var first = await shopper.ReturnedAsync(order, Tulips);
        await DecideAsync(world, number, first, "approved", credit: 700);
        await shopper.OrderWhenAsync(order, "RETURN_APPROVED");
        var second = await shopper.ReturnedAsync(order, Tulips);
        await DecideAsync(world, number, second, "approved", credit: 800);
        await shopper.OrderWhenAsync(
            order, found => found.Events().Count(change => change == "ReturnApprovedOrderEvent") == 2);

        await world.FaultAsync();

        await world.KeptAsync(total - 1_500);
        (await world.RefundsAsync()).ShouldBe(2);
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Refund_made_by_hand_counted_for_every_later_refund_of_as_much()
    {
        await using var world = await World.StartDeliveredAsync();
        var shopper = await world.ShopperAsync();
        var order = await shopper.BuyAsync(Tulips, quantity: 2);
        var (number, total) = ((await shopper.OrderAsync(order)).Number(),
            (await shopper.OrderAsync(order))["total"]!["value"]!.GetValue<long>());
        await ReconciliationDesk.RefundAsync(world, order, amount: 1_000);

        for (var refunds = 1; refunds <= 2; refunds++)
        {
            var made = await shopper.ReturnedAsync(order, Tulips);
            await DecideAsync(world, number, made, "approved", credit: 1_000);
            await shopper.OrderWhenAsync(order, found =>
                found.Events().Count(change => change == "PaymentRefundedOrderEvent") == refunds);
            // The first return finds the shopper's money given back; the second is owed money of its own.
            (await world.RefundsAsync()).ShouldBe(refunds);
        }

        await world.KeptAsync(total - 2_000);
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Denied_return_gives_nothing_back_and_is_not_asked_for_again()
    {
        await using var world = await World.StartDeliveredAsync();
        var shopper = await world.ShopperAsync();
        var order = await shopper.BuyAsync(Tulips);
        var id = await shopper.ReturnedAsync(order, Tulips);

        await DecideAsync(world, (await shopper.OrderAsync(order)).Number(), id, "denied");

        (await shopper.OrderWhenAsync(order, "RETURN_DENIED")).Events().ShouldContain("ReturnDeniedOrderEvent");
        (await shopper.ReturnedAsync(order, Tulips)).ShouldBe("ALREADY_DENIED");
        (await world.RefundsAsync()).ShouldBe(0);
    }

    [Theory(Timeout = LimitMilliseconds)]
    [InlineData("return_window_expired", "RETURN_WINDOW_EXPIRED")]
    [InlineData("already_returned", "ALREADY_RETURNED")]
    [InlineData("already_denied", "ALREADY_DENIED")]
    [InlineData("invalid_quantity", "INVALID_QUANTITY")]
    [InlineData("order_not_delivered", "ORDER_SHIPPING_IN_PROGRESS")]
    [InlineData("returns_not_supported", "NOT_SUPPORTED")]
    [InlineData("something_else", "RETURN_CREATION_FAILED")]
    public async Task Store_that_refuses_a_return_says_why_and_the_order_stands(string vendorCode, string code)
    {
        await using var world = await World.StartDeliveredAsync();
        var shopper = await world.ShopperAsync();
        var order = await shopper.BuyAsync(Tulips);
        await world.FaultAsync(new
        {
            target = "store:tulips",
            operation = "create_return",
            kind = "status",
            code = 200,
            body = new
            {
                ucp = new { version = "2026-08-25", status = "error" },
                messages = new[] { new { type = "error", code = vendorCode, severity = "unrecoverable" } },
            },
        });

        (await shopper.ReturnedAsync(order, Tulips)).ShouldBe(code);

        var kept = await shopper.OrderAsync(order);
        kept["status"]!.GetValue<string>().ShouldBe("SUCCEEDED");
        kept["returns"]!.AsArray().ShouldBeEmpty();
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Request_that_does_not_fit_the_order_is_refused_before_the_store_is_asked()
    {
        await using var world = await World.StartDeliveredAsync();
        var shopper = await world.ShopperAsync();
        var order = await shopper.BuyAsync(Tulips);
        var mug = await shopper.BuyAsync(Mug);

        (await shopper.ReturnedAsync(order, "tulip_bouquet_20@tulips.sandbox.test")).ShouldBe("LINE_ITEM_NOT_IN_ORDER");
        (await shopper.ReturnedAsync(order, "tulip_bouquet_10@mugs.sandbox.test")).ShouldBe("LINE_ITEM_NOT_IN_ORDER");
        (await shopper.ReturnedAsync(order, Tulips, 2)).ShouldBe("INVALID_QUANTITY");
        (await shopper.ReturnedAsync(order, Tulips, 0)).ShouldBe("INVALID_QUANTITY");
        (await shopper.ReturnedAsync("order_unknown", Tulips)).ShouldBe("ORDER_NOT_FOUND");
        (await shopper.ReturnedAsync(mug, Mug)).ShouldBe("NOT_SUPPORTED");
        (await world.BooksAsync())["orders"]!.AsArray().ShouldAllBe(made => made!["returns"]!.AsArray().Count == 0);
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Order_that_has_not_arrived_is_not_returned()
    {
        await using var world = await World.StartUnshippedAsync();
        var shopper = await world.ShopperAsync();
        var order = await shopper.BuyAsync(Tulips);

        (await shopper.ReturnedAsync(order, Tulips)).ShouldBe("ORDER_SHIPPING_IN_PROGRESS");
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Returns_at_once_have_one_effect()
    {
        await using var world = await World.StartDeliveredAsync();
        var shopper = await world.ShopperAsync();
        var order = await shopper.BuyAsync(Tulips);

        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => shopper.ReturnedAsync(order, Tulips)));

        answers.Count(answer => answer.StartsWith("return_", StringComparison.Ordinal)).ShouldBe(1);
        answers.Count(answer => answer == "RETURN_IN_PROGRESS").ShouldBe(3);
        (await world.BooksAsync())["orders"]![0]!["returns"]!.AsArray().Count.ShouldBe(1);
    }

    internal static Task DecideAsync(World world, string number, string id, string status, long? credit = null) =>
        world.AtStoreAsync($"tulips/orders/{number}/returns/{id}/decide",
            credit is null ? [("status", status)] : [("status", status), ("credit", $"{credit}")]);

    private static Task<JsonNode> ByIdAsync(Shopper shopper, string orderId, string returnId) => shopper.AskAsync(
        """
        query($input: ReturnByIDInput!) {
          returnByID(input: $input) {
            ... on ReturnShopify { returnId orderId marketplace }
            ... on ReturnAmazon { returnId amazonOrderId marketplace lineItems { productId quantity price status } }
          }
        }
        """,
        new { input = new { orderId, returnId } });

    private static string Code(JsonNode answer) =>
        answer["errors"]![0]!["extensions"]!["code"]!.GetValue<string>();
}
