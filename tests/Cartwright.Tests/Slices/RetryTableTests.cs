using System.Text.Json.Nodes;
using Cartwright.Carts;

namespace Cartwright.Tests.Slices;

/// <summary>Each code of docs/errors.md, made to happen through the sandbox and read over HTTP.</summary>
public sealed class RetryTableTests
{
    private const string Tulips = "tulip_bouquet_10@tulips.sandbox.test";
    private const int LimitMilliseconds = 60_000;

    private const string Submit = """
        mutation($input: CartSubmitInput!) {
          submitCart(input: $input) {
            cart { id stores { orderId isSubmitted errors { code message } } }
            errors { code message }
          }
        }
        """;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>
    /// <c>Stripe</c> answers the charge with an error of this type, code and status; or the card is one that it refuses.
    /// </summary>
    [Theory(Timeout = LimitMilliseconds)]
    [InlineData("tok_chargeDeclined", null, 0, "PAYMENT_DECLINED", false)]
    [InlineData("tok_chargeDeclinedExpiredCard", null, 0, "PAYMENT_DECLINED", false)]
    [InlineData("tok_chargeDeclinedInsufficientFunds", null, 0, "INSUFFICIENT_FUNDS", false)]
    [InlineData("tok_chargeDeclinedIncorrectCvc", null, 0, "PAYMENT_INVALID", false)]
    [InlineData("tok_of_another_one", null, 0, "PAYMENT_INVALID", false)]
    [InlineData("tok_avsFail", null, 0, "BILLING_ADDRESS_INVALID_POSTAL_CODE", false)]
    [InlineData("tok_visa", "card_not_supported", 402, "PAYMENT_UNSUPPORTED", false)]
    [InlineData("tok_visa", "live_mode_test_card", 402, "ENVIRONMENT_MISMATCH", false)]
    [InlineData("tok_visa", "amount_too_small", 400, "INVALID_REQUEST", false)]
    [InlineData("tok_visa", "api_key_expired", 401, "UNAUTHENTICATED", false)]
    public async Task Payment_that_is_refused_fails_its_order_with_this_code(
        string token, string? vendorCode, int status, string code, bool? retryable)
    {
        await using var world = await World.StartAsync();
        var shopper = await world.ShopperAsync();
        var cart = await shopper.CartAsync(Tulips);
        if (vendorCode is not null)
        {
            var type = status == 402 ? "card_error" : "invalid_request_error";
            await world.FaultAsync(new
            {
                target = "stripe", operation = "create_payment_intent", kind = "status", code = status, times = 1,
                body = new { error = new { type, code = vendorCode, message = "No." } },
            });
        }

        var answer = await shopper.SubmitAsync(cart, token);

        var store = StoresOf(answer)[0];
        store["code"]!.GetValue<string>().ShouldBe("PAYMENT_FAILED");
        store["reason"]!.GetValue<string>().ShouldBe(code);
        Retryable(answer["extensions"]).ShouldBe(retryable);
        var failure = await FailureAsync(shopper, cart);
        (failure["reasonCode"]!.GetValue<string>(), failure["retryable"]?.GetValue<bool>()).ShouldBe((code, retryable));
        string[] ofCart = code == "UNAUTHENTICATED" ? ["CREATE_SPREEDLY_ENVIRONMENT_FAILED"] : [];
        CartCodes(answer).ShouldBe(ofCart);
        (await world.BooksAsync())["summary"]!["captured"]!.GetValue<long>().ShouldBe(0);
    }

    [Theory(Timeout = LimitMilliseconds)]
    [InlineData("out_of_stock", 409, "OUT_OF_STOCK", true)]
    [InlineData("address_undeliverable", 400, "SHIPPING_ADDRESS_UNAVAILABLE", false)]
    [InlineData("address_blocked", 400, "SHIPPING_ADDRESS_BLACKLISTED", false)]
    [InlineData("payment_failed", 402, "PAYMENT_FAILED", false)]
    [InlineData("identity_required", 400, "MERCHANT_CONFIGURATION", false)]
    [InlineData("invalid_request", 400, "INVALID_REQUEST", false)]
    [InlineData("session_expired", 400, "UPSTREAM_SERVICE_ERROR", true)]
    [InlineData("session_canceled", 400, "CANCELED", null)]
    [InlineData("price_changed", 400, "DENIED_BY_MARKETPLACE", null)]
    [InlineData("eligibility_invalid", 400, "DENIED_BY_MARKETPLACE", null)]
    [InlineData("unauthorized", 401, "UNAUTHENTICATED", false)]
    public async Task Placement_that_is_refused_fails_its_order_with_this_code_and_gives_the_money_back(
        string vendorCode, int status, string code, bool? retryable)
    {
        await using var world = await World.StartAsync();
        var shopper = await world.ShopperAsync();
        var cart = await shopper.CartAsync(Tulips);
        await world.FaultAsync(new
        {
            target = "store:tulips", operation = "complete", kind = "status", code = status, times = 1,
            body = new { code = vendorCode, detail = "No." },
        });

        await shopper.SubmitAsync(cart);

        await shopper.CheckoutWhenAsync(cart, found => found["orders"]![0]!["events"]!.AsArray().Any(change =>
            change!["__typename"]!.GetValue<string>() == "PaymentRefundedOrderEvent"));
        var failure = await FailureAsync(shopper, cart);
        (failure["reasonCode"]!.GetValue<string>(), failure["retryable"]?.GetValue<bool>()).ShouldBe((code, retryable));
        failure["reason"]!.GetValue<string>().ShouldNotContain(vendorCode);
        var books = (await world.BooksAsync())["summary"]!;
        books["captured"]!.GetValue<long>().ShouldBe(books["refunded"]!.GetValue<long>());
    }

