using static Cartwright.Tests.Slices.ReconciliationDesk;

namespace Cartwright.Tests.Slices;

/// <summary>Every kind of difference that a change at the processor or at a store makes, found over HTTP.</summary>
public sealed class ReconciliationKindsTests
{
    private const int LimitMilliseconds = 60_000;

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Order_that_a_person_at_the_store_cancelled_is_found()
    {
        await using var world = await StartAsync();
        var order = await PlaceAsync(await world.ShopperAsync());
        await world.AtStoreAsync(
            $"tulips/orders/{await AtMerchantAsync(world, order)}/adjust", ("type", "cancellation"));

        (await KeysAsync(world)).ShouldBe([$"CancelledAtMerchant:{order}"]);
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Order_that_its_store_bills_otherwise_is_found()
    {
        await using var world = await StartAsync();
        var order = await PlaceAsync(await world.ShopperAsync());
        await ChangeAsync(world, $"orders/{await AtMerchantAsync(world, order)}", new { total = 1 });

        (await KeysAsync(world)).ShouldBe([$"TotalDiffers:{order}"]);
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Capture_of_another_amount_is_found()
    {
        await using var world = await StartAsync();
        var order = await PlaceAsync(await world.ShopperAsync());
        var payment = await BookedAsync(world, "payments", "order_id", order, "id");
        await ChangeAsync(world, $"payments/{payment}", new { captured = 1 });

        (await KeysAsync(world)).ShouldBe([$"AmountDiffers:{order}"]);
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Order_that_stands_although_its_capture_was_refused_is_found()
    {
        await using var world = await StartAsync("--Payments:Capture=OnPlacement");
        await world.FaultAsync(new
        {
            target = "stripe",
            operation = "capture",
            kind = "status",
            code = 400,
            body = new
            {
                error = new
                {
                    type = "invalid_request_error", code = "charge_expired_for_capture", message = "It has expired.",
                },
            },
        });
        var order = await PlaceAsync(await world.ShopperAsync());

        // The refusal of the capture is written behind the placement.
        IReadOnlyList<string> found;
        while ((found = await KeysAsync(world)).Count == 0)
        {
            await Task.Delay(
                TimeSpan.FromMilliseconds(20), TimeProvider.System, TestContext.Current.CancellationToken);
        }

        found.ShouldBe([$"OrderWithoutCapture:{order}"]);
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Refund_that_the_bank_has_sent_back_is_missing_and_the_money_is_kept()
    {
        await using var world = await StartAsync();
        var order = await FailAsync(world, await world.ShopperAsync());
        var refund = await BookedAsync(world, "refunds", "order_id", order, "id");
        await ChangeAsync(world, $"refunds/{refund}", new { status = "failed" });

        (await KeysAsync(world)).ShouldBe([$"RefundMissing:{order}", $"MoneyKept:{order}"]);
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Failed_order_whose_refund_the_processor_refuses_keeps_the_money()
    {
        await using var world = await StartAsync();
        var order = await FailAsync(
            world, await world.ShopperAsync(), checkout => Has(checkout, "OrderFailedOrderEvent"),
            new { target = "stripe", operation = "refund", kind = "refund-failed" });

        // The refusal of the refund is written behind the failure.
        IReadOnlyList<string> found;
        while ((found = await KeysAsync(world)).Count == 0)
        {
            await Task.Delay(
                TimeSpan.FromMilliseconds(20), TimeProvider.System, TestContext.Current.CancellationToken);
        }

        found.ShouldBe([$"MoneyKept:{order}"]);
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Capture_for_an_order_whose_payment_was_refused_is_found_until_it_is_given_back()
    {
        await using var world = await StartAsync();
        var shopper = await world.ShopperAsync();
        var cart = await shopper.CartAsync(Tulips);
        await shopper.SubmitAsync(cart, "tok_chargeDeclined");
        var order = IdOf(await shopper.CheckoutAsync(cart));
        await ChargeAsync(world, order);
        var found = await KeysAsync(world);
        await RefundStrayAsync(world);

        found.ShouldBe([$"CaptureNotInJournal:{order}", $"MoneyKept:{order}"]);
        (await KeysAsync(world)).ShouldBeEmpty();
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Second_capture_is_found_until_it_is_given_back()
    {
        await using var world = await StartAsync();
        var order = await PlaceAsync(await world.ShopperAsync());
        await ChargeAsync(world, order);
        var found = await KeysAsync(world);
        await RefundStrayAsync(world);

        found.ShouldBe([$"CapturedTwice:{order}"]);
        (await KeysAsync(world)).ShouldBeEmpty();
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Order_under_way_that_was_captured_twice_is_found()
    {
        await using var world = await StartAsync();
        var shopper = await world.ShopperAsync();
        var cart = await shopper.CartAsync(Tulips);
        await world.FaultAsync(new { target = "store:tulips", kind = "escalate" });
        await shopper.SubmitAsync(cart);
        var order = IdOf(await shopper.CheckoutWhenAsync(cart, found => Has(found, "PaymentSucceededOrderEvent")));
        await ChargeAsync(world, order);

        var report = await ReconcileAsync(world);

        report.Differences.ShouldHaveSingleItem().Key.ShouldBe($"CapturedTwice:{order}");
        report.Unchecked.ShouldHaveSingleItem().Why.ShouldStartWith("It is under way");
        report.Compared.ShouldBeEmpty();
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Payment_that_names_what_is_no_order_is_told_and_stops_nothing()
    {
        await using var world = await StartAsync();
        var order = await PlaceAsync(await world.ShopperAsync());
        await ChargeAsync(world, "account_test");
        await ChargeAsync(world, new string('x', 400));

        var report = await ReconcileAsync(world);

        report.Differences.Select(found => found.Key)
            .ShouldBe(["CaptureWithoutOrder:account_test", $"CaptureWithoutOrder:{new string('x', 100)}"],
                ignoreOrder: true);
        report.Compared.ShouldContain(order);
    }
}
