using System.Net;
using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Text.Json.Nodes;
using Cartwright.Accounts;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Tests.Slices;

/// <summary>Order progress as a stream of server-sent events, from a real gateway over HTTP.</summary>
public sealed class OrderEventsTests
{
    private const string Tulips = "tulip_bouquet_10@tulips.sandbox.test";
    private const string Mug = "mug_plain_white@mugs.sandbox.test";
    private const int LimitMilliseconds = 60_000;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Stream_opened_before_the_submission_tells_every_event_once_and_completes()
    {
        await using var world = await World.StartAsync();
        var shopper = await world.ShopperAsync();
        var cart = await shopper.CartAsync(Tulips, Mug);
        using var stream = await OpenAsync(world, shopper, cart);
        stream.StatusCode.ShouldBe(HttpStatusCode.OK);

        var told = ReadAsync(stream);
        await shopper.SubmitAsync(cart);
        var progress = await told;

        await ShouldTellAllAsync(shopper, cart, progress);
        progress.Select(step => step["store"]!.GetValue<string>()).Distinct().Order()
            .ShouldBe(["mugs.sandbox.test", "tulips.sandbox.test"]);
        progress[0]["order"]!["status"]!.GetValue<string>().ShouldBe("PROCESSING");
        progress[^1]["checkoutStatus"]!.GetValue<string>().ShouldBe("SUCCEEDED");
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Stream_opened_afterwards_tells_the_same_as_the_one_that_saw_it_happen()
    {
        await using var world = await World.StartAsync();
        var shopper = await world.ShopperAsync();
        var cart = await shopper.CartAsync(Tulips);
        using var live = await OpenAsync(world, shopper, cart);
        var seen = ReadAsync(live);
        await shopper.SubmitAsync(cart);
        var first = await seen;

        using var late = await OpenAsync(world, shopper, cart);
        var again = await ReadAsync(late);

        // What came after the first stream's end, such as a parcel, is told by the second one only.
        again.Take(first.Count).Select(step => step.ToJsonString())
            .ShouldBe(first.Select(step => step.ToJsonString()));
        await ShouldTellAllAsync(shopper, cart, again);
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Key_that_is_revoked_hears_no_more_on_a_stream_that_is_open()
    {
        await using var world = await World.StartAsync();
        var shopper = await world.ShopperAsync();
        var keys = world.Services.GetRequiredService<ApiKeys>();
        var key = (await keys.ListAsync(Stop)).ShouldHaveSingleItem();
        var colleague = await world.ShopperAsync();
        var cart = await shopper.CartAsync(Tulips);
        using var stream = await OpenAsync(world, shopper, cart);
        var told = ReadAsync(stream);

        (await keys.RevokeAsync(key.KeyId, Stop)).ShouldBeTrue();
        await colleague.SubmitAsync(cart);

        (await told).ShouldBeEmpty();
        await colleague.CheckoutWhenAsync(cart, "SUCCEEDED");
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Stream_opened_in_the_middle_tells_the_past_and_then_goes_on()
    {
        await using var world = await World.StartAsync();
        var shopper = await world.ShopperAsync();
        var cart = await shopper.CartAsync(Tulips);
        await world.FaultAsync(
            new { target = "store:tulips", operation = "complete", kind = "delay", seconds = 0.5, times = 1 });
        await shopper.SubmitAsync(cart);

        using var stream = await OpenAsync(world, shopper, cart);

        await ShouldTellAllAsync(shopper, cart, await ReadAsync(stream));
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Declined_card_ends_the_stream_with_the_reason()
    {
        await using var world = await World.StartAsync();
        var shopper = await world.ShopperAsync();
        var cart = await shopper.CartAsync(Tulips);
        using var stream = await OpenAsync(world, shopper, cart);
        var told = ReadAsync(stream);

        await shopper.SubmitAsync(cart, "tok_chargeDeclined");

        var last = (await told)[^1];
        last["event"]!["__typename"]!.GetValue<string>().ShouldBe("OrderFailedOrderEvent");
        last["event"]!["reasonCode"]!.GetValue<string>().ShouldBe("PAYMENT_DECLINED");
        last["checkoutStatus"]!.GetValue<string>().ShouldBe("FAILED");
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Challenge_of_the_bank_is_told_though_the_contract_has_no_event_for_it()
    {
        await using var world = await World.StartAsync();
        var shopper = await world.ShopperAsync();
        var cart = await shopper.CartAsync(Tulips);
        using var stream = await OpenAsync(world, shopper, cart);
        await shopper.SubmitAsync(cart, "tok_threeDSecure2Required");

        await foreach (var step in StepsAsync(stream))
        {
            if (step["event"] is not null)
            {
                continue;
            }

            step["checkoutStatus"]!.GetValue<string>().ShouldBe("ACTION_REQUIRED");
            step["order"]!["requiredActions"]![0]!["redirectURL"]!.GetValue<string>().ShouldStartWith("http");
            return;
        }

        Assert.Fail("The stream ended without the challenge.");
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Cart_of_another_account_is_not_found_like_one_that_does_not_exist()
    {
        await using var world = await World.StartAsync();
        var cart = await (await world.ShopperAsync()).CartAsync(Tulips);
        var stranger = await world.ShopperAsync("account_other");

        foreach (var id in new[] { cart, "cart_unknown" })
        {
            using var stream = await OpenAsync(world, stranger, id);
            var answer = (await EventsAsync(stream)).ShouldHaveSingleItem();
            answer["data"].ShouldBeNull();
            answer["errors"]![0]!["extensions"]!["code"]!.GetValue<string>().ShouldBe("CART_NOT_FOUND_ERROR");
            answer["errors"]![0]!["message"]!.GetValue<string>()
                .ShouldBe($"Cart not found: {id}. Send an id that createCart answered.");
        }
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Stream_needs_a_key_and_a_free_place()
    {
        await using var world = await World.StartAsync("--Api:SubscriptionsMax=1");
        var shopper = await world.ShopperAsync();
        var cart = await shopper.CartAsync(Tulips);

        using var first = await OpenAsync(world, shopper, cart);
        using var second = await OpenAsync(world, shopper, cart);
        shopper.Http.DefaultRequestHeaders.Authorization = null;
        using var unknown = await OpenAsync(world, shopper, cart);

        first.StatusCode.ShouldBe(HttpStatusCode.OK);
        second.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await second.Content.ReadAsStringAsync(Stop)).ShouldContain("SUBSCRIPTIONS_EXHAUSTED");
        unknown.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Stream_that_has_begun_takes_no_place_of_the_requests_at_once()
    {
        const int max = 4;
        await using var world = await World.StartAsync($"--Api:RequestsAtOnceMax={max}");
        var shopper = await world.ShopperAsync();
        var cart = await shopper.CartAsync(Tulips);
        List<HttpResponseMessage> streams = [];
        try
        {
            for (var opened = 0; opened < 2 * max; opened++)
            {
                streams.Add(await OpenAsync(world, shopper, cart, "application/json, text/event-stream"));
            }

            streams.Select(stream => stream.StatusCode).ShouldAllBe(status => status == HttpStatusCode.OK);
            (await shopper.CheckoutAsync(cart))["orders"]!.AsArray().ShouldHaveSingleItem();
        }
        finally
        {
            streams.ForEach(stream => stream.Dispose());
        }
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Gateway_that_stops_completes_its_streams_and_the_next_stream_tells_all()
    {
        await using var world = await World.StartAsync();
        var shopper = await world.ShopperAsync();
        var cart = await shopper.CartAsync(Tulips);
        using var waiting = await OpenAsync(world, shopper, cart);
        var told = ReadAsync(waiting);

        await world.StopAsync();

        (await told).ShouldBeEmpty();
        await world.RestartAsync();
        using var stream = await OpenAsync(world, shopper, cart);
        var next = ReadAsync(stream);
        await shopper.SubmitAsync(cart);
        await ShouldTellAllAsync(shopper, cart, await next);
    }

    private static async Task ShouldTellAllAsync(Shopper shopper, string cart, List<JsonNode> progress)
    {
        var checkout = await shopper.CheckoutAsync(cart);
        foreach (var order in checkout["orders"]!.AsArray())
        {
            var id = order!["id"]!.GetValue<string>();
            var told = progress.Where(step => step["orderId"]!.GetValue<string>() == id && step["event"] is not null)
                .Select(step => step["event"]!["id"]!.GetValue<string>()).ToList();
            var events = order["events"]!.AsArray().Select(happened => happened!["id"]!.GetValue<string>()).ToList();
            // Parcels may come after the stream's end.
            told.ShouldBe(events.Take(told.Count));
            told.Count.ShouldBeGreaterThanOrEqualTo(4);
        }

        progress.Select(step => step["id"]!.GetValue<string>()).ShouldBeUnique();
    }

    private static async Task<HttpResponseMessage> OpenAsync(
        World world, Shopper shopper, string cart, string accept = "text/event-stream")
    {
        const string query = """
            subscription($id: ID!) {
              orderEvents(cartID: $id) {
                id orderId store checkoutStatus
                event { __typename id createdAt ... on OrderFailedOrderEvent { reason reasonCode retryable } }
                order { id status requiredActions { ... on CompletePaymentChallenge { redirectURL } } }
              }
            }
            """;
        using var request = new HttpRequestMessage(HttpMethod.Post, world.Address)
        {
            Content = JsonContent.Create(new { query, variables = new { id = cart } }),
        };
        request.Headers.Accept.ParseAdd(accept);
        return await shopper.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Stop);
    }

    private static async Task<List<JsonNode>> ReadAsync(HttpResponseMessage stream)
    {
        List<JsonNode> steps = [];
        await foreach (var step in StepsAsync(stream))
        {
            steps.Add(step);
        }

        return steps;
    }

    private static async IAsyncEnumerable<JsonNode> StepsAsync(HttpResponseMessage stream)
    {
        await foreach (var answer in AnswersAsync(stream))
        {
            answer["errors"].ShouldBeNull(answer.ToJsonString());
            yield return answer["data"]!["orderEvents"]!;
        }
    }

    private static async Task<List<JsonNode>> EventsAsync(HttpResponseMessage stream)
    {
        List<JsonNode> answers = [];
        await foreach (var answer in AnswersAsync(stream))
        {
            answers.Add(answer);
        }

        return answers;
    }

    /// <summary>What the stream answers until it completes; one that breaks off instead fails the test.</summary>
    private static async IAsyncEnumerable<JsonNode> AnswersAsync(HttpResponseMessage stream)
    {
        var body = await stream.Content.ReadAsStreamAsync(Stop);
        await foreach (var item in SseParser.Create(body).EnumerateAsync(Stop))
        {
            if (item.EventType == "complete")
            {
                yield break;
            }

            item.EventType.ShouldBe("next");
            yield return JsonNode.Parse(item.Data)!;
        }

        Assert.Fail("The stream broke off.");
    }
}