    [Theory(Timeout = LimitMilliseconds)]
    [InlineData("failure", "THREE_DS_CHALLENGE_REJECTED", false)]
    [InlineData("cancel", "THREE_DS_CHALLENGE_EXPIRED", true)]
    public async Task Challenge_that_is_not_passed_fails_its_order_with_this_code(
        string end, string code, bool retryable)
    {
        await using var world = await World.StartAsync();
        var shopper = await world.ShopperAsync();
        var cart = await shopper.CartAsync(Tulips);

        var answer = await shopper.SubmitAsync(cart, "tok_threeDSecure2Required");
        var waiting = await shopper.CheckoutWhenAsync(cart, "ACTION_REQUIRED");
        if (end == "cancel")
        {
            await CancelPaymentAsync(world);
        }
        else
        {
            var page = waiting["orders"]![0]!["requiredActions"]![0]!["redirectURL"]!.GetValue<string>();
            using var answered = await world.Outside.PostAsync(
                new Uri(page), new FormUrlEncodedContent([new("outcome", end)]), Stop);
        }

        answer["data"]!["submitCart"]!["cart"]!["stores"]![0]!["isSubmitted"]!.GetValue<bool>().ShouldBeTrue();
        var failure = await FailureAsync(shopper, cart);
        (failure["reasonCode"]!.GetValue<string>(), failure["retryable"]!.GetValue<bool>()).ShouldBe((code, retryable));
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Gateway_that_cannot_open_its_own_secrets_stops_the_store_and_says_that_it_is_to_blame()
    {
        await using var world = await World.StartAsync();
        var shopper = await world.ShopperAsync();
        var cart = await shopper.CartAsync(Tulips);
        await world.RestartAsync(world.LoseKeys);

        var answer = await shopper.SubmitAsync(cart);

        var store = StoresOf(answer).ShouldHaveSingleItem();
        (store["code"]!.GetValue<string>(), store["reason"]!.GetValue<string>(), Retryable(store))
            .ShouldBe(("INTERNAL_SERVER_ERROR", "GATEWAY_FAULT", null));
        answer["extensions"]!["retryable"].ShouldBeNull();
        answer.ToJsonString().ShouldNotContain("Cryptographic");
    }

    [Theory(Timeout = LimitMilliseconds)]
    [InlineData("firstName", "J\u0000", "INVALID_FIRST_NAME")]
    [InlineData("lastName", "", "INVALID_LAST_NAME")]
    [InlineData("phone", "12", "INVALID_PHONE")]
    [InlineData("address1", "", "INVALID_ADDRESS")]
    [InlineData("city", "", "INVALID_CITY")]
    [InlineData("countryCode", "ZZ", "INVALID_COUNTRY")]
    [InlineData("provinceCode", "ZZ", "INVALID_PROVINCE")]
    [InlineData("postalCode", "1", "INVALID_POSTAL_CODE")]
    [InlineData("postalCode", "10001", "AMBIGUOUS")]
    public async Task Billing_address_that_is_not_valid_stops_the_submission_with_this_code(
        string field, string value, string code)
    {
        await using var world = await World.StartAsync();
        var shopper = await world.ShopperAsync();
        var cart = await shopper.CartAsync(Tulips);
        var billingAddress = JsonNode.Parse(Shopper.Buyer)!.AsObject();
        billingAddress.Remove("email");
        billingAddress[field] = value;

        var answer = await shopper.AskAsync(
            Submit, new { input = new { id = cart, token = "tok_visa", billingAddress } });

        CartCodes(answer).ShouldContain($"BILLING_ADDRESS_{code}");
        Retryable(answer["extensions"]).ShouldBe(false);
        (await world.BooksAsync())["payments"]!.AsArray().ShouldBeEmpty();
    }

    private static async Task CancelPaymentAsync(World world)
    {
        var payment = (await world.BooksAsync())["payments"]![0]!["id"]!.GetValue<string>();
        using var request = new HttpRequestMessage(
            HttpMethod.Post, new Uri(world.SandboxAddress, $"stripe/v1/payment_intents/{payment}/cancel"));
        request.Headers.Authorization = new("Bearer", "sk_test_sandbox");
        using var answer = await world.Outside.SendAsync(request, Stop);
        answer.EnsureSuccessStatusCode();
    }

    private static async Task<JsonNode> FailureAsync(Shopper shopper, string cart)
    {
        var checkout = await shopper.CheckoutWhenAsync(
            cart, found => found["orders"]![0]!["status"]!.GetValue<string>() == "FAILED");
        return checkout["orders"]![0]!["events"]!.AsArray()
            .Single(change => change!["__typename"]!.GetValue<string>() == "OrderFailedOrderEvent")!;
    }

    private static IReadOnlyList<JsonNode> StoresOf(JsonNode answer) =>
        [.. answer["extensions"]!["stores"]!.AsArray().Select(store => store!)];

    private static IReadOnlyList<string> CartCodes(JsonNode answer) =>
        [.. answer["data"]!["submitCart"]!["errors"]!.AsArray().Select(error => error!["code"]!.GetValue<string>())];

    private static bool? Retryable(JsonNode? extensions) => extensions?["retryable"]?.GetValue<bool>();
}
