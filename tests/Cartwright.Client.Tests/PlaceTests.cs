using Cartwright.Accounts;
using Cartwright.Client.Tests.Faults;
using Cartwright.Tests.Slices;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Client.Tests;

/// <summary>The one call against the real gateway and the sandbox.</summary>
public sealed class PlaceTests
{
    private const int LimitMilliseconds = 60_000;
    private const string Mug = "mug_plain_white@mugs.sandbox.test";
    private const string Tulips = "tulip_bouquet_10@tulips.sandbox.test";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static NewCart MugAndTulips => new() { Items = [new(Mug, 1), new(Tulips, 1)], Buyer = FaultWorld.Buyer };

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Order_that_failed_is_bought_again_and_the_first_payment_is_back()
    {
        await using var world = await World.StartAsync();
        var client = await ClientAsync(world);
        await world.FaultAsync(new
        {
            target = "store:tulips", operation = "complete", kind = "out-of-stock-at-complete", times = 1,
        });

        var reply = await client.PlaceAsync(
            MugAndTulips,
            new() { Token = "tok_visa", Replace = new() { TotalMax = 10_000, Currency = "USD" } },
            Stop);

        var placed = Placed(reply).ShouldBeOfType<Placement.Placed>();
        var replaced = placed.Stores.Single(store => store.ReplacedOrderIds.Count == 1);
        replaced.Store.ShouldBe("tulips.sandbox.test");
        var ledger = new SandboxLedger(await world.BooksAsync());
        ledger.Kept(replaced.ReplacedOrderIds[0]).ShouldBe(0);
        ledger.Kept(replaced.OrderId!).ShouldBeGreaterThan(0);
        ledger.OrdersPlaced.ShouldBe(2);
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Shopper_passes_the_challenge_and_the_resumed_placement_is_placed()
    {
        await using var world = await World.StartAsync();
        var client = await ClientAsync(world);
        var options = new PlacementOptions { Token = "tok_threeDSecure2Required" };

        var waiting = Placed(await client.PlaceAsync(
            new NewCart { Items = [new(Mug, 1)], Buyer = FaultWorld.Buyer }, options, Stop))
            .ShouldBeOfType<Placement.ActionRequired>();
        using var passed = await world.Outside.PostAsync(
            waiting.Urls.Single(), new FormUrlEncodedContent([new("outcome", "success")]), Stop);

        // What the bank was told reaches the gateway a little later: the action may still be wanted when it is asked.
        Placement end = waiting;
        while (end is Placement.ActionRequired) end = await client.ResumeAsync(waiting.Resume, options, Stop);
        end.ShouldBeOfType<Placement.Placed>();
    }

    [Theory(Timeout = LimitMilliseconds)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Caller_who_cancels_gets_the_exception_and_resumes_to_the_outcome(bool isSent)
    {
        await using var world = await World.StartAsync();
        var client = await ClientAsync(world);
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var listener = new CancellingListener(cancel, isSent);
        var options = new PlacementOptions { Token = "tok_visa", Listener = listener };

        await Should.ThrowAsync<OperationCanceledException>(
            () => client.PlaceAsync(MugAndTulips, options, cancel.Token));
        var end = await client.ResumeAsync(listener.Resume!, new() { Token = "tok_visa" }, Stop);

        end.ShouldBeOfType<Placement.Placed>();
        new SandboxLedger(await world.BooksAsync()).OrdersPlaced.ShouldBe(2);
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Cancellation_and_return_that_are_refused_have_the_contracts_code()
    {
        await using var world = await World.StartAsync();
        var client = await ClientAsync(world);
        var product = (await client.GetProductAsync("mug_plain@mugs.sandbox.test", Marketplace.Shopify, Stop))
            .ShouldBeOfType<Reply<Product>.Answered>().Value;
        product.Variants.ShouldContain(variant => variant.Id == Mug);

        var unknown = await client.CancelOrderAsync("order_none", Stop);
        var nothing = await client.ReturnOrderAsync("order_none", [new(Mug, 1)], Stop);

        unknown.ShouldBeOfType<Reply<CancellationStatus>.Refused>().Errors.Single().Code.ShouldBe("ORDER_NOT_FOUND");
        nothing.ShouldBeOfType<Reply<ReturnStarted>.Refused>().Errors.Single().Code.ShouldBe("ORDER_NOT_FOUND");
    }

    [Theory]
    [InlineData("""{"status":"CANCELLED"}""", CancellationStatus.Cancelled)]
    [InlineData("""{"items":[{"status":"CANCELLED"},{"status":"CANCEL_PROCESSING"}]}""",
        CancellationStatus.CancelProcessing)]
    [InlineData("""{"items":[{"status":"CANCEL_PROCESSING"},{"status":"CANCEL_FAILED"}]}""",
        CancellationStatus.CancelFailed)]
    public async Task Cancellation_of_several_parcels_is_told_by_the_worst(string result, CancellationStatus status)
    {
        var (client, _) = CartwrightClientTests.Start(GatewayScript.Json(
            $$$"""{"data":{"cancelOrder":{"error":null,"result":{{{result}}}} } }"""));

        var reply = await client.CancelOrderAsync("order_1", Stop);

        reply.ShouldBeOfType<Reply<CancellationStatus>.Answered>().Value.ShouldBe(status);
    }

    [Theory]
    [InlineData(0, 1_000)]
    [InlineData(101, 1_000)]
    [InlineData(1, 10)]
    public async Task Option_out_of_its_range_is_refused_before_anything_is_sent(int submissions, int poll)
    {
        var (client, gateway) = CartwrightClientTests.Start(GatewayScript.Lost());

        await Should.ThrowAsync<ArgumentException>(() => client.ResumeAsync(
            new("cart_1", "key"), new() { SubmissionsMax = submissions, PollIntervalMilliseconds = poll }, Stop));

        gateway.Received.ShouldBeEmpty();
    }

    [Fact]
    public async Task Making_of_the_cart_is_told_and_ends_with_the_time_limit()
    {
        var (client, gateway) = CartwrightClientTests.Start(new FastClock(50), GatewayScript.Lost());
        var listener = new Recorder();

        var reply = await client.PlaceAsync(
            MugAndTulips, new() { TimeLimitSeconds = 10, SubmissionsMax = 100, Listener = listener }, Stop);

        reply.ShouldBeOfType<Reply<Placement>.Unknown>();
        gateway.Received.Count.ShouldBeInRange(1, 6);
        listener.Steps[0].ShouldBeOfType<PlacementStep.Making>().Attempt.ShouldBe(1);
        listener.Steps[1].ShouldBeOfType<PlacementStep.Waiting>();
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Call_that_hangs_is_not_waited_for_past_the_time_limit()
    {
        using var silent = new SilentGateway();
        var clock = new FastClock(60);
        // RS0030: a test has no container to take a client from.
#pragma warning disable RS0030
        using var http = new HttpClient(silent, disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan };
#pragma warning restore RS0030
        var client = new CartwrightClient(
            http, new() { ApiKey = "key", ShopperIp = "203.0.113.7", CallTimeoutSeconds = 100_000 }, clock);

        var end = await client.ResumeAsync(new("cart_1", "key"), new() { TimeLimitSeconds = 10 }, Stop);

        end.ShouldBeOfType<Placement.Unknown>();
    }

    private sealed class SilentGateway : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var never = new TaskCompletionSource<HttpResponseMessage>();
            await using var registration = cancellationToken.Register(() => never.TrySetCanceled(cancellationToken));
            return await never.Task;
        }
    }

    private sealed class Recorder : IPlacementListener
    {
        internal List<PlacementStep> Steps { get; } = [];

        public ValueTask OnStepAsync(PlacementStep step, CancellationToken cancellationToken)
        {
            Steps.Add(step);
            return ValueTask.CompletedTask;
        }
    }

    private static Placement Placed(Reply<Placement> reply) => reply.ShouldBeOfType<Reply<Placement>.Answered>().Value;

    private static async Task<CartwrightClient> ClientAsync(World world)
    {
        var key = await world.Services.GetRequiredService<ApiKeys>()
            .CreateAsync("account_place", Billing.Card, "test", Stop);
        return new(
            world.Outside,
            new() { Endpoint = world.Address, ApiKey = key.Key.Reveal(), ShopperIp = "203.0.113.7" },
            new FastClock(60));
    }

    /// <summary>Cancels right before the cart is sent, or once it is.</summary>
    private sealed class CancellingListener(CancellationTokenSource cancel, bool isSent) : IPlacementListener
    {
        internal PlacementResume? Resume { get; private set; }

        public async ValueTask OnStepAsync(PlacementStep step, CancellationToken cancellationToken)
        {
            if (step is PlacementStep.Submitting submitting) Resume = submitting.Resume;
            // On a busy machine the client may wait before it submits too, to repeat what was not answered in time.
            var isTime = isSent ? step is PlacementStep.Waiting && Resume is not null : step is PlacementStep.Submitting;
            if (isTime) await cancel.CancelAsync();
        }
    }
}
