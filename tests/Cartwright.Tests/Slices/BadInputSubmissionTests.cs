using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Cartwright.Merchants;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Tests.Slices;

/// <summary>Submissions that must not begin, and orders that are not there.</summary>
public sealed class BadInputSubmissionTests
{
    private const int LimitMilliseconds = 60_000;

    private const string Submit = """
        mutation($input: CartSubmitInput!) {
          submitCart(input: $input) {
            errors { code message }
            cart { stores { isSubmitted errors { code message } } }
          }
        }
        """;

    private const string Store = "tulips.sandbox.test";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Submission_without_what_it_needs_is_refused()
    {
        await using var desk = await BadInputDesk.OpenAsync();
        var id = desk.Cart;
        var applePayToken = new
        {
            data = "apple_secret_data",
            signature = "apple_signature",
            version = "EC_v1",
            header = new { ephemeralPublicKey = "ephemeral", publicKeyHash = "hashed", transactionId = "transaction" },
        };
        var billingAddress = new
        {
            firstName = "Ada", lastName = "Lovelace", address1 = "1 Main Street", city = "San Francisco",
            provinceCode = "CA", postalCode = "wrong-code", countryCode = "US",
        };

        await desk.CheckAsync(
            Bad("no token", new { id }, "PAYMENT_TOKEN_REQUIRED", "as 'token'"),
            Bad("an empty token", new { id, token = "" }, "PAYMENT_TOKEN_REQUIRED", "as 'token'"),
            Bad("a card's number", new { id, token = "4242 4242 4242 4242" }, "BAD_USER_INPUT", "shopper's card"),
            Bad("a malformed token", new { id, token = "tok_visa'; drop" }, "BAD_USER_INPUT", "shopper's card"),
            Bad("a long token", new { id, token = new string('t', 256) }, "BAD_USER_INPUT", "shopper's card"),
            Bad("Apple Pay", new { id, token = "tok_visa", applePayToken }, "FEATURE_UNSUPPORTED", "card token"),
            Bad("promo codes", new
            {
                id,
                token = "tok_visa",
                experimentalPromoCodes = new[] { new { store = Store, promoCodes = new[] { "SPRING10" } } },
            }, "FEATURE_UNSUPPORTED", "leave experimentalPromoCodes out"),
            Bad("Amazon's settings", new
            {
                id, token = "tok_visa", cartSettings = new { amazonSettings = new { hidePriceOnPackage = true } },
            }, "FEATURE_UNSUPPORTED", "leave cartSettings out"),
            Bad("shipping not offered", new
            {
                id,
                token = "tok_visa",
                selectedShippingOptions = new[] { new { store = Store, shippingId = "by-balloon" } },
            }, "SUBMIT_CART_FAILED", "shippingMethods"),
            Bad("shipping of an unknown store", new
            {
                id,
                token = "tok_visa",
                selectedShippingOptions = new[] { new { store = "roses.sandbox.test", shippingId = "by-balloon" } },
            }, "SUBMIT_CART_FAILED", "Read the cart"),
            Bad("billing address", new { id, token = "tok_visa", billingAddress },
                "BILLING_ADDRESS_INVALID_POSTAL_CODE", "postal code"),
            Bad("foreign token", new { id, token = "tok_of_another_one" }, "PAYMENT_FAILED", "Make a new one") with
            {
                Leaves = Leaves.FailedOrder,
            });

        BadInput Bad(string name, object input, string code, string says) =>
            new(name, desk.Ask(Submit, new { input }), code, says) { Retryable = false };
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Cart_that_is_not_complete_is_not_submitted()
    {
        await using var desk = await BadInputDesk.OpenAsync();
        (string Field, string Code)[] musts =
        [
            ("firstName", "FIRST_NAME"), ("lastName", "LAST_NAME"), ("email", "EMAIL"), ("address1", "ADDRESS"),
            ("city", "CITY"), ("provinceCode", "PROVINCE"), ("postalCode", "POSTAL_CODE"),
        ];
        var carts = new List<(string Name, string Id, string Code, string Says)>
        {
            ("empty", await desk.Shopper.CartAsync(), "CART_IS_EMPTY", "Add some"),
            ("no buyer", await desk.Shopper.CartForAsync("null", BadInputDesk.Tulips),
                "BUYER_IDENTITY_MISSING", "updateCartBuyerIdentity"),
        };
        foreach (var (field, code) in musts)
        {
            var buyer = JsonNode.Parse(Shopper.Buyer)!.AsObject();
            buyer.Remove(field);
            var cart = await desk.Shopper.CartForAsync(buyer.ToJsonString(), BadInputDesk.Tulips);
            carts.Add(($"no {field}", cart, $"BUYER_IDENTITY_INVALID_{code}", "Give the"));
        }

        await desk.CheckAsync(carts.Select(cart => new BadInput(
            cart.Name, desk.Ask(Submit, new { input = new { id = cart.Id, token = "tok_visa" } }), cart.Code, cart.Says)
        {
            Retryable = false,
        }));
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Submission_without_the_shoppers_address_is_refused()
    {
        await using var desk = await BadInputDesk.OpenAsync();
        string?[] addresses =
            [null, "shopper", "1", "203.0.113", "203.0.113.7, 198.51.100.1", "fe80::1%eth0", "203.0.113.256"];

        await desk.CheckAsync(addresses.Select(address => new BadInput(
            address ?? "none", From(address), "SHOPPER_IP_IS_REQUIRED", "'Rye-Shopper-IP'") { Retryable = false }));

        HttpRequestMessage From(string? address)
        {
            var request = desk.Ask(Submit, new { input = new { id = desk.Cart, token = "tok_visa" } });
            request.Headers.Remove("Rye-Shopper-IP");
            if (address is not null)
            {
                request.Headers.TryAddWithoutValidation("Rye-Shopper-IP", address);
            }

            return request;
        }
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Store_that_cannot_be_reached_is_told_by_the_cart_and_refused_by_its_submission()
    {
        await using var desk = await BadInputDesk.OpenAsync();
        // Bound and never listening: the port is nobody else's, and refuses every connection.
        using var silent = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        silent.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        await desk.World.Services.GetRequiredService<MerchantDirectory>().AddAsync(
            new("silent.sandbox.test", new Uri($"http://{silent.LocalEndPoint}/"), Marketplace.Shopify, "ucp",
                "handler", new Secret("tok_on_account")),
            Stop);

        var cart = await desk.Shopper.CartAsync("anything@silent.sandbox.test");

        var told = await desk.Shopper.AskAsync(
            """
            query($id: ID!) {
              getCart(id: $id) {
                cart { stores { ... on ShopifyStore { errors { code message } offer { errors { code } } } } }
              }
            }
            """,
            new { id = cart });
        var store = told["data"]!["getCart"]!["cart"]!["stores"]![0]!;
        store["errors"]![0]!["code"]!.GetValue<string>().ShouldBe("SHOPIFY_SERVICE_TEMPORARILY_UNAVAILABLE");
        store["offer"]!["errors"]![0]!["code"]!.GetValue<string>().ShouldBe("MARKETPLACE_ERROR");
        await desk.CheckAsync(new BadInput(
            "submitCart", desk.Ask(Submit, new { input = new { id = cart, token = "tok_visa" } }),
            "UPSTREAM_SERVICE_ERROR", "Submit the cart again")
        {
            Retryable = true,
            Leaves = Leaves.Quotes,
        });
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Order_that_is_unknown_or_anothers_is_not_found_by_any_operation()
    {
        await using var desk = await BadInputDesk.OpenAsync();
        var other = await desk.World.ShopperAsync("account_other");
        var cart = await other.CartAsync(BadInputDesk.Tulips);
        await other.SubmitAsync(cart);
        // The last thing that happens to it, so that the books stand still from here.
        var checkout = await other.CheckoutWhenAsync(cart, found => found["orders"]![0]!["shipments"]!.AsArray()
            .Any(parcel => parcel!["status"]!.GetValue<string>() == "DELIVERED"));
        var anothers = checkout["orders"]![0]!["id"]!.GetValue<string>();
        (string Name, string Document, string Code)[] operations =
        [
            ("orderByID", "query($id: ID!) { orderByID(id: $id) { id } }", "ORDER_NOT_FOUND"),
            ("cancelOrder", "mutation($id: ID!) { cancelOrder(input: {orderId: $id}) { error { code message } } }",
                "ORDER_NOT_FOUND"),
            ("returnOrder",
                "mutation($id: ID!) { returnOrder(input: {orderId: $id, lineItems: []}) { error { code message } } }",
                "ORDER_NOT_FOUND"),
            ("returnByID",
                "query($id: ID!) { returnByID(input: {orderId: $id, returnId: \"return_1\"}) { __typename } }",
                "ORDER_NOT_FOUND"),
        ];

        foreach (var (name, document, code) in operations)
        {
            var unknown = await CheckAsync("order_unknown");
            var foreign = await CheckAsync(anothers);
            await CheckAsync("");
            await CheckAsync(desk.Cart);

            foreign.Replace(anothers, "order_unknown").ShouldBe(unknown, "Another's looks like what is not there.");

            Task<string> CheckAsync(string id) => desk.CheckAsync(new BadInput(
                name, desk.Ask(document, new { id }), code, "rder"));
        }
    }
}
