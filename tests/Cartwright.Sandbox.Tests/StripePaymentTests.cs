namespace Cartwright.Sandbox.Tests;

public sealed class StripePaymentTests
{
    private const string Payments = "payment_intents";

    [Theory]
    [InlineData("tok_visa")]
    [InlineData("tok_mastercard")]
    public async Task Payment_with_a_good_card_succeeds_and_captures_the_amount(string token)
    {
        await using var sandbox = await ARunningSandbox.StartAsync();

        var charged = await sandbox.ChargeAsync(token);

        charged.Status.ShouldBe(200, charged.Body);
        charged["status"].ShouldBe("succeeded");
        charged["amount_received"].ShouldBe("4200");
        charged["metadata.order_id"].ShouldBe("order_1");
        charged.Headers.ContainsKey("Request-Id").ShouldBeTrue();
    }

    [Theory]
    [InlineData("tok_chargeDeclined", "card_declined", "generic_decline")]
    [InlineData("tok_chargeDeclinedInsufficientFunds", "card_declined", "insufficient_funds")]
    [InlineData("tok_chargeDeclinedFraudulent", "card_declined", "fraudulent")]
    [InlineData("tok_chargeDeclinedExpiredCard", "expired_card", null)]
    [InlineData("tok_chargeDeclinedIncorrectCvc", "incorrect_cvc", null)]
    [InlineData("tok_chargeDeclinedProcessingError", "processing_error", null)]
    [InlineData("tok_avsFail", "incorrect_zip", null)]
    public async Task Payment_with_a_bad_card_is_402_and_captures_nothing(string token, string code, string? decline)
    {
        await using var sandbox = await ARunningSandbox.StartAsync();

        var refused = await sandbox.ChargeAsync(token);

        refused.Status.ShouldBe(402);
        refused["error.type"].ShouldBe("card_error");
        refused["error.code"].ShouldBe(code);
        refused["error.decline_code"].ShouldBe(decline);
        refused["error.payment_intent.status"].ShouldBe("requires_payment_method");
        var kept = await sandbox.StripeAsync(HttpMethod.Get, $"{Payments}/{refused["error.payment_intent.id"]}");
        kept["last_payment_error.code"].ShouldBe(code);
        (await sandbox.GetAsync("/sandbox/books/summary"))["successful_captures"].ShouldBe("0");
    }

    [Theory]
    [InlineData("payment_method=tok_visa")]
    [InlineData("payment_method=pm_card_visa")]
    public async Task Payment_with_a_card_as_payment_method_succeeds(string method)
    {
        await using var sandbox = await ARunningSandbox.StartAsync();

        var charged = await sandbox.StripeAsync(HttpMethod.Post, Payments,
            $"amount=4200&currency=usd&confirm=true&payment_method_types[]=card&{method}");

        charged["status"].ShouldBe("succeeded");
    }

    [Fact]
    public async Task Payment_with_an_unknown_token_is_refused_as_missing_and_not_kept()
    {
        await using var sandbox = await ARunningSandbox.StartAsync();

        var refused = await sandbox.ChargeAsync("tok_nobody");

        refused.Status.ShouldBe(400);
        refused["error.code"].ShouldBe("resource_missing");
        refused["error.message"].ShouldBe("No such token: 'tok_nobody'");
        (await sandbox.GetAsync("/sandbox/books/summary"))["payments"].ShouldBe("0");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("sk_live_something_long")]
    public async Task Request_without_a_test_key_is_401(string? secret)
    {
        await using var sandbox = await ARunningSandbox.StartAsync();

        var refused = await sandbox.StripeAsync(HttpMethod.Get, Payments, secret: secret);

        refused.Status.ShouldBe(401);
        refused["error.type"].ShouldBe("invalid_request_error");
    }

