using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Cartwright.Tests.Webhooks;
using Cartwright.Webhooks;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Tests.Slices;

/// <summary>The running gateway tells an account's endpoint over HTTP what happens to its orders.</summary>
public sealed class WebhookTests
{
    private const string Tulips = "tulip_bouquet_10@tulips.sandbox.test";
    private const int LimitMilliseconds = 60_000;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Order_that_is_placed_and_shipped_is_told_event_by_event_in_order_and_signed_twice()
    {
        await using var world = await World.StartAsync();
        await using var receiver = await Receiver.StartAsync();
        var shopper = await world.ShopperAsync();
        var endpoint = await AddAsync(world, receiver);
        var cart = await shopper.CartAsync(Tulips);

        await shopper.SubmitAsync(cart);
        var told = await receiver.WhenAsync(all => all.Any(one => one.Type == "TRACKING_OBTAINED"));

        told.Select(one => one.Type).ShouldBe(
        [
            "ORDER_SUBMISSION_STARTED", "PAYMENT_SUCCEEDED", "ORDER_SUBMISSION_SUCCEEDED", "ORDER_PLACED",
            "TRACKING_OBTAINED",
        ]);
        var order = (await shopper.CheckoutAsync(cart))["orders"]![0]!;
        told.Select(one => one.Id).ShouldBe(order["events"]!.AsArray().Select(one => one!["id"]!.GetValue<string>()));
        told.ShouldAllBe(one => one.OrderId == order["id"]!.GetValue<string>()
            && one.Json["developerId"]!.GetValue<string>() == "account_test"
            && one.Json["data"]!["cartId"]!.GetValue<string>() == cart);
        foreach (var one in told.Concat(receiver.Challenges)) ShouldBeSigned(one, endpoint.Secret.Reveal());
        told.Select(one => one.DeliveryId).Distinct().Count().ShouldBe(5);
        told.ShouldAllBe(one => !one.Text.Contains("Lovelace", StringComparison.Ordinal)
            && !one.Text.Contains("tok_", StringComparison.Ordinal));
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Declined_card_is_told_as_a_payment_and_an_order_that_failed()
    {
        await using var world = await World.StartAsync();
        await using var receiver = await Receiver.StartAsync();
        var shopper = await world.ShopperAsync();
        await AddAsync(world, receiver);

        await shopper.SubmitAsync(await shopper.CartAsync(Tulips), "tok_chargeDeclined");
        var told = await receiver.WhenAsync(all => all.Count >= 3);

        told.Select(one => one.Type).ShouldBe(["ORDER_SUBMISSION_STARTED", "PAYMENT_FAILED", "ORDER_FAILED"]);
        told[2].Json["data"]!["reasonCode"]!.GetValue<string>().ShouldBe("PAYMENT_DECLINED");
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Order_that_its_merchant_refuses_is_told_with_its_refund()
    {
        await using var world = await World.StartAsync();
        await using var receiver = await Receiver.StartAsync();
        var shopper = await world.ShopperAsync();
        await AddAsync(world, receiver);
        await world.FaultAsync(new { target = "store:tulips", kind = "out-of-stock-at-complete" });

        await shopper.SubmitAsync(await shopper.CartAsync(Tulips));
        var told = await receiver.WhenAsync(all => all.Any(one => one.Type == "PAYMENT_REFUNDED"));

        told.Select(one => one.Type).ShouldBe(
        [
            "ORDER_SUBMISSION_STARTED", "PAYMENT_SUCCEEDED", "ORDER_FAILED", "REFUND_CREATED", "PAYMENT_REFUNDED",
        ]);
        told[4].Json["data"]!["amount"]!.ToJsonString().ShouldBe(told[1].Json["data"]!["amount"]!.ToJsonString());
    }

    [Theory(Timeout = LimitMilliseconds)]
    [InlineData("""{"challenge":"something else"}""")]
    [InlineData("""{"answer":"%"}""")]
    [InlineData("%")]
    [InlineData("""["%"]""")]
    [InlineData("")]
    public async Task Endpoint_that_does_not_give_the_challenge_back_hears_nothing(string answer)
    {
        await using var world = await World.StartAsync();
        await using var receiver = await Receiver.StartAsync();
        receiver.OnChallenge = challenge => answer.Replace("%", challenge, StringComparison.Ordinal);
        var shopper = await world.ShopperAsync();
        var cart = await shopper.CartAsync(Tulips);

        var added = (await world.Services.GetRequiredService<AddEndpoint>()
            .HandleAsync("account_test", receiver.Url, null, Stop)).ShouldBeOfType<AddEndpointResult.Added>();
        await shopper.SubmitAsync(cart);
        await shopper.CheckoutWhenAsync(cart, "SUCCEEDED");

        added.Verification.ShouldBeOfType<TestEndpointResult.NotVerified>();
        receiver.Challenges.ShouldHaveSingleItem();
        (await LogAsync(world)).ShouldBeEmpty();
        receiver.Deliveries.ShouldBeEmpty();
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Events_that_were_not_delivered_when_the_gateway_stopped_are_delivered_by_the_next_one()
    {
        await using var world = await World.StartAsync();
        await using var receiver = await Receiver.StartAsync();
        var shopper = await world.ShopperAsync();
        await AddAsync(world, receiver);
        var cart = await shopper.CartAsync(Tulips);
        receiver.OnDelivery = (_, http) =>
            Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, http.RequestAborted);
        await shopper.SubmitAsync(cart);
        await shopper.CheckoutWhenAsync(cart, "SUCCEEDED");
        var before = (await receiver.WhenAsync(all => all.Count > 0))[0];

        await world.RestartAsync(() => receiver.OnDelivery = (_, _) => Task.CompletedTask);
        var told = await receiver.WhenAsync(all => all.Any(one => one.Type == "ORDER_PLACED"));

        // What was on its way is sent again under its id: a receiver that keeps ids sees each event once.
        told.Select(one => one.DeliveryId).Distinct().Count().ShouldBeGreaterThanOrEqualTo(4);
        told.Count(one => one.DeliveryId == before.DeliveryId).ShouldBeGreaterThan(1);
        told.DistinctBy(one => one.Id).Take(4).Select(one => one.Type).ShouldBe(
            ["ORDER_SUBMISSION_STARTED", "PAYMENT_SUCCEEDED", "ORDER_SUBMISSION_SUCCEEDED", "ORDER_PLACED"]);
    }

    /// <summary>The endpoint that hangs never answers while the test runs, so that whoever waits for it fails.</summary>
    [Fact(Timeout = LimitMilliseconds)]
    public async Task Endpoint_that_hangs_gets_four_at_a_time_and_holds_no_other_endpoint_up()
    {
        await using var world = await World.StartAsync("--Webhooks:AttemptTimeoutSeconds=60");
        await using var hanging = await Receiver.StartAsync();
        await using var prompt = await Receiver.StartAsync();
        hanging.OnDelivery = (_, http) =>
            Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, http.RequestAborted);
        var shopper = await world.ShopperAsync();
        await AddAsync(world, hanging);
        await AddAsync(world, prompt);
        var carts = new List<string>();
        for (var count = 0; count < 12; count++) carts.Add(await shopper.CartAsync(Tulips));

        await Task.WhenAll(carts.Select(cart => shopper.SubmitAsync(cart)));
        foreach (var cart in carts) await shopper.CheckoutWhenAsync(cart, "SUCCEEDED");
        var told = await prompt.WhenAsync(all => all.Count(one => one.Type == "ORDER_PLACED") == 12);

        told.GroupBy(one => one.OrderId).ShouldAllBe(order => order.Select(one => one.Type).Take(4).SequenceEqual(new[]
        {
            "ORDER_SUBMISSION_STARTED", "PAYMENT_SUCCEEDED", "ORDER_SUBMISSION_SUCCEEDED", "ORDER_PLACED",
        }));
        hanging.Deliveries.Count.ShouldBe(4);
        hanging.InFlightMost.ShouldBe(4);
    }

    private static async Task<WebhookEndpoint> AddAsync(World world, Receiver receiver)
    {
        var added = (await world.Services.GetRequiredService<AddEndpoint>()
            .HandleAsync("account_test", receiver.Url, null, Stop)).ShouldBeOfType<AddEndpointResult.Added>();
        added.Verification.ShouldBeOfType<TestEndpointResult.Verified>();
        return added.Endpoint;
    }

    private static Task<IReadOnlyList<WebhookDelivery>> LogAsync(World world) =>
        world.Services.GetRequiredService<ListDeliveries>().HandleAsync(null, 100, Stop);

    /// <summary>Worked out here by hand, not with what signs.</summary>
    private static void ShouldBeSigned(Received one, string secret)
    {
        Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), one.Body))
            .ShouldBe(one.Headers["Rye-Hmac-Signature-V1"]);
        WebhookVerifier.IsGenuine(
            secret, one.Headers["webhook-id"], one.Headers["webhook-timestamp"], one.Headers["webhook-signature"],
            one.Body, TimeProvider.System.GetUtcNow()).ShouldBeTrue();
    }
}
