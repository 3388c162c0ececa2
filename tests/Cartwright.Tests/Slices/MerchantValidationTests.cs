using System.Text.Json.Nodes;

namespace Cartwright.Tests.Slices;

/// <summary>What a merchant wants of a buyer is told by the merchant's own code and words, over HTTP.</summary>
public sealed class MerchantValidationTests
{
    private const string Tulips = "tulip_bouquet_10@tulips.sandbox.test";
    private const string Mug = "mug_plain_white@mugs.sandbox.test";
    private const int LimitMilliseconds = 60_000;

    [Theory(Timeout = LimitMilliseconds)]
    [InlineData("black_tulip_one@tulips.sandbox.test", "PRODUCTS_UNAVAILABLE", "OUT_OF_STOCK", true)]
    [InlineData("jumper_m@island.sandbox.test", "UNDELIVERABLE", "UNDELIVERABLE", false)]
    [InlineData("piano_oak@porter.sandbox.test", "SUBMIT_STORE_FAILED", "PHONE_REQUIRED", false)]
    [InlineData("safe_small@porter.sandbox.test", "SUBMIT_STORE_FAILED", "ADDRESS2_REQUIRED", false)]
    [InlineData("pallet_a4@porter.sandbox.test", "FEATURE_UNSUPPORTED", "COMPANY_REQUIRED", false)]
    [InlineData("wine_red@porter.sandbox.test", "FEATURE_UNSUPPORTED", "MERCHANT_UNSUPPORTED", false)]
    public async Task Store_that_is_not_bought_from_says_so_with_this_code_and_words_of_its_own(
        string item, string code, string reason, bool retryable)
    {
        await using var world = await World.StartAsync();
        var shopper = await world.ShopperAsync();
        var buyer = JsonNode.Parse(Shopper.Buyer)!.AsObject();
        buyer.Remove("phone");
        var cart = await shopper.CartForAsync(buyer.ToJsonString(), item, Mug);

        var answer = await shopper.SubmitAsync(cart);

        var store = StoresOf(answer).ShouldHaveSingleItem();
        (store["code"]!.GetValue<string>(), store["reason"]!.GetValue<string>(), Retryable(store))
            .ShouldBe((code, reason, retryable));
        var stores = answer["data"]!["submitCart"]!["cart"]!["stores"]!.AsArray();
        stores[0]!["errors"]![0]!["code"]!.GetValue<string>().ShouldBe(code);
        stores[1]!["isSubmitted"]!.GetValue<bool>().ShouldBeTrue("The other store goes on.");
        Retryable(answer["extensions"]).ShouldBe(retryable);
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Store_that_wants_more_is_bought_from_once_the_buyer_gives_it()
    {
        await using var world = await World.StartAsync();
        var shopper = await world.ShopperAsync();
        var buyer = JsonNode.Parse(Shopper.Buyer)!.AsObject();
        buyer["address2"] = "3rd floor";
        var cart = await shopper.CartForAsync(
            buyer.ToJsonString(), "piano_oak@porter.sandbox.test", "safe_small@porter.sandbox.test");

        await shopper.SubmitAsync(cart);

        await shopper.CheckoutWhenAsync(cart, "SUCCEEDED");
    }

    [Theory(Timeout = LimitMilliseconds)]
    [InlineData("HI", "96813", "UNDELIVERABLE")]
    [InlineData("CA", "94105", null)]
    public async Task Store_that_does_not_deliver_to_a_region_is_undeliverable_there_only(
        string province, string postalCode, string? code)
    {
        await using var world = await World.StartAsync();
        var shopper = await world.ShopperAsync();
        var buyer = JsonNode.Parse(Shopper.Buyer)!.AsObject();
        (buyer["provinceCode"], buyer["postalCode"]) = (province, postalCode);
        var cart = await shopper.CartForAsync(buyer.ToJsonString(), "wardrobe_pine@porter.sandbox.test");

        var answer = await shopper.SubmitAsync(cart);

        answer["data"]!["submitCart"]!["cart"]!["stores"]![0]!["errors"]!.AsArray()
            .Select(error => error!["code"]!.GetValue<string>()).ShouldBe(code is null ? [] : [code]);
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Postal_code_of_another_state_is_ambiguous_and_comes_with_a_suggestion()
    {
        await using var world = await World.StartAsync();
        var shopper = await world.ShopperAsync();
        var buyer = JsonNode.Parse(Shopper.Buyer)!.AsObject();
        buyer["postalCode"] = "10001";

        var answer = await shopper.AskAsync(
            """
            mutation($input: CartCreateInput!) {
              createCart(input: $input) {
                errors { code message details { ... on AddressValidationErrorDetails { suggestedValue } } }
              }
            }
            """,
            new
            {
                input = new
                {
                    buyerIdentity = buyer,
                    items = new { shopifyCartItemsInput = new[] { new { variantId = Tulips, quantity = 1 } } },
                },
            });

        var error = answer["data"]?["createCart"]?["errors"]?[0] ?? answer["errors"]![0]!;
        error.ToJsonString().ShouldContain("BUYER_IDENTITY_ADDRESS_AMBIGUOUS");
        error.ToJsonString().ShouldContain("NY");
    }

    private static IReadOnlyList<JsonNode> StoresOf(JsonNode answer) =>
        [.. answer["extensions"]!["stores"]!.AsArray().Select(store => store!)];

    private static bool? Retryable(JsonNode? extensions) => extensions?["retryable"]?.GetValue<bool>();
}
