using Cartwright.Payments;
using static Cartwright.Tests.Slices.ReconciliationDesk;

namespace Cartwright.Tests.Slices;

/// <summary>The journal against the books of the sandbox, with differences made by hand at the other side.</summary>
public sealed class ReconciliationTests
{
    private const string Mug = "mug_plain_white@mugs.sandbox.test";
    private const int LimitMilliseconds = 60_000;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Orders_that_were_placed_failed_refunded_and_declined_leave_no_difference()
    {
        await using var world = await StartAsync();
        var shopper = await world.ShopperAsync();
        var placed = await shopper.CartAsync(Tulips, Mug);
        var declined = await shopper.CartAsync(Tulips);
        await shopper.SubmitAsync(placed);
        await shopper.CheckoutWhenAsync(placed, "SUCCEEDED");
        await shopper.SubmitAsync(declined, "tok_chargeDeclined");
        await FailAsync(world, shopper);

        var report = await ReconcileAsync(world);

        report.Differences.ShouldBeEmpty();
        (report.Compared.Count, report.Unchecked.Count).ShouldBe((4, 0));
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Capture_for_an_order_that_the_journal_does_not_have_is_found()
    {
        await using var world = await StartAsync();
        await ChargeAsync(world, "order_stray");

        (await ReconcileAsync(world)).Differences.ShouldHaveSingleItem()
            .Key.ShouldBe("CaptureWithoutOrder:order_stray");
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Second_capture_and_a_refund_by_hand_are_found()
    {
        await using var world = await StartAsync();
        var shopper = await world.ShopperAsync();
        var (first, second) = (await PlaceAsync(shopper), await PlaceAsync(shopper));
        await ChargeAsync(world, first);
        await RefundAsync(world, second, amount: 100);

        (await ReconcileAsync(world)).Differences.Select(found => found.Key)
            .ShouldBe([$"CapturedTwice:{first}", $"RefundNotInJournal:{second}"], ignoreOrder: true);
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Order_that_neither_processor_nor_merchant_knows_any_more_is_found()
    {
        await using var world = await StartAsync();
        var shopper = await world.ShopperAsync();
        var order = await PlaceAsync(shopper);
        using var reset = await world.Outside.PostAsync(new Uri(world.SandboxAddress, "sandbox/reset"), null, Stop);

        (await ReconcileAsync(world)).Differences.Select(found => found.Key)
            .ShouldBe([$"OrderWithoutCapture:{order}", $"NotAtMerchant:{order}"], ignoreOrder: true);
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Merchant_that_does_not_answer_is_no_difference_and_a_processor_that_does_not_answer_is_an_error()
    {
        await using var world = await StartAsync();
        var shopper = await world.ShopperAsync();
        var order = await PlaceAsync(shopper);
        await world.FaultAsync(
            new { target = "store:tulips", operation = "get_order", kind = "status", code = 503 });

        var report = await ReconcileAsync(world);
        await world.FaultAsync(new { target = "stripe", kind = "status", code = 503 });

        report.Differences.ShouldBeEmpty();
        report.Unchecked.ShouldHaveSingleItem().ShouldBe(new(order, "The store answered HTTP 503."));
        await Should.ThrowAsync<PaymentsUnreadableException>(() => ReconcileAsync(world));
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Order_that_something_happened_to_just_now_is_compared_another_time()
    {
        await using var world = await World.StartUnshippedAsync("--Reconciliation:RestSeconds=600");
        var shopper = await world.ShopperAsync();
        await PlaceAsync(shopper);

        var report = await ReconcileAsync(world);

        report.Differences.ShouldBeEmpty();
        report.Unchecked.ShouldHaveSingleItem().Why.ShouldContain("600 seconds");
    }
}
