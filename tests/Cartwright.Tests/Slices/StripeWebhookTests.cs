using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Cartwright.Journal;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Tests.Slices;

/// <summary>The processor's webhook: it hurries an order and decides nothing.</summary>
public sealed class StripeWebhookTests
{
    private const string Tulips = "tulip_bouquet_10@tulips.sandbox.test";
    private const string Secret = "whsec_test_of_the_processor";
    private const int LimitMilliseconds = 60_000;

    /// <summary>Asked so seldom that nothing in a test's time comes of it.</summary>
    private static readonly string[] Seldom =
        ["--Orders:ChallengePollSeconds=600", $"--Payments:Stripe:WebhookSecret={Secret}"];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Challenge_that_is_passed_is_heard_of_at_once_and_the_order_goes_on()
    {
        await using var world = await World.StartAsync(Seldom);
        using var told = await world.Outside.PutAsJsonAsync(
            new Uri(world.SandboxAddress, "sandbox/hooks"), new { url = Hook(world), secret = Secret }, Stop);
        told.EnsureSuccessStatusCode();
        var shopper = await world.ShopperAsync();

        var cart = await PassChallengeAsync(world, shopper);

        await shopper.CheckoutWhenAsync(cart, "SUCCEEDED");
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Challenge_that_is_passed_is_found_without_a_webhook_too()
    {
        await using var world = await World.StartAsync("--Orders:ChallengePollSeconds=0.2");
        var shopper = await world.ShopperAsync();

        var cart = await PassChallengeAsync(world, shopper);

        await shopper.CheckoutWhenAsync(cart, "SUCCEEDED");
    }

    /// <summary>
    /// Each is sent before the genuine one: had any of them an effect, the order would go on before it, and a genuine
    /// one that is counted as a duplicate would leave the order waiting.
    /// </summary>
    [Fact(Timeout = LimitMilliseconds)]
    public async Task Webhook_that_is_forged_or_old_is_refused_and_changes_nothing()
    {
        await using var world = await World.StartAsync(Seldom);
        var shopper = await world.ShopperAsync();
        var cart = await PassChallengeAsync(world, shopper);
        var orderId = (await shopper.CheckoutAsync(cart))["orders"]![0]!["id"]!.GetValue<string>();
        var body = Event("evt_1", orderId);
        var now = TimeProvider.System.GetUtcNow();

        (await SendAsync(world, body, Sign(body, now, "whsec_another_secret"))).ShouldBe(HttpStatusCode.BadRequest);
        (await SendAsync(world, body, Sign(body, now.AddSeconds(-301), Secret))).ShouldBe(HttpStatusCode.BadRequest);
        (await SendAsync(world, body, Sign(body, now.AddMinutes(6), Secret))).ShouldBe(HttpStatusCode.BadRequest);
        (await SendAsync(world, body + " ", Sign(body, now, Secret))).ShouldBe(HttpStatusCode.BadRequest);
        (await SendAsync(world, body, "t=,v1=")).ShouldBe(HttpStatusCode.BadRequest);
        (await SendAsync(world, body, null)).ShouldBe(HttpStatusCode.BadRequest);
        (await shopper.CheckoutAsync(cart))["status"]!.GetValue<string>().ShouldBe("ACTION_REQUIRED");

        (await SendAsync(world, body, $"{Sign(body, now, "whsec_another_secret")},v0=1,{V1(body, now, Secret)}"))
            .ShouldBe(HttpStatusCode.OK);
        await shopper.CheckoutWhenAsync(cart, "SUCCEEDED");
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Webhook_of_an_id_that_was_heard_of_is_answered_200_and_asks_the_processor_nothing()
    {
        await using var world = await World.StartAsync(Seldom);
        var shopper = await world.ShopperAsync();
        var cart = await shopper.CartAsync(Tulips);
        await shopper.SubmitAsync(cart, "tok_threeDSecure2Required");
        var waiting = await shopper.CheckoutWhenAsync(cart, "ACTION_REQUIRED");
        var orderId = waiting["orders"]![0]!["id"]!.GetValue<string>();
        var before = await NextLookAsync(world, other: null);
        await HearAsync(world, Event("evt_1", orderId));
        var looked = await NextLookAsync(world, other: before);

        await HearAsync(world, Event("evt_1", orderId));
        await HearAsync(world, Event("evt_1", orderId));
        (await NextLookAsync(world, other: null)).ShouldBe(looked);

        await HearAsync(world, Event("evt_2", orderId));
        await NextLookAsync(world, other: looked);
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Webhook_that_says_paid_of_an_order_that_is_not_decides_nothing()
    {
        await using var world = await World.StartAsync(Seldom);
        var shopper = await world.ShopperAsync();
        var cart = await shopper.CartAsync(Tulips);
        await shopper.SubmitAsync(cart, "tok_threeDSecure2Required");
        var waiting = await shopper.CheckoutWhenAsync(cart, "ACTION_REQUIRED");
        var orderId = waiting["orders"]![0]!["id"]!.GetValue<string>();
        await world.FaultAsync(new { target = "stripe", operation = "get_payment_intent", kind = "delay", seconds = 0 });

        await HearAsync(world, Event("evt_1", orderId));
        await LooksShouldBecomeAsync(world, 1);

        var order = (await shopper.CheckoutAsync(cart))["orders"]![0]!;
        order["events"]!.AsArray().Select(one => one!["__typename"]!.GetValue<string>())
            .ShouldBe(["OrderSubmissionStartedOrderEvent"]);
        (await world.BooksAsync())["payments"]![0]!["captures"]!.GetValue<int>().ShouldBe(0);
    }

    [Theory(Timeout = LimitMilliseconds)]
    [InlineData("""{"id":"evt_1","type":"payment_intent.succeeded"}""")]
    [InlineData("""{"id":"evt_1","type":"payment_intent.succeeded","data":{"object":{"metadata":{"order_id":7}}}}""")]
    [InlineData("""{"id":"evt_1","type":"customer.created","data":{"object":{"metadata":{"order_id":"order_1"}}}}""")]
    [InlineData("""{"id":"evt_1","type":"refund.updated","data":{"object":{"metadata":{"order_id":"order_1"}}}}""")]
    [InlineData("""{"id":"evt_1","type":"refund.updated","data":{"object":{"metadata":{"order_id":"cart_1"}}}}""")]
    public async Task Webhook_that_is_about_no_order_of_ours_is_answered_200(string body)
    {
        await using var world = await World.StartAsync(Seldom);

        await HearAsync(world, body);
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Webhook_that_is_no_event_or_too_long_is_refused()
    {
        await using var world = await World.StartAsync(Seldom);
        var now = TimeProvider.System.GetUtcNow();
        var huge = new string(' ', (256 * 1024) + 1);

        (await SendAsync(world, "[]", Sign("[]", now, Secret))).ShouldBe(HttpStatusCode.BadRequest);
        (await SendAsync(world, "no JSON", Sign("no JSON", now, Secret))).ShouldBe(HttpStatusCode.BadRequest);
        (await SendAsync(world, huge, Sign(huge, now, Secret))).ShouldBe(HttpStatusCode.RequestEntityTooLarge);
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Without_a_secret_the_address_answers_404_and_says_what_to_set()
    {
        await using var world = await World.StartAsync();

        using var answer = await world.Outside.PostAsync(Hook(world), new StringContent("{}"), Stop);

        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await answer.Content.ReadAsStringAsync(Stop)).ShouldContain("Payments:Stripe:WebhookSecret");
    }

    private static Uri Hook(World world) => new(world.Address, "/v1/hooks/stripe");

    private static async Task<string> PassChallengeAsync(World world, Shopper shopper)
    {
        var cart = await shopper.CartAsync(Tulips);
        await shopper.SubmitAsync(cart, "tok_threeDSecure2Required");
        var waiting = await shopper.CheckoutWhenAsync(cart, "ACTION_REQUIRED");
        var page = waiting["orders"]![0]!["requiredActions"]![0]!["redirectURL"]!.GetValue<string>();
        using var passed = await world.Outside.PostAsync(
            new Uri(page), new FormUrlEncodedContent([new("outcome", "success")]), Stop);
        return cart;
    }

    private static string Event(string id, string orderId) => JsonSerializer.Serialize(new
    {
        id,
        type = "payment_intent.succeeded",
        data = new { @object = new { id = "pi_1", metadata = new { order_id = orderId } } },
    });

    private static string Sign(string body, DateTimeOffset at, string secret) =>
        string.Create(CultureInfo.InvariantCulture, $"t={at.ToUnixTimeSeconds()},{V1(body, at, secret)}");

    private static string V1(string body, DateTimeOffset at, string secret) =>
        "v1=" + Convert.ToHexStringLower(HMACSHA256.HashData(
            Encoding.UTF8.GetBytes(secret),
            Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{at.ToUnixTimeSeconds()}.{body}"))));

    private static async Task HearAsync(World world, string body) =>
        (await SendAsync(world, body, Sign(body, TimeProvider.System.GetUtcNow(), Secret))).ShouldBe(HttpStatusCode.OK);

    private static async Task<HttpStatusCode> SendAsync(World world, string body, string? signature)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Hook(world)) { Content = new StringContent(body) };
        if (signature is not null) request.Headers.TryAddWithoutValidation("Stripe-Signature", signature);
        using var answer = await world.Outside.SendAsync(request, Stop);
        return answer.StatusCode;
    }

    /// <summary>
    /// When the charge is looked at next, once that is minutes away again and another time than <paramref name="other"/>.
    /// Any look moves it.
    /// </summary>
    private static async Task<long> NextLookAsync(World world, long? other)
    {
        var journal = world.Services.GetRequiredService<IJournal>();
        while (true)
        {
            var due = await journal.QueryAsync(
                "select due from work where queue = 'charge' and lease_token is null", row => row.GetInt64(0), null, Stop);
            var soon = TimeProvider.System.GetUtcNow().AddMinutes(5).ToUnixTimeMilliseconds();
            if (due is [var next] && next > soon && next != other) return next;
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, Stop);
        }
    }

    /// <summary>Waits until the processor was asked so often, and is sure that it was not asked oftener.</summary>
    private static async Task LooksShouldBecomeAsync(World world, long count)
    {
        var faults = new Uri(world.SandboxAddress, "sandbox/faults");
        long hits;
        do
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Stop);
            hits = (await world.Outside.GetFromJsonAsync<JsonArray>(faults, Stop))![0]!["hits"]!.GetValue<long>();
        }
        while (hits < count);

        hits.ShouldBe(count);
    }
}
