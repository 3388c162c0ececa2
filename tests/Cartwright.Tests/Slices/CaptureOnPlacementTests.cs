using System.Text.Json.Nodes;
using Cartwright.Orders;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Tests.Slices;

/// <summary><c>Payments:Capture=OnPlacement</c>: money is set aside, and taken when the merchant has the order.</summary>
public sealed class CaptureOnPlacementTests
{
    private const string Tulips = "tulip_bouquet_10@tulips.sandbox.test";
    private const string Mug = "mug_plain_white@mugs.sandbox.test";
    private const int LimitMilliseconds = 60_000;

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Money_is_captured_after_the_merchant_has_accepted()
    {
        await using var world = await StartAsync();
        var shopper = await world.ShopperAsync();
        var cart = await shopper.CartAsync(Tulips, Mug);

        await shopper.SubmitAsync(cart);

        var checkout = await shopper.CheckoutWhenAsync(cart, found => found["orders"]!.AsArray().All(order =>
            Events(order!).Contains("PaymentSucceededOrderEvent")));
        foreach (var order in checkout["orders"]!.AsArray())
        {
            order!["status"]!.GetValue<string>().ShouldBe("SUCCEEDED");
            Events(order).Take(4).ShouldBe(
            [
                "OrderSubmissionStartedOrderEvent",
                "OrderSubmissionSucceededOrderEvent",
                "OrderPlacedOrderEvent",
                "PaymentSucceededOrderEvent",
            ]);
        }

        (await PaymentsAsync(world)).ShouldBe(["succeeded 1", "succeeded 1"]);
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Authorization_is_let_go_when_the_merchant_refuses_and_nothing_is_captured()
    {
        await using var world = await StartAsync();
        var shopper = await world.ShopperAsync();
        var cart = await shopper.CartAsync(Tulips);
        await world.FaultAsync(new { target = "store:tulips", kind = "out-of-stock-at-complete" });

        await shopper.SubmitAsync(cart);

        await shopper.CheckoutWhenAsync(cart, "FAILED");
        await UntilAsync(async () => (await PaymentsAsync(world)) is ["canceled 0"]);
        var checkout = await shopper.CheckoutAsync(cart);
        Events(checkout["orders"]![0]!).ShouldBe(["OrderSubmissionStartedOrderEvent", "OrderFailedOrderEvent"]);
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Declined_card_is_refused_before_the_merchant_is_asked()
    {
        await using var world = await StartAsync();
        var shopper = await world.ShopperAsync();
        var cart = await shopper.CartAsync(Tulips);

        var answer = await shopper.SubmitAsync(cart, "tok_chargeDeclined");

        answer["data"]!["submitCart"]!["cart"]!["stores"]![0]!["errors"]![0]!["code"]!.GetValue<string>()
            .ShouldBe("PAYMENT_FAILED");
        (await world.BooksAsync())["orders"]!.AsArray().ShouldBeEmpty();
    }

    [Theory(Timeout = LimitMilliseconds)]
    [InlineData("capture", "drop-before")]
    [InlineData("capture", "drop-after")]
    [InlineData("capture", "truncated")]
    [InlineData("capture", "not-json")]
    [InlineData("create_payment_intent", "drop-after")]
    [InlineData("create_payment_intent", "truncated")]
    public async Task Lost_reply_leads_to_one_capture(string operation, string kind)
    {
        await using var world = await StartAsync();
        var shopper = await world.ShopperAsync();
        var cart = await shopper.CartAsync(Tulips);
        await world.FaultAsync(new { target = "stripe", operation, kind, times = 1 });

        await shopper.SubmitAsync(cart);

        await shopper.CheckoutWhenAsync(
            cart, found => Events(found["orders"]![0]!).Contains("PaymentSucceededOrderEvent"));
        (await PaymentsAsync(world)).ShouldBe(["succeeded 1"]);
    }

    [Theory(Timeout = LimitMilliseconds)]
    [InlineData("drop-before")]
    [InlineData("drop-after")]
    [InlineData("not-json")]
    public async Task Lost_reply_to_a_void_leaves_nothing_set_aside(string kind)
    {
        await using var world = await StartAsync();
        var shopper = await world.ShopperAsync();
        var cart = await shopper.CartAsync(Tulips);
        await world.FaultAsync(
            new { target = "store:tulips", kind = "out-of-stock-at-complete" },
            new { target = "stripe", operation = "cancel", kind, times = 1 });

        await shopper.SubmitAsync(cart);

        await shopper.CheckoutWhenAsync(cart, "FAILED");
        await UntilAsync(async () => (await PaymentsAsync(world)) is ["canceled 0"]);
    }

    /// <summary>The processor keeps its 500 under the key: a repeat that does not ask first hears it for ever.</summary>
    [Fact(Timeout = LimitMilliseconds)]
    public async Task Void_that_was_done_and_answered_500_was_never_known_to_be_done()
    {
        await using var world = await StartAsync();
        var shopper = await world.ShopperAsync();
        var cart = await shopper.CartAsync(Tulips);
        await world.FaultAsync(
            new { target = "store:tulips", kind = "out-of-stock-at-complete" },
            new { target = "stripe", operation = "cancel", kind = "status-after", code = 500, times = 1 });

        await shopper.SubmitAsync(cart);

        var checkout = await shopper.CheckoutWhenAsync(cart, "FAILED");
        var order = checkout["orders"]![0]!["id"]!.GetValue<string>();
        var orders = world.Services.GetRequiredService<OrderStreams>();
        await UntilAsync(async () =>
            (await orders.LoadAsync(order, TestContext.Current.CancellationToken)).Money.Phase == MoneyPhase.Voided);
        (await PaymentsAsync(world)).ShouldBe(["canceled 0"]);
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Challenge_that_is_passed_authorizes_and_the_order_is_captured_once_placed()
    {
        await using var world = await StartAsync();
        var shopper = await world.ShopperAsync();
        var cart = await shopper.CartAsync(Tulips);

        await shopper.SubmitAsync(cart, "tok_threeDSecure2Required");
        var waiting = await shopper.CheckoutWhenAsync(cart, "ACTION_REQUIRED");
        var page = waiting["orders"]![0]!["requiredActions"]![0]!["redirectURL"]!.GetValue<string>();
        using var passed = await world.Outside.PostAsync(
            new Uri(page), new FormUrlEncodedContent([new("outcome", "success")]),
            TestContext.Current.CancellationToken);

        await shopper.CheckoutWhenAsync(
            cart, found => Events(found["orders"]![0]!).Contains("PaymentSucceededOrderEvent"));
        (await PaymentsAsync(world)).ShouldBe(["succeeded 1"]);
    }

    private static Task<World> StartAsync() => World.StartAsync("--Payments:Capture=OnPlacement");

    private static IReadOnlyList<string> Events(JsonNode order) =>
        [.. order["events"]!.AsArray().Select(change => change!["__typename"]!.GetValue<string>())];

    /// <summary>Each payment's status at the processor, and how often it was captured.</summary>
    private static async Task<IReadOnlyList<string>> PaymentsAsync(World world) =>
    [
        .. (await world.BooksAsync())["payments"]!.AsArray()
            .Select(payment => $"{payment!["status"]} {payment["captures"]}"),
    ];

    private static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        while (!await isSo())
        {
            await Task.Delay(
                TimeSpan.FromMilliseconds(20), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }
}
