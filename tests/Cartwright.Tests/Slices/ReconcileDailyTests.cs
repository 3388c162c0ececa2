using Cartwright.Reconciliation;
using Microsoft.Extensions.DependencyInjection;
using static Cartwright.Tests.Slices.ReconciliationDesk;

namespace Cartwright.Tests.Slices;

/// <summary>The daily comparison, with the gateway's clock days ahead where an order is to be old.</summary>
public sealed class ReconcileDailyTests
{
    private const int LimitMilliseconds = 60_000;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private readonly ClockAhead clock = new();

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Difference_is_on_the_attention_list_until_it_is_gone()
    {
        await using var world = await StartAsync(restSeconds: 0);
        var order = await PlaceAsync(await world.ShopperAsync());
        await RefundAsync(world, order, amount: 100);

        var found = await RunDailyAsync(world);
        using var reset = await world.Outside.PostAsync(new Uri(world.SandboxAddress, "sandbox/reset"), null, Stop);
        var later = await RunDailyAsync(world);

        found.ShouldBe([$"RefundNotInJournal:{order}"]);
        later.ShouldBe([$"NotAtMerchant:{order}", $"OrderWithoutCapture:{order}"]);
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Difference_that_is_mended_after_the_window_leaves_the_attention_list()
    {
        await using var world = await StartAsync(restSeconds: 0);
        var order = await PlaceAsync(await world.ShopperAsync());
        await RefundAsync(world, order, amount: 100);

        var found = await RunDailyAsync(world);
        var refund = await BookedAsync(world, "refunds", "order_id", order, "id");
        await ChangeAsync(world, $"refunds/{refund}", new { status = "failed" });
        clock.Ahead = TimeSpan.FromDays(5);
        var later = await RunDailyAsync(world);

        found.ShouldBe([$"RefundNotInJournal:{order}"]);
        later.ShouldBeEmpty();
        (await LaterAsync(world)).ShouldBeEmpty();
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Order_that_was_not_at_rest_is_compared_after_the_window_once()
    {
        await using var world = await StartAsync(restSeconds: 600);
        var order = await PlaceAsync(await world.ShopperAsync());
        await RefundAsync(world, order, amount: 100);

        var found = await RunDailyAsync(world);
        var kept = await LaterAsync(world);
        clock.Ahead = TimeSpan.FromDays(5);
        var later = await RunDailyAsync(world);

        found.ShouldBeEmpty();
        kept.ShouldBe([order]);
        later.ShouldBe([$"RefundNotInJournal:{order}"]);
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Order_whose_merchant_did_not_answer_is_compared_after_the_window()
    {
        await using var world = await StartAsync(restSeconds: 0);
        var order = await PlaceAsync(await world.ShopperAsync());
        await ChangeAsync(world, $"orders/{await AtMerchantAsync(world, order)}", new { total = 1 });
        await world.FaultAsync(new { target = "store:tulips", operation = "get_order", kind = "status", code = 503 });

        var found = await RunDailyAsync(world);
        await world.FaultAsync();
        clock.Ahead = TimeSpan.FromDays(5);
        var later = await RunDailyAsync(world);

        found.ShouldBeEmpty();
        later.ShouldBe([$"TotalDiffers:{order}"]);
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Order_that_began_while_no_comparison_ran_for_longer_than_the_window_is_compared()
    {
        await using var world = await StartAsync(restSeconds: 0);
        await RunDailyAsync(world);
        var order = await PlaceAsync(await world.ShopperAsync());
        await RefundAsync(world, order, amount: 100);

        clock.Ahead = TimeSpan.FromDays(5);

        (await RunDailyAsync(world)).ShouldBe([$"RefundNotInJournal:{order}"]);
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Order_that_could_not_be_compared_for_too_long_is_left_to_a_person()
    {
        await using var world = await StartAsync(restSeconds: 0);
        var order = await PlaceAsync(await world.ShopperAsync());
        await world.FaultAsync(new { target = "store:tulips", operation = "get_order", kind = "status", code = 503 });

        await RunDailyAsync(world);
        clock.Ahead = TimeSpan.FromDays(31);

        (await RunDailyAsync(world)).ShouldBe([$"NotCompared:{order}"]);
        (await LaterAsync(world)).ShouldBeEmpty();
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Capture_without_an_order_leaves_the_list_once_it_was_given_back()
    {
        await using var world = await StartAsync(restSeconds: 0);
        await ChargeAsync(world, "order_stray");

        var found = await RunDailyAsync(world);
        await RefundAsync(world, "order_stray", amount: 1000);
        clock.Ahead = TimeSpan.FromDays(5);
        var later = await RunDailyAsync(world);

        found.ShouldBe(["CaptureWithoutOrder:order_stray"]);
        later.ShouldBeEmpty();
    }

    private Task<World> StartAsync(int restSeconds) => World.StartUnshippedAsync(
        builder => builder.Services.AddSingleton<TimeProvider>(clock),
        $"--Reconciliation:RestSeconds={restSeconds}", "--Orders:FirstTrackingSeconds=86400");

    private static async Task<IReadOnlyList<string>> LaterAsync(World world) =>
        [.. (await world.Services.GetRequiredService<CompareLater>().ListAsync(Stop)).Select(order => order.OrderId)];

    /// <summary>The system's clock, some days ahead.</summary>
    private sealed class ClockAhead : TimeProvider
    {
        public TimeSpan Ahead { get; set; }

        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + Ahead;
    }
}
