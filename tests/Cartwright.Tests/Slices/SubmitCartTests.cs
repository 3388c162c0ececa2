using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Cartwright.Accounts;

namespace Cartwright.Tests.Slices;

/// <summary>
/// From submitCart to the last event, over HTTP, with the books of the processor and the stores as witness.
/// </summary>
public sealed class SubmitCartTests
{
    private const string Tulips = "tulip_bouquet_10@tulips.sandbox.test";
    private const string Mug = "mug_plain_white@mugs.sandbox.test";
    private const int LimitMilliseconds = 60_000;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Cart_with_items_of_two_stores_is_charged_and_placed_once_at_each()
    {
        await using var world = await World.StartAsync();
        var shopper = await world.ShopperAsync();
        var cart = await shopper.CartAsync(Tulips, Mug);

        var answer = await shopper.SubmitAsync(cart);

        Stores(answer).ShouldAllBe(store => store["isSubmitted"]!.GetValue<bool>());
        answer["extensions"]?["retryable"].ShouldBeNull();
        var checkout = await shopper.CheckoutWhenAsync(cart, "SUCCEEDED");
        foreach (var order in checkout["orders"]!.AsArray())
        {
            Events(order!).Take(4).ShouldBe(
            [
                "OrderSubmissionStartedOrderEvent",
                "PaymentSucceededOrderEvent",
                "OrderSubmissionSucceededOrderEvent",
                "OrderPlacedOrderEvent",
            ]);
            order!["marketplaceOrderIds"]!.AsArray().Count.ShouldBe(1);
        }

        await BooksShouldShowAsync(world, captures: 2, placed: 2, keptForOrders: 2);
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Parcel_handed_to_the_carrier_appears_as_tracking_and_shipment()
    {
        await using var world = await World.StartAsync();
        var shopper = await world.ShopperAsync();
        var cart = await shopper.CartAsync(Tulips);

        await shopper.SubmitAsync(cart);

        var checkout = await shopper.CheckoutWhenAsync(cart, found => Shipments(found).Count > 0);
        Events(checkout["orders"]![0]!).ShouldContain("TrackingObtainedOrderEvent");
        Shipments(checkout)[0]!["carrierTrackingNumber"]!.GetValue<string>().ShouldNotBeEmpty();
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Declined_card_fails_the_order_and_another_card_pays_for_the_same_cart()
    {
        await using var world = await World.StartAsync();
        var shopper = await world.ShopperAsync();
        var cart = await shopper.CartAsync(Tulips);

        var declined = await shopper.SubmitAsync(cart, "tok_chargeDeclined");
        var paid = await shopper.SubmitAsync(cart);

        Stores(declined)[0]["errors"]![0]!["code"]!.GetValue<string>().ShouldBe("PAYMENT_FAILED");
        declined["extensions"]!["retryable"]!.GetValue<bool>().ShouldBeFalse();
        Stores(paid)[0]["isSubmitted"]!.GetValue<bool>().ShouldBeTrue();
        Stores(paid)[0]["orderId"]!.GetValue<string>().ShouldNotBe(Stores(declined)[0]["orderId"]!.GetValue<string>());
        await shopper.CheckoutWhenAsync(cart, "SUCCEEDED");
        await BooksShouldShowAsync(world, captures: 1, placed: 1, keptForOrders: 1);
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Submission_repeated_afterwards_answers_already_submitted_and_changes_nothing()
    {
        await using var world = await World.StartAsync();
        var shopper = await world.ShopperAsync();
        var cart = await shopper.CartAsync(Tulips);
        var first = await shopper.SubmitAsync(cart);
        await shopper.CheckoutWhenAsync(cart, "SUCCEEDED");

        var again = await shopper.SubmitAsync(cart);

        again["data"]!["submitCart"]!["errors"]![0]!["code"]!.GetValue<string>().ShouldBe("ALREADY_SUBMITTED");
        Stores(again)[0]["errors"]![0]!["code"]!.GetValue<string>().ShouldBe("ALREADY_SUBMITTED");
        Stores(again)[0]["orderId"]!.GetValue<string>().ShouldBe(Stores(first)[0]["orderId"]!.GetValue<string>());
        again["extensions"]!["retryable"]!.GetValue<bool>().ShouldBeFalse();
        await BooksShouldShowAsync(world, captures: 1, placed: 1, keptForOrders: 1);
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Submissions_that_arrive_at_once_share_one_answer_and_one_charge()
    {
        await using var world = await World.StartAsync();
        var shopper = await world.ShopperAsync();
        var cart = await shopper.CartAsync(Tulips, Mug);
        await world.FaultAsync(
            new { target = "stripe", operation = "create_payment_intent", kind = "delay", seconds = 0.5 });

        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => shopper.SubmitAsync(cart)));

        answers.Select(answer => answer["data"]!.ToJsonString()).Distinct().Count().ShouldBe(1);
        Stores(answers[0]).ShouldAllBe(store => store["isSubmitted"]!.GetValue<bool>());
        await shopper.CheckoutWhenAsync(cart, "SUCCEEDED");
        await BooksShouldShowAsync(world, captures: 2, placed: 2, keptForOrders: 2);
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Store_without_stock_is_refused_retryable_and_the_other_store_goes_on()
    {
        await using var world = await World.StartAsync();
        var shopper = await world.ShopperAsync();
        var cart = await shopper.CartAsync("black_tulip_one@tulips.sandbox.test", Mug);

        var answer = await shopper.SubmitAsync(cart);

        Stores(answer)[0]["errors"]![0]!["code"]!.GetValue<string>().ShouldBe("PRODUCTS_UNAVAILABLE");
        Stores(answer)[0]["isSubmitted"]!.GetValue<bool>().ShouldBeFalse();
        Stores(answer)[1]["isSubmitted"]!.GetValue<bool>().ShouldBeTrue();
        answer["extensions"]!["retryable"]!.GetValue<bool>().ShouldBeTrue();
        var checkout = await shopper.CheckoutWhenAsync(
            cart, found => found["orders"]![1]!["status"]!.GetValue<string>() == "SUCCEEDED");
        Events(checkout["orders"]![0]!).ShouldBeEmpty("What was refused before its commit has no events.");
        await BooksShouldShowAsync(world, captures: 1, placed: 1, keptForOrders: 1);
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Address_outside_the_stores_regions_is_undeliverable_and_not_retryable()
    {
        await using var world = await World.StartAsync();
        var shopper = await world.ShopperAsync();
        var cart = await shopper.CartForAsync(
            """
            {"firstName":"Ada","lastName":"Lovelace","email":"ada@example.com","phone":"+493012345678",
             "address1":"Unter den Linden 1","city":"Berlin","postalCode":"10117","countryCode":"DE"}
            """,
            Tulips);

        var answer = await shopper.SubmitAsync(cart);

        Stores(answer)[0]["errors"]![0]!["code"]!.GetValue<string>().ShouldBe("UNDELIVERABLE");
        answer["extensions"]!["retryable"]!.GetValue<bool>().ShouldBeFalse();
        await BooksShouldShowAsync(world, captures: 0, placed: 0, keptForOrders: 0);
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Store_that_is_down_is_refused_retryable_and_bought_from_when_it_is_back()
    {
        await using var world = await World.StartAsync();
        var shopper = await world.ShopperAsync();
        var cart = await shopper.CartAsync(Tulips);
        await world.FaultAsync(new { target = "store:tulips", kind = "status", code = 503 });

        var down = await shopper.SubmitAsync(cart);
        await world.FaultAsync();
        var back = await shopper.SubmitAsync(cart);

        Stores(down)[0]["errors"]![0]!["code"]!.GetValue<string>().ShouldBe("UPSTREAM_SERVICE_ERROR");
        down["extensions"]!["retryable"]!.GetValue<bool>().ShouldBeTrue();
        Stores(back)[0]["isSubmitted"]!.GetValue<bool>().ShouldBeTrue();
        await shopper.CheckoutWhenAsync(cart, "SUCCEEDED");
        await BooksShouldShowAsync(world, captures: 1, placed: 1, keptForOrders: 1);
    }

    [Theory(Timeout = LimitMilliseconds)]
    [InlineData("store:tulips", "complete", "drop-after")]
    [InlineData("store:tulips", "complete", "drop-before")]
    [InlineData("store:tulips", "complete", "truncated")]
    [InlineData("store:tulips", "complete", "not-json")]
    [InlineData("stripe", "create_payment_intent", "drop-after")]
    [InlineData("stripe", "create_payment_intent", "drop-before")]
    [InlineData("stripe", "create_payment_intent", "truncated")]
    [InlineData("stripe", "create_payment_intent", "not-json")]
    public async Task Reply_that_is_lost_on_its_way_leads_to_one_charge_and_one_order(
        string target, string operation, string kind)
    {
        await using var world = await World.StartAsync();
        var shopper = await world.ShopperAsync();
        var cart = await shopper.CartAsync(Tulips);
        await world.FaultAsync(new { target, operation, kind, times = 1 });

        var answer = await shopper.SubmitAsync(cart);

        Stores(answer)[0]["isSubmitted"]!.GetValue<bool>().ShouldBeTrue();
        await shopper.CheckoutWhenAsync(cart, "SUCCEEDED");
        await BooksShouldShowAsync(world, captures: 1, placed: 1, keptForOrders: 1);
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Placement_that_the_store_refuses_fails_the_order_and_gives_the_money_back()
    {
        await using var world = await World.StartAsync();
        var shopper = await world.ShopperAsync();
        var cart = await shopper.CartAsync(Tulips, Mug);
        await world.FaultAsync(new { target = "store:tulips", kind = "out-of-stock-at-complete" });

        await shopper.SubmitAsync(cart);

        var checkout = await shopper.CheckoutWhenAsync(
            cart, found => Events(found["orders"]![0]!).Contains("PaymentRefundedOrderEvent")
                && found["status"]!.GetValue<string>() == "PARTIALLY_SUCCEEDED");
        var failed = checkout["orders"]![0]!;
        failed["status"]!.GetValue<string>().ShouldBe("FAILED");
        var failure = failed["events"]!.AsArray()
            .Single(change => change!["__typename"]!.GetValue<string>() == "OrderFailedOrderEvent")!;
        failure["reasonCode"]!.GetValue<string>().ShouldBe("OUT_OF_STOCK");
        failure["retryable"]!.GetValue<bool>().ShouldBeTrue();
        await BooksShouldShowAsync(world, captures: 2, placed: 1, keptForOrders: 1);
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Refund_whose_reply_is_lost_is_given_once()
    {
        await using var world = await World.StartAsync();
        var shopper = await world.ShopperAsync();
        var cart = await shopper.CartAsync(Tulips);
        await world.FaultAsync(
            new { target = "store:tulips", kind = "out-of-stock-at-complete" },
            new { target = "stripe", operation = "refund", kind = "drop-after", times = 1 });

        await shopper.SubmitAsync(cart);

        await shopper.CheckoutWhenAsync(
            cart, found => Events(found["orders"]![0]!).Contains("PaymentRefundedOrderEvent"));
        await BooksShouldShowAsync(world, captures: 1, placed: 0, keptForOrders: 0);
        (await world.BooksAsync())["refunds"]!.AsArray().Count.ShouldBe(1);
    }

    [Theory(Timeout = LimitMilliseconds)]
    [InlineData("success", "SUCCEEDED")]
    [InlineData("failure", "FAILED")]
    public async Task Bank_that_asks_for_a_challenge_waits_for_the_shopper(string outcome, string status)
    {
        await using var world = await World.StartAsync();
        var shopper = await world.ShopperAsync();
        var cart = await shopper.CartAsync(Tulips);

        await shopper.SubmitAsync(cart, "tok_threeDSecure2Required");
        var waiting = await shopper.CheckoutWhenAsync(cart, "ACTION_REQUIRED");
        var url = waiting["orders"]![0]!["requiredActions"]![0]!["redirectURL"]!.GetValue<string>();
        using var answered = await world.Outside.PostAsync(
            new Uri(url), new FormUrlEncodedContent([new("outcome", outcome)]), Stop);

        var checkout = await shopper.CheckoutWhenAsync(cart, status);
        var isPlaced = status == "SUCCEEDED";
        checkout["orders"]![0]!["requiredActions"]!.AsArray().ShouldBeEmpty();
        await BooksShouldShowAsync(
            world, captures: isPlaced ? 1 : 0, placed: isPlaced ? 1 : 0, keptForOrders: isPlaced ? 1 : 0);
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Store_that_wants_a_person_in_the_browser_is_an_action_and_not_a_failure()
    {
        await using var world = await World.StartAsync();
        var shopper = await world.ShopperAsync();
        var cart = await shopper.CartAsync("suit_grey@tailor.sandbox.test");

        await shopper.SubmitAsync(cart);
        var waiting = await shopper.CheckoutWhenAsync(cart, "ACTION_REQUIRED");
        var url = waiting["orders"]![0]!["requiredActions"]![0]!["redirectURL"]!.GetValue<string>();
        using var finished = await world.Outside.PostAsync(new Uri(url), null, Stop);

        await shopper.CheckoutWhenAsync(cart, "SUCCEEDED");
        await BooksShouldShowAsync(world, captures: 1, placed: 1, keptForOrders: 1);
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Submission_slower_than_its_limit_answers_504_without_retryable_and_goes_on()
    {
        await using var world = await World.StartAsync("--Carts:SubmissionSecondsMax=1");
        var shopper = await world.ShopperAsync();
        var cart = await shopper.CartAsync(Tulips);
        await world.FaultAsync(
            new { target = "stripe", operation = "create_payment_intent", kind = "delay", seconds = 2.5 });

        using var answer = await shopper.Http.PostAsJsonAsync(world.Address, new
        {
            query = "mutation($id: ID!) { submitCart(input: {id: $id, token: \"tok_visa\"}) { cart { id } } }",
            variables = new { id = cart },
        }, Stop);

        answer.StatusCode.ShouldBe(HttpStatusCode.GatewayTimeout);
        var body = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Stop))!;
        body["errors"]![0]!["extensions"]!["code"]!.GetValue<string>().ShouldBe("SUBMISSION_TIMED_OUT");
        body.ToJsonString().ShouldNotContain("retryable");
        (await shopper.CheckoutAsync(cart))["status"]!.GetValue<string>().ShouldBe("PROCESSING");
        await shopper.CheckoutWhenAsync(cart, "SUCCEEDED");
        await BooksShouldShowAsync(world, captures: 1, placed: 1, keptForOrders: 1);
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Account_billed_by_invoice_submits_without_a_token_and_is_not_charged()
    {
        await using var world = await World.StartAsync();
        var shopper = await world.ShopperAsync("account_invoiced", Billing.Invoice);
        var cart = await shopper.CartAsync(Tulips);

        await shopper.SubmitAsync(cart, token: null);

        await shopper.CheckoutWhenAsync(cart, "SUCCEEDED");
        await BooksShouldShowAsync(world, captures: 0, placed: 1, keptForOrders: 0);
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Gateway_stopped_between_charge_and_placement_finishes_the_order_after_its_restart()
    {
        await using var world = await World.StartAsync();
        var shopper = await world.ShopperAsync();
        var cart = await shopper.CartAsync(Tulips);
        await world.FaultAsync(new { target = "store:tulips", operation = "complete", kind = "drop-before" });
        await shopper.SubmitAsync(cart);

        await world.RestartAsync();
        await world.FaultAsync();

        await shopper.CheckoutWhenAsync(cart, "SUCCEEDED");
        await BooksShouldShowAsync(world, captures: 1, placed: 1, keptForOrders: 1);
    }

    /// <summary>The change's own session used to be the one that was placed: five came for the price of one.</summary>
    [Fact(Timeout = LimitMilliseconds)]
    public async Task Change_that_reaches_the_store_after_the_submission_does_not_alter_what_is_placed()
    {
        await using var world = await World.StartAsync();
        var shopper = await world.ShopperAsync();
        var cart = await shopper.CartAsync(Mug);
        await world.FaultAsync(
            new { target = "store:mugs", operation = "update_session", kind = "delay", seconds = 1.5, times = 1 },
            new { target = "store:mugs", operation = "complete", kind = "delay", seconds = 3 });

        var changing = shopper.AskAsync(
            "mutation($input: CartItemsUpdateInput!) { updateCartItems(input: $input) { errors { code } } }",
            Items(cart, Mug, 5));
        await world.FaultStruckAsync("update_session");
        await shopper.SubmitAsync(cart);
        var changed = await changing;

        changed["data"]!["updateCartItems"]!["errors"]![0]!["code"]!.GetValue<string>()
            .ShouldBe("CART_MODIFICATION_FORBIDDEN");
        await shopper.CheckoutWhenAsync(cart, "SUCCEEDED");
        var order = (await world.BooksAsync())["orders"]!.AsArray().Single()!;
        order["items"]!.AsArray().Single()!["quantity"]!.GetValue<int>().ShouldBe(1);
        await BooksShouldShowAsync(world, captures: 1, placed: 1, keptForOrders: 1);
    }

    /// <summary>
    /// A repeat that was turned away used to count as refused, and the money went back for an order that stood.
    /// </summary>
    [Fact(Timeout = LimitMilliseconds)]
    public async Task Repeat_that_the_store_turns_away_while_the_first_call_runs_is_not_a_refusal()
    {
        await using var world = await World.StartAsync("--Merchants:Ucp:PlaceDeadlineSeconds=1");
        var shopper = await world.ShopperAsync();
        var cart = await shopper.CartAsync(Tulips);
        await world.FaultAsync(
            new { target = "store:tulips", operation = "complete", kind = "delay", seconds = 4, times = 1 });

        await shopper.SubmitAsync(cart);
        await world.FaultStruckAsync("complete");
        await world.FaultAsync(new
        {
            target = "store:tulips",
            operation = "complete",
            kind = "status",
            code = 403,
            times = 1,
            body = new { code = "unauthorized", detail = "Not now." },
        });

        await shopper.CheckoutWhenAsync(cart, "SUCCEEDED");
        await BooksShouldShowAsync(world, captures: 1, placed: 1, keptForOrders: 1);
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Submitted_cart_refuses_changes()
    {
        await using var world = await World.StartAsync();
        var shopper = await world.ShopperAsync();
        var cart = await shopper.CartAsync(Tulips);
        await shopper.SubmitAsync(cart);

        var answer = await shopper.AskAsync(
            """
            mutation($input: CartItemsAddInput!) {
              addCartItems(input: $input) {
                errors { code }
                cart { stores { ... on ShopifyStore { store isSubmitted } } }
              }
            }
            """,
            Items(cart, Mug, 1));

        answer["data"]!["addCartItems"]!["errors"]![0]!["code"]!.GetValue<string>()
            .ShouldBe("CART_MODIFICATION_FORBIDDEN");
        answer["data"]!["addCartItems"]!["cart"]!["stores"]!.AsArray().Count.ShouldBe(1);
        answer["data"]!["addCartItems"]!["cart"]!["stores"]![0]!["isSubmitted"]!.GetValue<bool>().ShouldBeTrue();
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Another_account_finds_neither_cart_nor_order()
    {
        await using var world = await World.StartAsync();
        var shopper = await world.ShopperAsync();
        var other = await world.ShopperAsync("account_other");
        var cart = await shopper.CartAsync(Tulips);
        var submitted = await shopper.SubmitAsync(cart);
        var order = Stores(submitted)[0]["orderId"]!.GetValue<string>();

        var seen = await other.AskAsync(
            "query($id: ID!, $order: ID!) { checkoutByCartID(cartID: $id) { status } orderByID(id: $order) { id } }",
            new { id = cart, order });
        var unknown = await other.AskAsync(
            "query($id: ID!, $order: ID!) { checkoutByCartID(cartID: $id) { status } orderByID(id: $order) { id } }",
            new { id = "cart_unknown", order = "order_unknown" });

        Codes(seen).ShouldBe(Codes(unknown), "Another's must look exactly like what is not there.");
        seen["data"]?["checkoutByCartID"].ShouldBeNull();
        seen["data"]?["orderByID"].ShouldBeNull();
        Codes(await other.SubmitAsync(cart)).ShouldBe(["CART_NOT_FOUND_ERROR"]);
    }

    private static object Items(string cart, string variant, int quantity) => new
    {
        input = new
        {
            id = cart,
            items = new { shopifyCartItemsInput = new[] { new { variantId = variant, quantity } } },
        },
    };

    private static IReadOnlyList<string> Codes(JsonNode answer) =>
        [.. answer["errors"]!.AsArray().Select(error => error!["extensions"]!["code"]!.GetValue<string>())];

    private static IReadOnlyList<JsonNode> Stores(JsonNode answer) =>
        [.. (answer["data"]?["submitCart"]?["cart"]?["stores"] ?? throw new InvalidOperationException(answer.ToJsonString()))
            .AsArray().Select(store => store!)];

    private static JsonArray Shipments(JsonNode checkout) => checkout["orders"]![0]!["shipments"]!.AsArray();

    private static IReadOnlyList<string> Events(JsonNode order) =>
        [.. order["events"]!.AsArray().Select(change => change!["__typename"]!.GetValue<string>())];

    private static async Task BooksShouldShowAsync(World world, int captures, int placed, int keptForOrders)
    {
        var books = await world.BooksAsync();
        var payments = books["payments"]!.AsArray();
        payments.Sum(payment => payment!["captures"]!.GetValue<int>()).ShouldBe(captures, "captures");
        payments.Count(payment =>
                payment!["captured"]!.GetValue<long>() > payment["refunded"]!.GetValue<long>())
            .ShouldBe(keptForOrders, "payments that were kept");
        books["orders"]!.AsArray().Count.ShouldBe(placed, "orders at the stores");
    }
}
