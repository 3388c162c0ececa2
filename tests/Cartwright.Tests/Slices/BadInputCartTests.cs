using System.Text.Json.Nodes;

namespace Cartwright.Tests.Slices;

/// <summary>Carts that are not there, and what no cart takes in.</summary>
public sealed class BadInputCartTests
{
    private const int LimitMilliseconds = 60_000;

    private const string Poster = "poster_moon_a2@posters.sandbox.test";

    private static readonly string Create = Mutation("createCart", "CartCreateInput");
    private static readonly string Add = Mutation("addCartItems", "CartItemsAddInput");
    private static readonly string Update = Mutation("updateCartItems", "CartItemsUpdateInput");
    private static readonly string Delete = Mutation("deleteCartItems", "CartItemsDeleteInput");
    private static readonly string Buyer = Mutation("updateCartBuyerIdentity", "CartBuyerIdentityUpdateInput");
    private static readonly string Shipping =
        Mutation("updateCartSelectedShippingOptions", "UpdateCartSelectedShippingOptionsInput");

    private static string Mutation(string field, string type) =>
        $"mutation($input: {type}!) {{ {field}(input: $input) {{ cart {{ id }} errors {{ code message }} }} }}";

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Cart_that_is_unknown_or_anothers_is_not_found_by_any_operation()
    {
        await using var desk = await BadInputDesk.OpenAsync();
        var other = await desk.World.ShopperAsync("account_other");
        var anothers = await other.CartAsync(BadInputDesk.Tulips);

        foreach (var (name, ask) in Operations(desk))
        {
            var unknown = await CheckAsync("cart_unknown");
            var foreign = await CheckAsync(anothers);
            await CheckAsync("");
            await CheckAsync(new string('x', 2_000));
            await CheckAsync("' or 1=1 --");

            foreign.Replace(anothers, "cart_unknown").ShouldBe(unknown, "Another's looks like what is not there.");

            Task<string> CheckAsync(string id) => desk.CheckAsync(
                new BadInput(name, ask(id), "CART_NOT_FOUND_ERROR", "Cart not found") { Retryable = false });
        }
    }

