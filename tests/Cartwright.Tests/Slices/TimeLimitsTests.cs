using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Cartwright.Journal;
using Cartwright.Merchants;
using Microsoft.Extensions.DependencyInjection;
using static Cartwright.Tests.Slices.KeyedSubmission;

namespace Cartwright.Tests.Slices;

/// <summary>Submissions that take too long, and submissions that come when there are too many.</summary>
public sealed class TimeLimitsTests
{
    private const string Tulips = "tulip_bouquet_10@tulips.sandbox.test";
    private const string Mug = "mug_plain_white@mugs.sandbox.test";
    private const int LimitMilliseconds = 60_000;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Submission_beyond_what_the_gateway_can_carry_is_answered_503_before_anything_begins()
    {
        await using var world = await World.StartAsync("--Carts:SubmissionsMax=1");
        var shopper = await world.ShopperAsync();
        var running = await shopper.CartAsync(Tulips);
        var further = await shopper.CartAsync(Mug);
        await world.FaultAsync(
            new { target = "stripe", operation = "create_payment_intent", kind = "delay", seconds = 2 });
        var first = shopper.SubmitAsync(running);
        await world.FaultStruckAsync("create_payment_intent");

        using var answer = await shopper.Http.SendAsync(Request(world, further, null, "tok_visa"), Stop);
        var joined = await shopper.SubmitAsync(running);

        answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        answer.Headers.RetryAfter!.Delta.ShouldNotBeNull();
        var error = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Stop))!["errors"]![0]!["extensions"]!;
        error["code"]!.GetValue<string>().ShouldBe("OVERLOADED");
        error["retryable"]!.GetValue<bool>().ShouldBeTrue();
        joined["data"]!.ToJsonString().ShouldBe((await first)["data"]!.ToJsonString(), "A repeat of what runs may wait.");
        (await shopper.CheckoutAsync(further))["status"]!.GetValue<string>().ShouldBe("PENDING");
        (await shopper.SubmitAsync(further))["data"]!["submitCart"]!["cart"]!["stores"]![0]!["isSubmitted"]!
            .GetValue<bool>().ShouldBeTrue();
    }

    /// <summary>A place was held until the payment was settled, however long that took.</summary>
    [Fact(Timeout = LimitMilliseconds)]
    public async Task Charges_that_stayed_unknown_closed_the_gateway_to_every_other_cart()
    {
        await using var world = await World.StartAsync(
            "--Carts:SubmissionsMax=2", "--Carts:SubmissionSecondsMax=1");
        var shopper = await world.ShopperAsync();
        string[] carts = [await shopper.CartAsync(Tulips), await shopper.CartAsync(Mug)];
        var third = await shopper.CartAsync(Tulips);
        await world.FaultAsync(new { target = "stripe", kind = "status", code = 500 });
        var stuck = await Task.WhenAll(carts.Select(cart => StatusAsync(world, shopper, cart)));

        var further = await StatusAsync(world, shopper, third);
        while (further == HttpStatusCode.ServiceUnavailable)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Stop);
            further = await StatusAsync(world, shopper, third);
        }

        stuck.ShouldAllBe(status => status == HttpStatusCode.GatewayTimeout);
        further.ShouldBe(HttpStatusCode.GatewayTimeout);
        await world.FaultAsync();
        foreach (var cart in carts.Append(third))
        {
            await shopper.CheckoutWhenAsync(cart, "SUCCEEDED");
        }

        (await CapturesAsync(world)).ShouldBe(3);
    }

    /// <summary>What had long begun was told that nothing had, and that it might be sent again.</summary>
    [Fact(Timeout = LimitMilliseconds)]
    public async Task Finished_submission_that_was_repeated_under_load_was_told_that_nothing_of_it_had_begun()
    {
        await using var world = await World.StartAsync("--Carts:SubmissionsMax=1");
        var shopper = await world.ShopperAsync();
        var finished = await shopper.CartAsync(Mug);
        var running = await shopper.CartAsync(Tulips);
        var further = await shopper.CartAsync(Mug);
        var first = await SubmitAsync(world, shopper, finished, "key-1");
        await world.FaultAsync(
            new { target = "stripe", operation = "create_payment_intent", kind = "delay", seconds = 3, times = 1 });
        var slow = shopper.SubmitAsync(running);
        await world.FaultStruckAsync("create_payment_intent");

        var replayed = await SubmitAsync(world, shopper, finished, "key-1");
        var otherCart = await SubmitAsync(world, shopper, further, "key-1");
        var withoutKey = await shopper.SubmitAsync(finished);
        var overloaded = await StatusAsync(world, shopper, further);

        replayed.ShouldBe(first with { IsReplayed = true });
        otherCart.Body.ShouldContain("IDEMPOTENCY_KEY_REUSED");
        withoutKey["data"]!["submitCart"]!["errors"]![0]!["code"]!.GetValue<string>().ShouldBe("ALREADY_SUBMITTED");
        overloaded.ShouldBe(HttpStatusCode.ServiceUnavailable);
        await slow;
    }

    private static async Task<HttpStatusCode> StatusAsync(World world, Shopper shopper, string cart)
    {
        using var answer = await shopper.Http.SendAsync(Request(world, cart, null, "tok_visa"), Stop);
        return answer.StatusCode;
    }

    /// <summary>It used to fail the order, though the charge before may have been on its way.</summary>
    [Fact(Timeout = LimitMilliseconds)]
    public async Task Order_whose_merchant_goes_while_its_charge_is_unknown_is_not_taken_for_failed()
    {
        await using var world = await World.StartAsync("--Carts:SubmissionSecondsMax=1");
        var shopper = await world.ShopperAsync();
        var cart = await shopper.CartAsync(Mug);
        await world.FaultAsync(new { target = "stripe", kind = "drop-before" });
        await shopper.SubmitAsync(cart);
        var merchants = world.Services.GetRequiredService<MerchantDirectory>();
        var mugs = (await merchants.FindAsync("mugs.sandbox.test", Stop))!;
        await merchants.AddAsync(mugs with { Url = new Uri(mugs.Url, "moved") }, Stop);
        await world.FaultAsync();

        while (!(await world.Services.GetRequiredService<IJournal>().QueryAsync(
            "select last_reason from work where queue = 'charge'",
            row => row.IsDBNull(0) ? "" : row.GetString(0), null, Stop)).Any(why => why.Contains("merchant is gone")))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Stop);
        }

        (await shopper.CheckoutAsync(cart))["status"]!.GetValue<string>().ShouldBe("PROCESSING");
    }

    /// <summary>Before the commit it is pending without events; from then on it is processing, never anything else.</summary>
    [Fact(Timeout = LimitMilliseconds)]
    public async Task Checkout_tells_the_truth_at_every_moment_of_a_submission_that_times_out()
    {
        await using var world = await World.StartAsync("--Carts:SubmissionSecondsMax=1");
        var shopper = await world.ShopperAsync();
        var cart = await shopper.CartAsync(Tulips);
        await world.FaultAsync(
            new { target = "store:tulips", operation = "create_session", kind = "delay", seconds = 1.5, times = 1 },
            new { target = "stripe", operation = "create_payment_intent", kind = "delay", seconds = 1, times = 1 });

        var submitting = shopper.Http.SendAsync(Request(world, cart, "key-1", "tok_visa"), Stop);
        await world.FaultStruckAsync("create_session");
        var quoting = await shopper.CheckoutAsync(cart);
        using var timedOut = await submitting;
        await world.FaultStruckAsync("create_payment_intent");
        var charging = await shopper.CheckoutAsync(cart);
        var placed = await shopper.CheckoutWhenAsync(cart, "SUCCEEDED");
        var again = await SubmitAsync(world, shopper, cart, "key-1");

        timedOut.StatusCode.ShouldBe(HttpStatusCode.GatewayTimeout);
        (Status(quoting), Events(quoting)).ShouldBe(("PENDING", 0));
        (Status(charging), Events(charging)).ShouldBe(("PROCESSING", 1));
        Status(placed).ShouldBe("SUCCEEDED");
        again.IsReplayed.ShouldBeTrue();
        again.Body.ShouldContain("\"isSubmitted\":true");
        (await CapturesAsync(world)).ShouldBe(1);

        static string Status(JsonNode checkout) => checkout["status"]!.GetValue<string>();
        static int Events(JsonNode checkout) => checkout["orders"]![0]!["events"]!.AsArray().Count;
    }
}