    [Theory]
    [InlineData("success", "succeeded", "1")]
    [InlineData("failure", "requires_payment_method", "0")]
    public async Task Challenge_answered_on_its_page_settles_the_payment(string outcome, string status, string captures)
    {
        await using var sandbox = await ARunningSandbox.StartAsync();
        var waiting = await sandbox.ChargeAsync("tok_threeDSecure2Required");
        waiting["status"].ShouldBe("requires_action");
        waiting["next_action.type"].ShouldBe("redirect_to_url");

        using var answered = await sandbox.Http.PostAsync(
            waiting["next_action.redirect_to_url.url"], new FormUrlEncodedContent([new("outcome", outcome)]),
            TestContext.Current.CancellationToken);

        answered.Headers.Location!.ToString().ShouldStartWith("https://shop.example/back?payment_intent=");
        (await sandbox.StripeAsync(HttpMethod.Get, $"{Payments}/{waiting["id"]}"))["status"].ShouldBe(status);
        (await sandbox.GetAsync("/sandbox/books/summary"))["successful_captures"].ShouldBe(captures);
    }

    [Fact]
    public async Task Payment_that_must_not_ask_for_a_challenge_is_declined_instead()
    {
        await using var sandbox = await ARunningSandbox.StartAsync();

        var refused = await sandbox.ChargeAsync("tok_threeDSecureRequired", more: "&error_on_requires_action=true");

        refused.Status.ShouldBe(402);
        refused["error.code"].ShouldBe("authentication_required");
    }

    [Fact]
    public async Task Payment_that_may_redirect_needs_a_return_url_since_2023_08_16()
    {
        await using var sandbox = await ARunningSandbox.StartAsync();
        const string Form = "amount=4200&currency=usd&confirm=true&payment_method=pm_card_visa";

        var newer = await sandbox.StripeAsync(HttpMethod.Post, Payments, Form, version: "2024-06-20");
        var older = await sandbox.StripeAsync(HttpMethod.Post, Payments, Form, version: "2022-11-15");
        var told = await sandbox.StripeAsync(HttpMethod.Post, Payments,
            Form + "&automatic_payment_methods[enabled]=true&automatic_payment_methods[allow_redirects]=never");

        newer["error.param"].ShouldBe("return_url");
        older["status"].ShouldBe("succeeded");
        told["status"].ShouldBe("succeeded");
    }

    [Fact]
    public async Task Payment_captured_by_hand_waits_for_its_capture_or_cancel()
    {
        await using var sandbox = await ARunningSandbox.StartAsync();
        var first = await sandbox.ChargeAsync("tok_visa", more: "&capture_method=manual");
        var second = await sandbox.ChargeAsync("tok_visa", "order_2", more: "&capture_method=manual");
        first["status"].ShouldBe("requires_capture");
        first["amount_received"].ShouldBe("0");

        var captured = await sandbox.StripeAsync(HttpMethod.Post, $"{Payments}/{first["id"]}/capture");
        var canceled = await sandbox.StripeAsync(HttpMethod.Post, $"{Payments}/{second["id"]}/cancel");
        var late = await sandbox.StripeAsync(HttpMethod.Post, $"{Payments}/{second["id"]}/capture");

        captured["amount_received"].ShouldBe("4200");
        canceled["status"].ShouldBe("canceled");
        late.Status.ShouldBe(400);
        late["error.code"].ShouldBe("payment_intent_unexpected_state");
    }

    [Fact]
    public async Task Payment_confirmed_in_a_second_step_is_captured_once()
    {
        await using var sandbox = await ARunningSandbox.StartAsync();
        var made = await sandbox.StripeAsync(HttpMethod.Post, Payments,
            "amount=4200&currency=usd&payment_method_types[]=card");
        made["status"].ShouldBe("requires_payment_method");

        var confirmed = await sandbox.StripeAsync(
            HttpMethod.Post, $"{Payments}/{made["id"]}/confirm", "payment_method=pm_card_visa");
        var again = await sandbox.StripeAsync(
            HttpMethod.Post, $"{Payments}/{made["id"]}/confirm", "payment_method=pm_card_visa");

        confirmed["status"].ShouldBe("succeeded");
        again.Status.ShouldBe(400);
        (await sandbox.GetAsync("/sandbox/books/summary"))["successful_captures"].ShouldBe("1");
    }