    private static IEnumerable<(string Name, Func<string, HttpRequestMessage> Ask)> Operations(BadInputDesk desk)
    {
        object[] items = [new { variantId = BadInputDesk.Tulips, quantity = 2 }];
        yield return ("getCart", id => desk.Ask("query($id: ID!) { getCart(id: $id) { cart { id } } }", new { id }));
        yield return ("checkoutByCartID", id => desk.Ask(
            "query($id: ID!) { checkoutByCartID(cartID: $id) { status } }", new { id }));
        yield return ("addCartItems", id => desk.Ask(
            Add, new { input = new { id, items = new { shopifyCartItemsInput = items } } }));
        yield return ("updateCartItems", id => desk.Ask(
            Update, new { input = new { id, items = new { shopifyCartItemsInput = items } } }));
        yield return ("deleteCartItems", id => desk.Ask(Delete, new
        {
            input = new { id, items = new { shopifyProducts = new[] { new { variantId = BadInputDesk.Tulips } } } },
        }));
        yield return ("updateCartBuyerIdentity", id => desk.Ask(
            Buyer, new { input = new { id, buyerIdentity = JsonNode.Parse(Shopper.Buyer) } }));
        yield return ("updateCartSelectedShippingOptions", id => desk.Ask(Shipping, new
        {
            input = new { id, shippingOptions = new[] { new { store = "tulips.sandbox.test", shippingId = "any" } } },
        }));
        yield return ("removeCart", id => desk.Ask(
            "mutation($id: ID!) { removeCart(input: {id: $id}) { deletedId } }", new { id }));
        yield return ("submitCart", id => desk.Ask(
            "mutation($id: ID!) { submitCart(input: {id: $id, token: \"tok_visa\"}) { cart { id } } }", new { id }));
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Item_that_cannot_be_bought_is_refused()
    {
        await using var desk = await BadInputDesk.OpenAsync();
        string[] writes = [Create, Add, Update];
        var bounds = writes.SelectMany(document => new[]
        {
            Bad("zero", Item(0), "BAD_USER_INPUT", "send 1 to 1000"),
            Bad("negative", Item(-1), "BAD_USER_INPUT", "send 1 to 1000"),
            Bad("absurd", Item(1_001), "BAD_USER_INPUT", "send 1 to 1000"),
            Bad("the largest Int", Item(int.MaxValue), "BAD_USER_INPUT", "send 1 to 1000"),
            Bad("51 percent", Item(1, percent: 51), "BAD_USER_INPUT", "send 0 to 50 percent"),
            Bad("minus 1 percent", Item(1, percent: -1), "BAD_USER_INPUT", "send 0 to 50 percent"),
            Bad("twice", new[] { Item(1), Item(2) }, "BAD_USER_INPUT", "send each id once"),
            Bad("too many", Enumerable.Range(0, 101).Select(n => Item(1, $"v{n}@tulips.sandbox.test")).ToArray(),
                "BAD_USER_INPUT", "send at most 100"),
            Bad("an empty id", Item(1, ""), "BAD_USER_INPUT", "send 1 to 300 characters"),
            Bad("a long id", Item(1, new string('i', 301)), "BAD_USER_INPUT", "send 1 to 300 characters"),
            Bad("a long list", Enumerable.Repeat(Item(1), 1_001).ToArray(), "BAD_USER_INPUT", "Send fewer"),
        }.Select(bad => bad(document)));
        var unknown = new[] { Create, Add }.SelectMany(document => new[]
        {
            Bad("unknown variant", Item(1, "rose_1@tulips.sandbox.test"), "PRODUCT_NOT_FOUND", "product queries"),
            Bad("malformed id", Item(1, "tulip_bouquet_10"), "PRODUCT_NOT_FOUND", "item@store"),
            Bad("no item", Item(1, "@tulips.sandbox.test"), "PRODUCT_NOT_FOUND", "item@store"),
            Bad("unknown merchant", Item(1, "rose_1@roses.sandbox.test"), "STORE_NOT_FOUND", "Ask its operator"),
            Bad("another marketplace", Item(1, Poster),
                "STORE_NOT_FOUND", "amazonCartItemsInput"),
        }.Select(bad => bad(document)));

        await desk.CheckAsync(
        [
            .. bounds,
            .. unknown,
            Bad("not in the cart", Item(1, "tulip_bouquet_20@tulips.sandbox.test"),
                "PRODUCT_NOT_FOUND", "Read the cart")(Update),
            Bad("nothing added", Array.Empty<object>(), "BAD_USER_INPUT", "send at least one")(Add),
            Bad("nothing updated", Array.Empty<object>(), "BAD_USER_INPUT", "send at least one")(Update),
            new("zero of the other marketplace", desk.Ask(Create, new
            {
                input = new
                {
                    items = new { amazonCartItemsInput = new[] { new { productId = Poster, quantity = 0 } } },
                },
            }), "BAD_USER_INPUT", "send 1 to 1000"),
            Deleted("nothing deleted", [], "BAD_USER_INPUT", "send at least one"),
            Deleted("deleted what is not there", ["rose_1@tulips.sandbox.test"], "PRODUCT_NOT_FOUND", "Read the cart"),
            Deleted("deleted what is no id", ["rose"], "PRODUCT_NOT_FOUND", "Read the cart"),
        ]);

        Func<string, BadInput> Bad(string name, object items, string code, string says) => document => new(
            $"{name}: {document[..40]}",
            desk.Ask(document, new { input = Input(document, items as Array ?? new[] { items }) }), code, says);

        object Input(string document, Array list)
        {
            var items = new { shopifyCartItemsInput = list };
            return document == Create ? new { items } : new { id = desk.Cart, items };
        }

        BadInput Deleted(string name, string[] ids, string code, string says) => new(
            name,
            desk.Ask(Delete, new
            {
                input = new
                {
                    id = desk.Cart,
                    items = new { shopifyProducts = ids.Select(id => new { variantId = id }) },
                },
            }),
            code,
            says);
    }

    private static object Item(int quantity, string id = BadInputDesk.Tulips, decimal percent = 0) =>
        new { variantId = id, quantity, priceAdjustment = new { percentage = percent } };

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Attribute_or_setting_that_a_cart_does_not_take_is_refused()
    {
        await using var desk = await BadInputDesk.OpenAsync();
        static object Attribute(string key, string value) => new { key, value };

        await desk.CheckAsync(
            Attributes("11", "send at most 10", [.. Enumerable.Range(0, 11).Select(n => Attribute($"k{n}", "value"))]),
            Attributes("501 characters", "send at most 500", Attribute("note", new string('v', 501))),
            Attributes("key of 501", "send 1 to 500", Attribute(new string('k', 501), "value")),
            Attributes("empty key", "send 1 to 500", Attribute("", "value")),
            Attributes("key twice", "send each key once", Attribute("note", "first"), Attribute("note", "second")),
            Settings(new { fulfilledByAmazon = true }),
            Settings(new { hidePriceOnPackage = true }));

        BadInput Attributes(string name, string says, params object[] attributes) => new(
            name, desk.Ask(Create, new { input = new { items = new { }, attributes } }), "BAD_USER_INPUT", says);

        BadInput Settings(object amazonSettings) => new(
            "Amazon's settings",
            desk.Ask(Create, new { input = new { items = new { }, cartSettings = new { amazonSettings } } }),
            "FEATURE_UNSUPPORTED",
            "leave cartSettings out");
    }

    [Theory(Timeout = LimitMilliseconds)]
    [InlineData("createCart")]
    [InlineData("updateCartBuyerIdentity")]
    public async Task Buyer_that_is_not_valid_is_refused_by_the_fields_code(string field)
    {
        await using var desk = await BadInputDesk.OpenAsync();

        await desk.CheckAsync(
            Bad("email", "ada.example.com", "EMAIL", "ada@example.com"),
            Bad("phone", "0123-four-five", "PHONE", "E.164"),
            Bad("postalCode", "9410-wrong", "POSTAL_CODE", "postal code"),
            Bad("provinceCode", "Atlantis", "PROVINCE", "ISO 3166-2"),
            Bad("countryCode", "ZZ", "COUNTRY", "ISO 3166-1"),
            Bad("firstName", "<script>Ada", "FIRST_NAME", "first name"),
            Bad("lastName", "123456", "LAST_NAME", "letter"),
            Bad("address1", new string('s', 256), "ADDRESS", "255 characters"),
            Bad("city", "San\nFrancisco", "CITY", "control characters"));

        BadInput Bad(string name, string value, string code, string says)
        {
            var buyerIdentity = JsonNode.Parse(Shopper.Buyer)!;
            buyerIdentity[name] = value;
            object input = field == "createCart"
                ? new { buyerIdentity, items = new { } }
                : new { buyerIdentity, id = desk.Cart };
            return new(
                name, desk.Ask(field == "createCart" ? Create : Buyer, new { input }),
                $"BUYER_IDENTITY_INVALID_{code}", says);
        }
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Shipping_option_that_is_not_offered_is_refused()
    {
        await using var desk = await BadInputDesk.OpenAsync();
        static object Option(string store, string shippingId) => new { store, shippingId };

        await desk.CheckAsync(
            Bad("not offered", "OFFER_ERROR", "shippingMethods", Option("tulips.sandbox.test", "by-balloon")),
            Bad("unknown store", "STORE_NOT_FOUND", "Read the cart", Option("roses.sandbox.test", "by-balloon")),
            Bad("none", "BAD_USER_INPUT", "send a store"),
            Bad("empty", "BAD_USER_INPUT", "shippingMethods", Option("tulips.sandbox.test", "")),
            Bad("long", "BAD_USER_INPUT", "shippingMethods", Option("tulips.sandbox.test", new string('s', 1_001))),
            Bad("two for a store", "BAD_USER_INPUT", "send one for each store",
                Option("tulips.sandbox.test", "by-balloon"), Option("tulips.sandbox.test", "by-train")));

        BadInput Bad(string name, string code, string says, params object[] shippingOptions) => new(
            name, desk.Ask(Shipping, new { input = new { id = desk.Cart, shippingOptions } }), code, says);
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Store_or_page_of_products_that_is_not_there_is_refused()
    {
        await using var desk = await BadInputDesk.OpenAsync();
        const string products =
            "query($d: String!, $l: Int!, $o: Int!) { productsByDomainV2(input: {domain: $d}, "
            + "pagination: {limit: $l, offset: $o}) { id } }";
        const string byUrl = "mutation($url: URL!) { requestStoreByURL(input: {url: $url}) { requestID } }";

        await desk.CheckAsync(
            new BadInput("unknown store", desk.Ask(products, new { d = "roses.sandbox.test", l = 1, o = 0 }),
                "STORE_NOT_FOUND", "cartwright merchants add"),
            new("no domain", desk.Ask(products, new { d = "", l = 1, o = 0 }), "BAD_USER_INPUT", "send one"),
            new("no limit", desk.Ask(products, new { d = "tulips.sandbox.test", l = 0, o = 0 }),
                "BAD_USER_INPUT", "send a limit"),
            new("offset -1", desk.Ask(products, new { d = "tulips.sandbox.test", l = 1, o = -1 }),
                "BAD_USER_INPUT", "an offset from 0"),
            new("unknown address", desk.Ask(byUrl, new { url = "https://roses.sandbox.test/" }),
                "STORE_NOT_FOUND", "cartwright merchants add"));
    }
}
