using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using static Cartwright.Tests.Slices.KeyedSubmission;

namespace Cartwright.Tests.Slices;

/// <summary>Submissions that come twice.</summary>
public sealed class DuplicatesTests
{
    private const string Tulips = "tulip_bouquet_10@tulips.sandbox.test";
    private const string Mug = "mug_plain_white@mugs.sandbox.test";
    private const string SoldOut = "black_tulip_one@tulips.sandbox.test";
    private const int LimitMilliseconds = 60_000;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Same_key_and_same_request_get_the_first_answer_again_also_after_a_restart()
    {
        await using var world = await World.StartAsync();
        var shopper = await world.ShopperAsync();
        var cart = await shopper.CartAsync(Tulips, Mug);

        var first = await SubmitAsync(world, shopper, cart, "key-1");
        var again = await SubmitAsync(world, shopper, cart, "key-1");
        await shopper.CheckoutWhenAsync(cart, "SUCCEEDED");
        await world.RestartAsync();
        var later = await SubmitAsync(world, shopper, cart, "key-1");

        first.IsReplayed.ShouldBeFalse();
        again.ShouldBe(first with { IsReplayed = true });
        later.ShouldBe(first with { IsReplayed = true });
        first.Body.ShouldNotContain("ALREADY_SUBMITTED");
        (await CapturesAsync(world)).ShouldBe(2);
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Answer_that_tells_a_failed_store_is_given_again_as_it_was()
    {
        await using var world = await World.StartAsync();
        var shopper = await world.ShopperAsync();
        var cart = await shopper.CartAsync(SoldOut, Mug);

        var first = await SubmitAsync(world, shopper, cart, "key-1");
        await shopper.CheckoutWhenAsync(
            cart, found => found["orders"]![1]!["status"]!.GetValue<string>() == "SUCCEEDED");
        // The other store is tried once more meanwhile, with a key of its own.
        var other = await SubmitAsync(world, shopper, cart, "key-2");
        var again = await SubmitAsync(world, shopper, cart, "key-1");

        first.Body.ShouldContain("PRODUCTS_UNAVAILABLE");
        again.ShouldBe(first with { IsReplayed = true });
        other.IsReplayed.ShouldBeFalse();
        (await CapturesAsync(world)).ShouldBe(1);
    }

    /// <summary>It was once told as submitted: a client that had lost the first answer followed an order for ever.</summary>
    [Fact(Timeout = LimitMilliseconds)]
    public async Task Answer_that_tells_an_unreachable_store_is_given_again_as_it_was()
    {
        await using var world = await World.StartAsync();
        var shopper = await world.ShopperAsync();
        var cart = await shopper.CartAsync(Tulips, Mug);
        await world.FaultAsync(new { target = "store:tulips", kind = "status", code = 503 });

        var first = await SubmitAsync(world, shopper, cart, "key-1");
        var again = await SubmitAsync(world, shopper, cart, "key-1");
        await world.FaultAsync();
        var other = await SubmitAsync(world, shopper, cart, "key-2");
        var later = await SubmitAsync(world, shopper, cart, "key-2");

        first.Body.ShouldContain("UPSTREAM_SERVICE_ERROR");
        again.ShouldBe(first with { IsReplayed = true });
        other.Body.ShouldContain("ALREADY_SUBMITTED");
        later.ShouldBe(other with { IsReplayed = true });
        await shopper.CheckoutWhenAsync(cart, "SUCCEEDED");
        (await CapturesAsync(world)).ShouldBe(2);
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Declined_payment_is_told_again_and_a_new_key_pays_with_another_card()
    {
        await using var world = await World.StartAsync();
        var shopper = await world.ShopperAsync();
        var cart = await shopper.CartAsync(Tulips);

        var declined = await SubmitAsync(world, shopper, cart, "key-1", "tok_chargeDeclined");
        var again = await SubmitAsync(world, shopper, cart, "key-1", "tok_chargeDeclined");
        var otherCard = await SubmitAsync(world, shopper, cart, "key-1");
        var newKey = await SubmitAsync(world, shopper, cart, "key-2");

        again.ShouldBe(declined with { IsReplayed = true });
        otherCard.Body.ShouldContain("IDEMPOTENCY_KEY_REUSED");
        otherCard.Body.ShouldContain("\"retryable\":false");
        newKey.Body.ShouldContain("\"isSubmitted\":true");
        await shopper.CheckoutWhenAsync(cart, "SUCCEEDED");
        (await CapturesAsync(world)).ShouldBe(1);
    }

    /// <summary>The shopper was asked for a challenge: that it failed later is no part of the first answer.</summary>
    [Fact(Timeout = LimitMilliseconds)]
    public async Task Answer_given_again_does_not_know_what_happened_after_it()
    {
        await using var world = await World.StartAsync();
        var shopper = await world.ShopperAsync();
        var cart = await shopper.CartAsync(Tulips);

        var first = await SubmitAsync(world, shopper, cart, "key-1", "tok_threeDSecure2Required");
        var waiting = await shopper.CheckoutWhenAsync(cart, "ACTION_REQUIRED");
        var page = waiting["orders"]![0]!["requiredActions"]![0]!["redirectURL"]!.GetValue<string>();
        using var failed = await world.Outside.PostAsync(
            new Uri(page), new FormUrlEncodedContent([new("outcome", "failure")]), Stop);
        await shopper.CheckoutWhenAsync(cart, "FAILED");
        var again = await SubmitAsync(world, shopper, cart, "key-1", "tok_threeDSecure2Required");

        again.ShouldBe(first with { IsReplayed = true });
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Key_of_one_cart_is_refused_for_another_and_nothing_begins()
    {
        await using var world = await World.StartAsync();
        var shopper = await world.ShopperAsync();
        var cart = await shopper.CartAsync(Tulips);
        var otherCart = await shopper.CartAsync(Tulips);
        await SubmitAsync(world, shopper, cart, "key-1");

        var refused = await SubmitAsync(world, shopper, otherCart, "key-1");

        refused.Body.ShouldContain("IDEMPOTENCY_KEY_REUSED");
        (await shopper.CheckoutAsync(otherCart))["status"]!.GetValue<string>().ShouldBe("PENDING");
        (await CapturesAsync(world)).ShouldBe(1);
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Key_of_one_account_means_nothing_to_another()
    {
        await using var world = await World.StartAsync();
        var shopper = await world.ShopperAsync();
        var other = await world.ShopperAsync("account_other");
        await SubmitAsync(world, shopper, await shopper.CartAsync(Tulips), "key-1");

        var answer = await SubmitAsync(world, other, await other.CartAsync(Tulips), "key-1");

        answer.IsReplayed.ShouldBeFalse();
        answer.Body.ShouldContain("\"isSubmitted\":true");
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Submission_that_began_nothing_leaves_its_key_free()
    {
        await using var world = await World.StartAsync();
        var shopper = await world.ShopperAsync();
        var cart = await shopper.CartAsync(Tulips);
        await world.FaultAsync(new { target = "store:tulips", kind = "status", code = 503 });
        var down = await SubmitAsync(world, shopper, cart, "key-1");
        await world.FaultAsync();

        var back = await SubmitAsync(world, shopper, cart, "key-1");

        down.Body.ShouldContain("UPSTREAM_SERVICE_ERROR");
        back.IsReplayed.ShouldBeFalse();
        back.Body.ShouldContain("\"isSubmitted\":true");
    }

    [Theory(Timeout = LimitMilliseconds)]
    [InlineData("")]
    [InlineData("two words")]
    public async Task Malformed_key_is_refused_and_nothing_begins(string key)
    {
        await using var world = await World.StartAsync();
        var shopper = await world.ShopperAsync();
        var cart = await shopper.CartAsync(Tulips);

        var refused = await SubmitAsync(world, shopper, cart, key);

        refused.Body.ShouldContain("BAD_USER_INPUT");
        refused.Body.ShouldContain("Idempotency-Key");
        (await shopper.CheckoutAsync(cart))["status"]!.GetValue<string>().ShouldBe("PENDING");
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Request_with_the_same_key_that_arrives_meanwhile_shares_the_answer_and_another_request_is_refused()
    {
        await using var world = await World.StartAsync();
        var shopper = await world.ShopperAsync();
        var cart = await shopper.CartAsync(Tulips);
        await world.FaultAsync(
            new { target = "stripe", operation = "create_payment_intent", kind = "delay", seconds = 1 });

        var first = SubmitAsync(world, shopper, cart, "key-1");
        await world.FaultStruckAsync("create_payment_intent");
        var same = await SubmitAsync(world, shopper, cart, "key-1");
        var other = SubmitAsync(world, shopper, cart, "key-1", "tok_mastercard");

        same.Body.ShouldBe((await first).Body);
        (await other).Body.ShouldContain("IDEMPOTENCY_KEY_REUSED");
        (await CapturesAsync(world)).ShouldBe(1);
    }

    /// <summary>It shared the answer and was written nowhere: with another cart, the same key bought again.</summary>
    [Fact(Timeout = LimitMilliseconds)]
    public async Task Key_that_came_while_a_submission_ran_was_forgotten()
    {
        await using var world = await World.StartAsync();
        var shopper = await world.ShopperAsync();
        var cart = await shopper.CartAsync(Tulips);
        await world.FaultAsync(
            new { target = "stripe", operation = "create_payment_intent", kind = "delay", seconds = 1, times = 1 });

        var otherCart = await shopper.CartAsync(Tulips);

        var first = SubmitAsync(world, shopper, cart, "key-1");
        await world.FaultStruckAsync("create_payment_intent");
        var meanwhile = await Task.WhenAll(
            SubmitAsync(world, shopper, cart, "key-2"), SubmitAsync(world, shopper, cart, "key-2"));
        var afterwards = await SubmitAsync(world, shopper, cart, "key-2");
        await world.RestartAsync();
        var later = await SubmitAsync(world, shopper, cart, "key-2");
        var another = await SubmitAsync(world, shopper, otherCart, "key-2");

        meanwhile.ShouldAllBe(answer => answer.Body == afterwards.Body);
        afterwards.ShouldBe((await first) with { IsReplayed = true });
        later.ShouldBe(afterwards);
        another.Body.ShouldContain("IDEMPOTENCY_KEY_REUSED");
        (await CapturesAsync(world)).ShouldBe(1);
    }

    /// <summary>A key that stands for another cart's submission is refused also while one runs that it could share.</summary>
    [Fact(Timeout = LimitMilliseconds)]
    public async Task Key_of_another_cart_that_comes_while_a_submission_runs_is_refused()
    {
        await using var world = await World.StartAsync();
        var shopper = await world.ShopperAsync();
        var (cart, otherCart) = (await shopper.CartAsync(Tulips), await shopper.CartAsync(Tulips));
        await SubmitAsync(world, shopper, otherCart, "key-1");
        await world.FaultAsync(
            new { target = "stripe", operation = "create_payment_intent", kind = "delay", seconds = 1, times = 1 });

        var first = shopper.SubmitAsync(cart);
        await world.FaultStruckAsync("create_payment_intent");
        var meanwhile = await SubmitAsync(world, shopper, cart, "key-1");
        await first;

        meanwhile.Body.ShouldContain("IDEMPOTENCY_KEY_REUSED");
        (await CapturesAsync(world)).ShouldBe(2);
    }

    /// <summary>It was told that it was submitted, while the first request's card was charged.</summary>
    [Fact(Timeout = LimitMilliseconds)]
    public async Task Other_card_that_came_while_a_submission_ran_was_told_that_it_had_paid()
    {
        await using var world = await World.StartAsync();
        var shopper = await world.ShopperAsync();
        var cart = await shopper.CartAsync(Tulips);
        await world.FaultAsync(
            new { target = "stripe", operation = "create_payment_intent", kind = "delay", seconds = 1, times = 1 });

        var declined = shopper.SubmitAsync(cart, "tok_chargeDeclined");
        await world.FaultStruckAsync("create_payment_intent");
        var meanwhile = await shopper.SubmitAsync(cart, "tok_mastercard");
        await declined;
        var again = await shopper.SubmitAsync(cart, "tok_mastercard");

        Conflict(meanwhile).ShouldBe(("CONFLICT", true));
        again["data"]!["submitCart"]!["cart"]!["stores"]![0]!["isSubmitted"]!.GetValue<bool>().ShouldBeTrue();
        (await CapturesAsync(world)).ShouldBe(1);
    }

    /// <summary>As above, when what runs is known from the journal only: at another node, or after a restart.</summary>
    [Fact(Timeout = LimitMilliseconds)]
    public async Task Submission_that_outlived_its_process_is_shared_by_the_same_request_only()
    {
        await using var world = await World.StartAsync("--Carts:SubmissionSecondsMax=1");
        var shopper = await world.ShopperAsync();
        var cart = await shopper.CartAsync(Tulips);
        await world.FaultAsync(new { target = "stripe", kind = "status", code = 500 });
        await shopper.SubmitAsync(cart);
        await world.RestartAsync();

        var same = await shopper.SubmitAsync(cart);
        var otherCard = await shopper.SubmitAsync(cart, "tok_mastercard");
        var otherKey = await SubmitAsync(world, shopper, cart, "key-1");

        same["errors"]![0]!["extensions"]!["code"]!.GetValue<string>().ShouldBe("SUBMISSION_TIMED_OUT");
        Conflict(otherCard).ShouldBe(("CONFLICT", true));
        otherKey.Body.ShouldContain("\"CONFLICT\"");
    }

    private static (string Code, bool Retryable) Conflict(JsonNode answer) => (
        answer["errors"]![0]!["extensions"]!["code"]!.GetValue<string>(),
        answer["errors"]![0]!["extensions"]!["retryable"]!.GetValue<bool>());

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Cart_submitted_before_answers_with_the_orders_to_follow()
    {
        await using var world = await World.StartAsync();
        var shopper = await world.ShopperAsync();
        var cart = await shopper.CartAsync(Tulips, Mug);
        var first = await shopper.SubmitAsync(cart);

        var again = await shopper.SubmitAsync(cart);

        again["extensions"]!["retryable"]!.GetValue<bool>().ShouldBeFalse();
        again["extensions"]!["stores"]!.AsArray().Select(store => store!["orderId"]!.GetValue<string>())
            .ShouldBe(first["data"]!["submitCart"]!["cart"]!["stores"]!.AsArray()
                .Select(store => store!["orderId"]!.GetValue<string>()));
    }
}
