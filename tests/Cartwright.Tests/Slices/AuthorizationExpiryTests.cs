using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Tests.Slices;

/// <summary>An authorization that would expire before the merchant has accepted the order.</summary>
public sealed class AuthorizationExpiryTests
{
    private const string Suit = "suit_grey@tailor.sandbox.test";
    private const int LimitMilliseconds = 60_000;

    [Theory(Timeout = LimitMilliseconds)]
    [InlineData(null)]
    [InlineData("drop-before")]
    [InlineData("drop-after")]
    [InlineData("not-json")]
    public async Task Order_that_waits_too_long_is_taken_back_fails_retryable_and_its_authorization_is_let_go(string? kind)
    {
        var clock = new ShiftedClock();
        await using var world = await StartAsync(clock);
        var shopper = await world.ShopperAsync();
        var order = await shopper.BuyAsync(Suit, "ACTION_REQUIRED");
        var page = new Uri((await shopper.OrderAsync(order))["requiredActions"]![0]!["redirectURL"]!.GetValue<string>());
        if (kind is not null)
        {
            await world.FaultAsync(new { target = "store:tailor", operation = "cancel_session", kind, times = 1 });
        }

        clock.Shift = TimeSpan.FromDays(30);

        var failed = await shopper.OrderWhenAsync(order, "FAILED");
        var failure = failed["events"]!.AsArray()
            .Single(change => change!["__typename"]!.GetValue<string>() == "OrderFailedOrderEvent")!;
        failure["reasonCode"]!.GetValue<string>().ShouldBe("PAYMENT_DISHONORED");
        failure["retryable"]!.GetValue<bool>().ShouldBeTrue();
        failed.Events().ShouldNotContain("OrderCancelStartedOrderEvent");
        using var late = await world.Outside.PostAsync(page, null, TestContext.Current.CancellationToken);
        late.IsSuccessStatusCode.ShouldBeFalse();
        (await world.BooksAsync())["orders"]!.AsArray().ShouldBeEmpty();
        while ((await world.PaymentsAsync()) is not ["canceled 0"])
        {
            await Task.Delay(
                TimeSpan.FromMilliseconds(20), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Order_that_its_store_has_after_all_is_placed_and_captured()
    {
        var clock = new ShiftedClock();
        await using var world = await StartAsync(clock);
        var shopper = await world.ShopperAsync();
        var order = await shopper.BuyAsync(Suit, "ACTION_REQUIRED");
        var page = new Uri((await shopper.OrderAsync(order))["requiredActions"]![0]!["redirectURL"]!.GetValue<string>());
        await world.FaultAsync(
            new { target = "store:tailor", operation = "cancel_session", kind = "drop-before" },
            new { target = "store:tailor", operation = "get_session", kind = "drop-before" });
        clock.Shift = TimeSpan.FromDays(30);
        await shopper.OrderWhenAsync(order, "PROCESSING");
        using var finished = await world.Outside.PostAsync(page, null, TestContext.Current.CancellationToken);

        await world.FaultAsync();

        var placed = await shopper.OrderWhenAsync(
            order, found => found.Events().Contains("PaymentSucceededOrderEvent"));
        placed["status"]!.GetValue<string>().ShouldBe("SUCCEEDED");
        placed.Events().ShouldNotContain("OrderCancelFailedOrderEvent");
        (await world.PaymentsAsync()).ShouldBe(["succeeded 1"]);
    }

    private static Task<World> StartAsync(ShiftedClock clock) => World.StartAsync(
        builder => builder.Services.AddSingleton<TimeProvider>(clock), "--Payments:Capture=OnPlacement");

    /// <summary>The gateway's days pass at once; its timers run as ever.</summary>
    private sealed class ShiftedClock : TimeProvider
    {
        private long shiftTicks;

        public TimeSpan Shift
        {
            set => Interlocked.Exchange(ref shiftTicks, value.Ticks);
        }

        public override DateTimeOffset GetUtcNow() =>
            System.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref shiftTicks));
    }
}