    [Fact]
    public async Task Payment_list_pages_from_the_newest_and_keeps_to_the_time_asked_for()
    {
        await using var sandbox = await ARunningSandbox.StartAsync();
        var first = await sandbox.ChargeAsync("tok_visa", "order_1");
        sandbox.Time.Advance(TimeSpan.FromSeconds(10));
        var second = await sandbox.ChargeAsync("tok_visa", "order_2");
        var third = await sandbox.ChargeAsync("tok_visa", "order_3");

        var page = await sandbox.StripeAsync(HttpMethod.Get, $"{Payments}?limit=1");
        var rest = await sandbox.StripeAsync(HttpMethod.Get, $"{Payments}?starting_after={page["data.0.id"]}");
        var recent = await sandbox.StripeAsync(HttpMethod.Get, $"{Payments}?created[gte]={second["created"]}");

        page["data.0.id"].ShouldBe(third["id"]);
        page["has_more"].ShouldBe("True");
        rest["data.0.id"].ShouldBe(second["id"]);
        rest["data.1.id"].ShouldBe(first["id"]);
        recent.Json.GetProperty("data").GetArrayLength().ShouldBe(2);
    }

    [Theory]
    [InlineData("metadata['order_id']:'order_2'")]
    [InlineData("metadata[\"order_id\"]:\"order_2\"")]
    [InlineData("metadata['order_id']:'order_2' AND status:'succeeded'")]
    [InlineData("status:'succeeded' AND metadata['order_id']:'order_2' AND amount>100")]
    public async Task Search_finds_the_payment_of_an_order(string query)
    {
        await using var sandbox = await ARunningSandbox.StartAsync();
        await sandbox.ChargeAsync("tok_visa", "order_1");
        var wanted = await sandbox.ChargeAsync("tok_visa", "order_2");

        var found = await sandbox.StripeAsync(
            HttpMethod.Get, $"{Payments}/search?query={Uri.EscapeDataString(query)}");

        found["object"].ShouldBe("search_result");
        found.Json.GetProperty("data").GetArrayLength().ShouldBe(1);
        found["data.0.id"].ShouldBe(wanted["id"]);
    }

    [Fact]
    public async Task Search_that_lags_sees_a_payment_only_later()
    {
        await using var sandbox = await ARunningSandbox.StartAsync(
            options => options with { SearchLag = TimeSpan.FromSeconds(60) });
        await sandbox.ChargeAsync("tok_visa");
        var search = $"{Payments}/search?query={Uri.EscapeDataString("metadata['order_id']:'order_1'")}";

        var early = await sandbox.StripeAsync(HttpMethod.Get, search);
        sandbox.Time.Advance(TimeSpan.FromSeconds(60));
        var late = await sandbox.StripeAsync(HttpMethod.Get, search);

        early.Json.GetProperty("data").GetArrayLength().ShouldBe(0);
        late.Json.GetProperty("data").GetArrayLength().ShouldBe(1);
    }

    [Fact]
    public async Task Search_that_cannot_be_read_is_refused()
    {
        await using var sandbox = await ARunningSandbox.StartAsync();

        var refused = await sandbox.StripeAsync(HttpMethod.Get, $"{Payments}/search?query=order_1");

        refused.Status.ShouldBe(400);
        refused["error.param"].ShouldBe("query");
    }

    [Fact]
    public async Task Refund_of_more_than_is_left_is_refused()
    {
        await using var sandbox = await ARunningSandbox.StartAsync();
        var charged = await sandbox.ChargeAsync("tok_visa");

        var part = await sandbox.StripeAsync(
            HttpMethod.Post, "refunds", $"payment_intent={charged["id"]}&amount=1000&metadata[order_id]=order_1");
        var tooMuch = await sandbox.StripeAsync(
            HttpMethod.Post, "refunds", $"payment_intent={charged["id"]}&amount=3201");
        var rest = await sandbox.StripeAsync(HttpMethod.Post, "refunds", $"payment_intent={charged["id"]}");
        var again = await sandbox.StripeAsync(HttpMethod.Post, "refunds", $"payment_intent={charged["id"]}");
        var listed = await sandbox.StripeAsync(HttpMethod.Get, $"refunds?payment_intent={charged["id"]}");

        part["status"].ShouldBe("succeeded");
        tooMuch.Status.ShouldBe(400);
        rest["amount"].ShouldBe("3200");
        again["error.code"].ShouldBe("charge_already_refunded");
        listed.Json.GetProperty("data").GetArrayLength().ShouldBe(2);
        (await sandbox.StripeAsync(HttpMethod.Get, $"refunds/{part["id"]}"))["amount"].ShouldBe("1000");
        (await sandbox.GetAsync("/sandbox/books/summary"))["refunded"].ShouldBe("4200");
    }
}
