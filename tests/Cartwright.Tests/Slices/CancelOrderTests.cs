using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Cartwright.Accounts;

namespace Cartwright.Tests.Slices;

/// <summary>cancelOrder over HTTP, wherever an order stands, with the books of the processor and the stores.</summary>
public sealed class CancelOrderTests
{
    private const string Tulips = "tulip_bouquet_10@tulips.sandbox.test";
    private const string Poster = "poster_moon_a2@posters.sandbox.test";
    private const string Mug = "mug_plain_white@mugs.sandbox.test";
    private const string Suit = "suit_grey@tailor.sandbox.test";
    private const int LimitMilliseconds = 60_000;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Placed_order_is_cancelled_at_its_store_and_all_money_goes_back()
    {
        await using var world = await World.StartUnshippedAsync();
        var shopper = await world.ShopperAsync();
        var order = await shopper.BuyAsync(Tulips);

        (await shopper.CancelledAsync(order)).ShouldBe("CANCELLED");

        var cancelled = await shopper.OrderWhenAsync(order, found => found.Events().Contains("PaymentRefundedOrderEvent"));
        cancelled["status"]!.GetValue<string>().ShouldBe("CANCELLED");
        cancelled.Events().ShouldContain("OrderCancelStartedOrderEvent");
        cancelled.Events().ShouldContain("OrderCancelSucceededOrderEvent");
        await world.KeptAsync(0);
        (await world.RefundsAsync()).ShouldBe(1);
        (await world.BooksAsync())["orders"]![0]!["cancelled"]!.GetValue<bool>().ShouldBeTrue();
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Order_of_the_other_marketplace_is_cancelled_in_its_own_shape()
    {
        await using var world = await World.StartUnshippedAsync();
        var shopper = await world.ShopperAsync();
        var order = await PosterAsync(shopper);

        var answer = await shopper.CancelAsync(order);

        var item = answer["data"]!["cancelOrder"]!["result"]!["items"]![0]!;
        item["status"]!.GetValue<string>().ShouldBe("CANCELLED");
        item["amazonOrderId"]!.GetValue<string>().ShouldBe((await shopper.OrderAsync(order)).Number());
        await world.KeptAsync(0);
    }

    /// <summary>A declined payment is not a cancelled one: who holds its secret could still confirm it.</summary>
    [Fact(Timeout = LimitMilliseconds)]
    public async Task Payment_whose_challenge_failed_while_its_cancel_was_lost_was_never_cancelled()
    {
        await using var world = await World.StartAsync("--Orders:AnswerSecondsMax=0.1");
        var shopper = await world.ShopperAsync();
        var cart = await shopper.CartAsync(Tulips);
        await shopper.SubmitAsync(cart, "tok_threeDSecure2Required");
        var waiting = await shopper.CheckoutWhenAsync(cart, "ACTION_REQUIRED");
        var order = waiting["orders"]![0]!["id"]!.GetValue<string>();
        var page = waiting["orders"]![0]!["requiredActions"]![0]!["redirectURL"]!.GetValue<string>();
        await world.FaultAsync(new { target = "stripe", operation = "cancel", kind = "drop-before" });
        await shopper.CancelAsync(order);
        await world.FaultStruckAsync("cancel");
        using var failed = await world.Outside.PostAsync(
            new Uri(page), new FormUrlEncodedContent([new("outcome", "failure")]), Stop);

        await world.FaultAsync();

        await shopper.OrderWhenAsync(order, "CANCELLED");
        (await world.BooksAsync())["payments"]![0]!["status"]!.GetValue<string>().ShouldBe("canceled");
    }

    /// <summary>The processor keeps its 500 under the key: a repeat that does not ask first hears it for ever.</summary>
    [Fact(Timeout = LimitMilliseconds)]
    public async Task Payment_that_was_cancelled_with_an_answer_of_500_left_its_order_in_cancellation()
    {
        await using var world = await World.StartAsync();
        var shopper = await world.ShopperAsync();
        var cart = await shopper.CartAsync(Tulips);
        await shopper.SubmitAsync(cart, "tok_threeDSecure2Required");
        var waiting = await shopper.CheckoutWhenAsync(cart, "ACTION_REQUIRED");
        var order = waiting["orders"]![0]!["id"]!.GetValue<string>();
        await world.FaultAsync(
            new { target = "stripe", operation = "cancel", kind = "status-after", code = 500, times = 1 });

        await shopper.CancelAsync(order);

        await shopper.OrderWhenAsync(order, "CANCELLED");
        await world.KeptAsync(0);
    }

    [Theory(Timeout = LimitMilliseconds)]
    [InlineData("cancel_order", "drop-before")]
    [InlineData("cancel_order", "drop-after")]
    [InlineData("cancel_order", "truncated")]
    [InlineData("cancel_order", "not-json")]
    public async Task Reply_to_a_cancellation_that_is_lost_leads_to_one_cancellation_and_one_refund(
        string operation, string kind)
    {
        await using var world = await World.StartUnshippedAsync();
        var shopper = await world.ShopperAsync();
        var order = await shopper.BuyAsync(Tulips);
        await world.FaultAsync(
            new { target = "store:tulips", operation, kind, times = 1 },
            new { target = "stripe", operation = "refund", kind, times = 1 });

        (await shopper.CancelledAsync(order)).ShouldBeOneOf("CANCELLED", "CANCEL_PROCESSING");

        await shopper.OrderWhenAsync(order, found => found.Events().Contains("PaymentRefundedOrderEvent"));
        await world.KeptAsync(0);
        (await world.RefundsAsync()).ShouldBe(1);
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Cancellation_under_way_when_the_gateway_stops_is_finished_after_its_restart()
    {
        await using var world = await World.StartUnshippedAsync("--Orders:AnswerSecondsMax=0.1");
        var shopper = await world.ShopperAsync();
        var order = await shopper.BuyAsync(Tulips);
        await world.FaultAsync(new { target = "store:tulips", operation = "cancel_order", kind = "drop-before" });

        (await shopper.CancelledAsync(order)).ShouldBe("CANCEL_PROCESSING");
        (await shopper.CancelledAsync(order)).ShouldBe("CANCELLATION_IN_PROGRESS");
        (await shopper.OrderAsync(order))["status"]!.GetValue<string>().ShouldBe("CANCELLATION_IN_PROGRESS");
        await world.RestartAsync();
        await world.FaultAsync();

        await shopper.OrderWhenAsync(order, "CANCELLED");
        await world.KeptAsync(0);
        (await world.RefundsAsync()).ShouldBe(1);
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Cancellations_at_once_have_one_effect()
    {
        await using var world = await World.StartUnshippedAsync();
        var shopper = await world.ShopperAsync();
        var order = await shopper.BuyAsync(Tulips);

        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => shopper.CancelledAsync(order)));

        answers.Count(answer => answer == "CANCELLED").ShouldBe(1);
        answers.ShouldAllBe(answer => new[] { "CANCELLED", "CANCELLATION_IN_PROGRESS", "ORDER_ALREADY_CANCELLED" }
            .Contains(answer));
        await world.KeptAsync(0);
        var told = (await shopper.OrderAsync(order)).Events();
        told.Count(change => change == "OrderCancelStartedOrderEvent").ShouldBe(1);
        (await world.RefundsAsync()).ShouldBe(1);
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Store_that_has_not_decided_yet_is_waited_for()
    {
        await using var world = await World.StartUnshippedAsync("--Orders:AnswerSecondsMax=0.1");
        var shopper = await world.ShopperAsync();
        var order = await shopper.BuyAsync(Tulips);
        await world.FaultAsync(new { target = "store:tulips", kind = "cancel-pending", seconds = 1.5 });

        (await shopper.CancelledAsync(order)).ShouldBe("CANCEL_PROCESSING");

        await shopper.OrderWhenAsync(order, "CANCELLED");
        await world.KeptAsync(0);
    }

    [Theory(Timeout = LimitMilliseconds)]
    [InlineData("order_shipping_in_progress", "ORDER_SHIPPING_IN_PROGRESS")]
    [InlineData("cancel_window_expired", "CANCEL_WINDOW_EXPIRED")]
    [InlineData("manual_cancellation_required", "REQUEST_MANUAL_CANCELLATION")]
    [InlineData("cancellation_not_supported", "NOT_SUPPORTED")]
    [InlineData("something_else", "REQUEST_MANUAL_CANCELLATION")]
    public async Task Store_that_refuses_leaves_the_order_as_it_was_and_says_why(string vendorCode, string code)
    {
        await using var world = await World.StartUnshippedAsync();
        var shopper = await world.ShopperAsync();
        var order = await shopper.BuyAsync(Tulips);
        await world.FaultAsync(new
        {
            target = "store:tulips",
            operation = "cancel_order",
            kind = "status",
            code = 200,
            body = new
            {
                ucp = new { version = "2026-08-25", status = "error" },
                messages = new[] { new { type = "error", code = vendorCode, severity = "unrecoverable" } },
            },
        });

        (await shopper.CancelledAsync(order)).ShouldBe(code);

        var kept = await shopper.OrderAsync(order);
        kept["status"]!.GetValue<string>().ShouldBe("SUCCEEDED");
        kept.Events()[^1].ShouldBe("OrderCancelFailedOrderEvent");
        kept["events"]![kept.Events().Count - 1]!["reason"]!.GetValue<string>().ShouldNotContain(vendorCode);
        (await world.RefundsAsync()).ShouldBe(0);
        // A refusal is not for ever: another wish is another request, with another key.
        await world.FaultAsync();
        (await shopper.CancelledAsync(order)).ShouldBe("CANCELLED");
        await world.KeptAsync(0);
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Shipped_order_is_not_cancelled()
    {
        await using var world = await World.StartAsync();
        var shopper = await world.ShopperAsync();
        var tulips = await shopper.BuyAsync(Tulips);
        var poster = await PosterAsync(shopper);

        (await shopper.CancelledAsync(tulips)).ShouldBe("ORDER_ALREADY_SHIPPED");
        (await shopper.CancelledAsync(poster)).ShouldBe("ORDER_ALREADY_SHIPPED");
        (await world.RefundsAsync()).ShouldBe(0);
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Store_without_cancellations_is_not_asked_and_nothing_changes()
    {
        await using var world = await World.StartUnshippedAsync();
        var shopper = await world.ShopperAsync();
        var order = await shopper.BuyAsync(Mug);
        var before = (await shopper.OrderAsync(order)).Events();

        var answer = await shopper.CancelAsync(order);

        answer["data"]!["cancelOrder"]!["error"]!["code"]!.GetValue<string>().ShouldBe("NOT_SUPPORTED");
        answer["data"]!["cancelOrder"]!["error"]!["message"]!.GetValue<string>().ShouldContain("Ask the merchant");
        (await shopper.OrderAsync(order)).Events().ShouldBe(before);
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Order_that_is_unknown_or_anothers_is_not_found_and_one_that_ended_is_told_so()
    {
        await using var world = await World.StartUnshippedAsync();
        var shopper = await world.ShopperAsync();
        var other = await world.ShopperAsync("account_other");
        var order = await shopper.BuyAsync(Tulips);

        (await shopper.CancelledAsync("order_unknown")).ShouldBe("ORDER_NOT_FOUND");
        (await other.CancelAsync(order)).ToJsonString()
            .ShouldBe((await other.CancelAsync("order_unknown")).ToJsonString());
        (await shopper.CancelledAsync(order)).ShouldBe("CANCELLED");
        (await shopper.CancelledAsync(order)).ShouldBe("ORDER_ALREADY_CANCELLED");
    }

    [Theory(Timeout = LimitMilliseconds)]
    [InlineData("AtSubmission", null)]
    [InlineData("OnPlacement", null)]
    [InlineData("AtSubmission", "drop-before")]
    [InlineData("AtSubmission", "drop-after")]
    [InlineData("AtSubmission", "truncated")]
    [InlineData("OnPlacement", "not-json")]
    public async Task Order_that_waits_for_a_person_is_taken_back_from_its_store(string capture, string? kind)
    {
        await using var world = await World.StartAsync($"--Payments:Capture={capture}");
        var shopper = await world.ShopperAsync();
        var order = await shopper.BuyAsync(Suit, "ACTION_REQUIRED");
        var page = Page(await shopper.OrderAsync(order));
        if (kind is not null)
        {
            await world.FaultAsync(
                new { target = "store:tailor", operation = "cancel_session", kind, times = 1 },
                new { target = "stripe", operation = capture == "OnPlacement" ? "cancel" : "refund", kind, times = 1 });
        }

        (await shopper.CancelledAsync(order)).ShouldBe("CANCELLED");

        await world.KeptAsync(0);
        await UntilAsync(async () => (await world.PaymentsAsync())[0]
            == (capture == "OnPlacement" ? "canceled 0" : "succeeded 1"));
        using var late = await world.Outside.PostAsync(page, null, Stop);
        late.IsSuccessStatusCode.ShouldBeFalse("The person must not be able to place what was cancelled.");
        (await world.BooksAsync())["orders"]!.AsArray().ShouldBeEmpty();
        (await shopper.OrderAsync(order)).Events().ShouldContain("OrderCancelSucceededOrderEvent");
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Order_that_a_person_finishes_while_it_is_cancelled_stands_and_says_so()
    {
        await using var world = await World.StartUnshippedAsync("--Orders:AnswerSecondsMax=0.1");
        var shopper = await world.ShopperAsync();
        var order = await shopper.BuyAsync(Suit, "ACTION_REQUIRED");
        var page = Page(await shopper.OrderAsync(order));
        await world.FaultAsync(
            new { target = "store:tailor", operation = "cancel_session", kind = "drop-before" },
            new { target = "store:tailor", operation = "get_session", kind = "drop-before" });

        (await shopper.CancelledAsync(order)).ShouldBe("CANCEL_PROCESSING");
        using var finished = await world.Outside.PostAsync(page, null, Stop);
        await world.FaultAsync();

        var placed = await shopper.OrderWhenAsync(order, "SUCCEEDED");
        placed.Events().ShouldContain("OrderCancelFailedOrderEvent");
        (await world.BooksAsync())["orders"]!.AsArray().Count.ShouldBe(1);
        (await world.RefundsAsync()).ShouldBe(0);
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Placement_whose_outcome_is_not_known_is_cancelled_without_an_order_left_at_the_store()
    {
        await using var world = await World.StartUnshippedAsync();
        var shopper = await world.ShopperAsync();
        await world.FaultAsync(
            new { target = "store:tulips", operation = "complete", kind = "drop-before" },
            new { target = "store:tulips", operation = "get_session", kind = "drop-before", times = 2 });
        var order = await shopper.BuyAsync(Tulips, "PROCESSING");

        await shopper.CancelledAsync(order);

        await shopper.OrderWhenAsync(order, "CANCELLED");
        await world.KeptAsync(0);
        (await world.BooksAsync())["orders"]!.AsArray().ShouldBeEmpty();
    }

    [Theory(Timeout = LimitMilliseconds)]
    [InlineData("AtSubmission", null)]
    [InlineData("OnPlacement", null)]
    [InlineData("AtSubmission", "drop-before")]
    [InlineData("AtSubmission", "drop-after")]
    [InlineData("OnPlacement", "not-json")]
    public async Task Payment_that_waits_for_the_bank_is_given_up(string capture, string? kind)
    {
        await using var world = await World.StartAsync($"--Payments:Capture={capture}");
        var shopper = await world.ShopperAsync();
        var order = await shopper.BuyAsync(Tulips, "ACTION_REQUIRED", "tok_threeDSecure2Required");
        if (kind is not null)
        {
            await world.FaultAsync(new { target = "stripe", operation = "cancel", kind, times = 1 });
        }

        (await shopper.CancelledAsync(order)).ShouldBe("CANCELLED");

        (await world.PaymentsAsync()).ShouldBe(["canceled 0"]);
        (await world.BooksAsync())["orders"]!.AsArray().ShouldBeEmpty();
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Payment_that_was_captured_while_it_is_given_up_is_refunded()
    {
        await using var world = await World.StartAsync("--Orders:AnswerSecondsMax=0.1");
        var shopper = await world.ShopperAsync();
        var order = await shopper.BuyAsync(Tulips, "ACTION_REQUIRED", "tok_threeDSecure2Required");
        var page = Page(await shopper.OrderAsync(order));
        await world.FaultAsync(
            new { target = "stripe", operation = "cancel", kind = "drop-before" },
            new { target = "stripe", operation = "get_payment_intent", kind = "drop-before" });

        (await shopper.CancelledAsync(order)).ShouldBe("CANCEL_PROCESSING");
        using var passed = await world.Outside.PostAsync(
            page, new FormUrlEncodedContent([new("outcome", "success")]), Stop);
        await world.FaultAsync();

        await shopper.OrderWhenAsync(order, found => found.Events().Contains("PaymentRefundedOrderEvent"));
        (await shopper.OrderAsync(order))["status"]!.GetValue<string>().ShouldBe("CANCELLED");
        await world.KeptAsync(0);
        (await world.BooksAsync())["orders"]!.AsArray().ShouldBeEmpty();
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Order_that_is_still_being_charged_says_to_try_again()
    {
        await using var world = await World.StartAsync();
        var shopper = await world.ShopperAsync();
        var cart = await shopper.CartAsync(Tulips);
        await world.FaultAsync(
            new { target = "stripe", operation = "create_payment_intent", kind = "delay", seconds = 2 });
        var submitting = shopper.SubmitAsync(cart);
        await world.FaultStruckAsync("create_payment_intent");
        var order = (await shopper.CheckoutAsync(cart))["orders"]![0]!["id"]!.GetValue<string>();

        var answer = await shopper.CancelAsync(order);

        answer["errors"]![0]!["extensions"]!["code"]!.GetValue<string>().ShouldBe("CONFLICT");
        answer["errors"]![0]!["extensions"]!["retryable"]!.GetValue<bool>().ShouldBeTrue();
        await submitting;
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Order_billed_by_invoice_is_cancelled_without_a_refund()
    {
        await using var world = await World.StartUnshippedAsync();
        var shopper = await world.ShopperAsync("account_invoiced", Billing.Invoice);
        var order = await shopper.BuyAsync(Tulips, token: null);

        (await shopper.CancelledAsync(order)).ShouldBe("CANCELLED");
        (await world.RefundsAsync()).ShouldBe(0);
    }

    private static Uri Page(JsonNode order) =>
        new(order["requiredActions"]![0]!["redirectURL"]!.GetValue<string>());

    /// <summary>The posters' store sells by the other marketplace's ids.</summary>
    internal static async Task<string> PosterAsync(Shopper shopper)
    {
        var created = await shopper.AskAsync(
            "mutation($input: CartCreateInput!) { createCart(input: $input) { cart { id } } }",
            new
            {
                input = new
                {
                    buyerIdentity = JsonNode.Parse(Shopper.Buyer),
                    items = new { amazonCartItemsInput = new[] { new { productId = Poster, quantity = 1 } } },
                },
            });
        var cart = created["data"]!["createCart"]!["cart"]!["id"]!.GetValue<string>();
        await shopper.SubmitAsync(cart);
        var checkout = await shopper.CheckoutWhenAsync(cart, "SUCCEEDED");
        return checkout["orders"]![0]!["id"]!.GetValue<string>();
    }

    private static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        while (!await isSo())
        {
            await Task.Delay(
                TimeSpan.FromMilliseconds(20), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }
}
