using System.Text.Json.Nodes;

namespace Cartwright.Tests.Slices;

/// <summary>Only a total that the client was told is charged.</summary>
public sealed class ToldTotalTests
{
    private const string Tulips = "tulip_bouquet_10@tulips.sandbox.test";
    private const string Parrots = "parrot_tulips_10@tulips.sandbox.test";
    private const int LimitMilliseconds = 60_000;

    /// <summary>Out of stock came before the total, so a total that nobody was told was charged by the repeat.</summary>
    [Fact(Timeout = LimitMilliseconds)]
    public async Task Total_that_rose_while_an_item_was_out_of_stock_was_charged_untold()
    {
        await using var world = await World.StartAsync();
        var shopper = await world.ShopperAsync();
        var cart = await shopper.CartAsync(Tulips, Parrots);
        await ShelveAsync(world, "tulip_bouquet_10", ("price", "7400"));
        await ShelveAsync(world, "parrot_tulips_10", ("stock", "0"));

        var soldOut = await shopper.SubmitAsync(cart);
        await ShelveAsync(world, "parrot_tulips_10", ("stock", "5"));
        var repeated = await shopper.SubmitAsync(cart);
        var capturedUntold = (await world.BooksAsync())["summary"]!["captured"]!.GetValue<long>();
        var agreed = await shopper.SubmitAsync(cart);

        Stores(soldOut)[0]["errors"]![0]!["code"]!.GetValue<string>().ShouldBe("PRODUCTS_UNAVAILABLE");
        soldOut["extensions"]!["retryable"]!.GetValue<bool>().ShouldBeTrue();
        repeated["extensions"]!["stores"]![0]!["reason"]!.GetValue<string>().ShouldBe("TOTAL_CHANGED");
        repeated["extensions"]!["retryable"]!.GetValue<bool>().ShouldBeFalse();
        capturedUntold.ShouldBe(0);
        Stores(agreed)[0]["isSubmitted"]!.GetValue<bool>().ShouldBeTrue();
    }

    /// <summary>The dearer quote of a failed submission is told by reading the cart; submitting again agrees to it.</summary>
    [Fact(Timeout = LimitMilliseconds)]
    public async Task Cart_read_after_a_failed_submission_shows_a_total_that_may_then_be_charged()
    {
        await using var world = await World.StartAsync();
        var shopper = await world.ShopperAsync();
        var cart = await shopper.CartAsync(Tulips, Parrots);
        await ShelveAsync(world, "tulip_bouquet_10", ("price", "7400"));
        await ShelveAsync(world, "parrot_tulips_10", ("stock", "0"));
        await shopper.SubmitAsync(cart);
        await ShelveAsync(world, "parrot_tulips_10", ("stock", "5"));

        var shown = await shopper.AskAsync(
            "query($id: ID!) { getCart(id: $id) { cart { cost { total { value } } } } }", new { id = cart });
        var agreed = await shopper.SubmitAsync(cart);

        Stores(agreed)[0]["isSubmitted"]!.GetValue<bool>().ShouldBeTrue();
        await shopper.CheckoutWhenAsync(cart, "SUCCEEDED");
        (await world.BooksAsync())["summary"]!["captured"]!.GetValue<long>()
            .ShouldBe(shown["data"]!["getCart"]!["cart"]!["cost"]!["total"]!["value"]!.GetValue<long>());
    }

    /// <summary>The total of what was left used to stand for the total that the cart had shown.</summary>
    [Theory(Timeout = LimitMilliseconds)]
    [InlineData("0")]
    [InlineData("1")]
    public async Task Restocked_store_was_refused_for_a_total_that_had_not_changed(string left)
    {
        await using var world = await World.StartAsync();
        var shopper = await world.ShopperAsync();
        var cart = await shopper.CartAsync(Parrots);
        await shopper.WantAsync(cart, Parrots, quantity: 2);
        await ShelveAsync(world, "parrot_tulips_10", ("stock", left));

        var soldOut = await shopper.SubmitAsync(cart);
        await ShelveAsync(world, "parrot_tulips_10", ("stock", "5"));
        var restocked = await shopper.SubmitAsync(cart);

        soldOut["extensions"]!["retryable"]!.GetValue<bool>().ShouldBeTrue();
        Stores(restocked)[0]["isSubmitted"]!.GetValue<bool>().ShouldBeTrue(restocked.ToJsonString());
    }

    private static Task ShelveAsync(World world, string variant, params (string Name, string Value)[] form) =>
        world.AtStoreAsync($"tulips/variants/{variant}/shelve", form);

    private static IReadOnlyList<JsonNode> Stores(JsonNode answer) =>
        [.. answer["data"]!["submitCart"]!["cart"]!["stores"]!.AsArray().Select(store => store!)];
}
