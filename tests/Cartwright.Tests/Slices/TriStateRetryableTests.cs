using System.Text.Json.Nodes;

namespace Cartwright.Tests.Slices;

/// <summary><c>retryable</c> is true, false or absent: for each store, for the whole answer, and for a refusal.</summary>
public sealed class TriStateRetryableTests
{
    private const int LimitMilliseconds = 60_000;

    /// <summary>Out of stock: come back later.</summary>
    private const string True = "black_tulip_one@tulips.sandbox.test";

    /// <summary>For signed-in members only: never from here.</summary>
    private const string False = "wine_red@porter.sandbox.test";

    /// <summary>The store refuses without saying why.</summary>
    private const string Absent = "mug_plain_white@mugs.sandbox.test";

    [Theory(Timeout = LimitMilliseconds)]
    [InlineData(true, True)]
    [InlineData(false, False)]
    [InlineData(null, Absent)]
    [InlineData(false, True, False)]
    [InlineData(null, True, Absent)]
    [InlineData(false, False, Absent)]
    [InlineData(false, True, False, Absent)]
    public async Task One_false_makes_the_whole_false_else_one_absent_makes_it_absent(
        bool? expected, params string[] items)
    {
        await using var world = await World.StartAsync();
        var shopper = await world.ShopperAsync();
        await world.FaultAsync(new
        {
            target = "store:mugs", operation = "create_session", kind = "status", code = 400,
            body = new { code = "eligibility_invalid", detail = "No." },
        });
        var cart = await shopper.CartAsync(items);

        var answer = await shopper.SubmitAsync(cart);

        var extensions = answer["extensions"]!.AsObject();
        var whole = extensions["retryable"]?.GetValue<bool>();
        whole.ShouldBe(expected);
        extensions.ContainsKey("retryable").ShouldBe(expected is not null, "What is not known is left out.");
        extensions["stores"]!.AsArray().Select(store => store!["retryable"]?.GetValue<bool>())
            .ShouldBe(items.Select<string, bool?>(item => item switch { True => true, False => false, _ => null }));
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Submission_that_succeeds_says_nothing_of_repeats()
    {
        await using var world = await World.StartAsync();
        var shopper = await world.ShopperAsync();

        var answer = await shopper.SubmitAsync(await shopper.CartAsync(Absent));

        answer["extensions"]?["retryable"].ShouldBeNull();
        answer["extensions"]?["stores"].ShouldBeNull();
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Refused_request_carries_it_in_its_errors_extensions()
    {
        await using var world = await World.StartAsync();
        var shopper = await world.ShopperAsync();

        var unknown = await shopper.SubmitAsync("cart_unknown");

        unknown["errors"]![0]!["extensions"]!["retryable"]!.GetValue<bool>().ShouldBeFalse();
    }

    [Theory(Timeout = LimitMilliseconds)]
    [InlineData("out_of_stock", true)]
    [InlineData("address_undeliverable", false)]
    [InlineData("eligibility_invalid", null)]
    public async Task Failed_order_carries_it_in_its_event(string vendorCode, bool? expected)
    {
        await using var world = await World.StartAsync();
        var shopper = await world.ShopperAsync();
        var cart = await shopper.CartAsync(Absent);
        await world.FaultAsync(new
        {
            target = "store:mugs", operation = "complete", kind = "status", code = 400, times = 1,
            body = new { code = vendorCode, detail = "No." },
        });

        await shopper.SubmitAsync(cart);

        var checkout = await shopper.CheckoutWhenAsync(cart, "FAILED");
        var told = checkout["orders"]![0]!["events"]!.AsArray()
            .Single(change => change!["__typename"]!.GetValue<string>() == "OrderFailedOrderEvent")!["retryable"]
            ?.GetValue<bool>();
        told.ShouldBe(expected);
    }
}
