namespace Cartwright.Tests.Slices;

/// <summary>A store that cancels or refunds a part of an order: it is given back once, and adds up.</summary>
public sealed class PartialCancellationTests
{
    private const string Tulips = "tulip_bouquet_10@tulips.sandbox.test";
    private const string Item = "tulip_bouquet_10";
    private const int LimitMilliseconds = 60_000;

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Part_that_the_store_cancels_is_refunded_with_its_share_of_the_tax_once()
    {
        await using var world = await World.StartUnshippedAsync();
        var shopper = await world.ShopperAsync();
        var order = await shopper.BuyAsync(Tulips, quantity: 3);
        var total = (await shopper.OrderAsync(order))["total"]!["value"]!.GetValue<long>();

        await AdjustAsync(world, shopper, order, ("type", "cancellation"), ("item", Item), ("quantity", "1"));
        await shopper.OrderWhenAsync(order, "PARTIALLY_CANCELLED");
        // A third of the tax: 8% of 72.00 and 5.00 shipping.
        await world.KeptAsync(total - 2_400 - 205);
        await AdjustAsync(world, shopper, order, ("type", "cancellation"), ("item", Item), ("quantity", "1"));
        await world.KeptAsync(total - 4_800 - 410);
        await world.RestartAsync();
        await AdjustAsync(world, shopper, order, ("type", "refund"), ("amount", "100"));

        // The refund names no line, so it pays for what was cancelled without an amount; it is less, so nothing moves.
        await AdjustAsync(world, shopper, order, ("type", "refund"), ("amount", "6000"));
        await world.KeptAsync(total - 6_100);
        (await world.RefundsAsync()).ShouldBe(3);
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Amount_that_the_store_names_is_what_goes_back_and_never_more_than_was_paid()
    {
        await using var world = await World.StartUnshippedAsync();
        var shopper = await world.ShopperAsync();
        var order = await shopper.BuyAsync(Tulips, quantity: 2);
        var total = (await shopper.OrderAsync(order))["total"]!["value"]!.GetValue<long>();

        await AdjustAsync(world, shopper, order,
            ("type", "cancellation"), ("item", Item), ("quantity", "1"), ("amount", "1234"));
        await world.KeptAsync(total - 1_234);
        await AdjustAsync(world, shopper, order, ("type", "refund"), ("amount", "999999"));

        await world.KeptAsync(0);
        (await shopper.OrderAsync(order))["status"]!.GetValue<string>().ShouldBe("PARTIALLY_CANCELLED");
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Order_cancelled_whole_after_a_part_gives_back_the_rest()
    {
        await using var world = await World.StartUnshippedAsync();
        var shopper = await world.ShopperAsync();
        var order = await shopper.BuyAsync(Tulips, quantity: 2);
        var total = (await shopper.OrderAsync(order))["total"]!["value"]!.GetValue<long>();
        await AdjustAsync(world, shopper, order, ("type", "cancellation"), ("item", Item), ("quantity", "1"));
        await world.KeptAsync(total - 2_400 - 212);

        (await shopper.CancelledAsync(order)).ShouldBe("CANCELLED");

        await world.KeptAsync(0);
        (await world.RefundsAsync()).ShouldBe(2);
    }

    private static async Task AdjustAsync(
        World world, Shopper shopper, string order, params (string Name, string Value)[] form) =>
        await world.AtStoreAsync($"tulips/orders/{(await shopper.OrderAsync(order)).Number()}/adjust", form);
}
