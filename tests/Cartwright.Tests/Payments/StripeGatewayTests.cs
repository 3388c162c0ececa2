using Cartwright.Payments;

using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;

using static Cartwright.Tests.Payments.StripeStub;

namespace Cartwright.Tests.Payments;

public sealed class StripeGatewayTests
{
    private const string Create = "POST /v1/payment_intents";
    private const string List = "GET /v1/payment_intents";
    private const string Search = "GET /v1/payment_intents/search";
    private const string Refunds = "POST /v1/refunds";
    private const string ListRefunds = "GET /v1/refunds";

    private static readonly DateTimeOffset Requested = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    private static readonly ChargeRequest FirstCharge = new(
        "order_1", "cart_1", "order_1:charge", new Money(1234, "USD"), new Secret("tok_visa"), Requested,
        IsRepeat: false);

    private static readonly ChargeRequest RepeatedCharge = FirstCharge with { IsRepeat = true };

    private static readonly RefundRequest Refunded = new(
        "order_1", "order_1:refund", "pi_1", new Money(1234, "USD"), Requested, []);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Charge_that_goes_through_sends_one_confirmed_intent_with_the_orders_key()
    {
        await using var stripe = await StartAsync();
        stripe.On(Create, 200, Intent("succeeded"));

        var outcome = await stripe.Gateway.ChargeAsync(FirstCharge, Cancelled);

        outcome.ShouldBe(new PaymentOutcome.Succeeded("pi_1", new Money(1234, "USD")));
        var seen = stripe.Seen.ShouldHaveSingleItem();
        seen.Headers["Idempotency-Key"].ShouldBe("order_1:charge");
        seen.Headers["Authorization"].ShouldBe("Bearer sk_test_51");
        seen.Headers["Stripe-Version"].ShouldBe("2024-06-20");
        seen.Form.ShouldBe(new Dictionary<string, string>
        {
            ["amount"] = "1234",
            ["currency"] = "usd",
            ["confirm"] = "true",
            ["capture_method"] = "automatic",
            ["payment_method_types[0]"] = "card",
            ["payment_method_data[type]"] = "card",
            ["payment_method_data[card][token]"] = "tok_visa",
            ["return_url"] = "https://shop.example/paid",
            ["metadata[order_id]"] = "order_1",
            ["metadata[cart_id]"] = "cart_1",
            ["metadata[charge_key]"] = "order_1:charge",
        }, ignoreOrder: true);
    }

    [Theory]
    [InlineData("card_declined", "generic_decline", PaymentRefusal.Declined, "generic_decline")]
    [InlineData("card_declined", "insufficient_funds", PaymentRefusal.InsufficientFunds, "insufficient_funds")]
    [InlineData("expired_card", null, PaymentRefusal.Expired, "expired_card")]
    [InlineData("incorrect_cvc", null, PaymentRefusal.InvalidCard, "incorrect_cvc")]
    [InlineData("incorrect_zip", null, PaymentRefusal.InvalidPostalCode, "incorrect_zip")]
    [InlineData("card_declined", "never_heard_of", PaymentRefusal.Declined, "never_heard_of")]
    [InlineData("never_heard_of", null, PaymentRefusal.Declined, "never_heard_of")]
    public async Task Charge_that_the_card_declines_is_refused_by_the_table(
        string code, string? declineCode, PaymentRefusal reason, string vendorCode)
    {
        await using var stripe = await StartAsync();
        stripe.On(Create, 402, Error("card_error", code, declineCode, Intent("requires_payment_method")));

        var refused = (await stripe.Gateway.ChargeAsync(RepeatedCharge, Cancelled))
            .ShouldBeOfType<PaymentOutcome.Refused>();

        (refused.PaymentId, refused.Reason, refused.VendorCode).ShouldBe(("pi_1", reason, vendorCode));
        refused.SafeWords.ShouldNotBeNull();
    }

    [Fact]
    public async Task Charge_that_needs_a_challenge_tells_its_url()
    {
        await using var stripe = await StartAsync();
        stripe.On(Create, 200, Intent("requires_action", url: "https://hooks.stripe.example/3ds/1"));

        (await stripe.Gateway.ChargeAsync(FirstCharge, Cancelled)).ShouldBe(
            new PaymentOutcome.ActionRequired("pi_1", new Uri("https://hooks.stripe.example/3ds/1")));
    }

    [Theory]
    [InlineData(200, "{}")]
    [InlineData(200, "null")]
    [InlineData(200, "")]
    [InlineData(200, """{"id":"pi_1","status":"succeeded""")]
    [InlineData(200, "<html></html>")]
    [InlineData(302, "")]
    [InlineData(400, "<html></html>")]
    [InlineData(400, """{"error":"no"}""")]
    [InlineData(402, "")]
    [InlineData(402, """{"error":{"type":"api_error"}}""")]
    [InlineData(400, """{"error":{"type":"idempotency_error"}}""")]
    [InlineData(409, """{"error":{"type":"idempotency_error","code":"idempotency_key_in_use"}}""")]
    [InlineData(409, """{"error":{"type":"invalid_request_error","code":"lock_timeout"}}""")]
    [InlineData(429, """{"error":{"type":"invalid_request_error","code":"rate_limit"}}""")]
    [InlineData(500, """{"error":{"type":"api_error"}}""")]
    [InlineData(503, "")]
    public async Task Charge_whose_answer_proves_nothing_is_unknown(int status, string body)
    {
        await using var stripe = await StartAsync();
        stripe.On(Create, status, body);

        (await stripe.Gateway.ChargeAsync(FirstCharge, Cancelled)).ShouldBeOfType<PaymentOutcome.Unknown>();
        (await stripe.Gateway.ChargeAsync(RepeatedCharge, Cancelled)).ShouldBeOfType<PaymentOutcome.Unknown>();
    }

    [Theory]
    [InlineData("processing")]
    [InlineData("requires_action")]
    [InlineData("requires_confirmation")]
    [InlineData("something_new")]
    public async Task Charge_in_a_status_that_may_still_capture_is_unknown(string status)
    {
        await using var stripe = await StartAsync();
        stripe.On(Create, 200, Intent(status));

        (await stripe.Gateway.ChargeAsync(FirstCharge, Cancelled)).ShouldBeOfType<PaymentOutcome.Unknown>();
    }

    [Fact]
    public async Task Charge_that_waits_for_its_capture_is_authorized_for_as_long_as_every_network_holds_it()
    {
        await using var stripe = await StartAsync();
        stripe.On(Create, 200, Intent("requires_capture").Replace("{\"id\"", "{\"created\":1700000000,\"id\""));

        var held = (await stripe.Gateway.ChargeAsync(
            FirstCharge with { Capture = PaymentCapture.OnPlacement }, Cancelled))
            .ShouldBeOfType<PaymentOutcome.Authorized>();

        held.ExpiresAt.ShouldBe(DateTimeOffset.FromUnixTimeSeconds(1_700_000_000).AddHours(114));
        stripe.Seen.Single().Form["capture_method"].ShouldBe("manual");
    }

    [Theory]
    [InlineData("charge_expired_for_capture")]
    [InlineData("capture_charge_authorization_expired")]
    public async Task Capture_that_comes_too_late_is_refused(string code)
    {
        await using var stripe = await StartAsync();
        stripe.On("POST /v1/payment_intents/pi_1/capture", 400, Error("invalid_request_error", code));

        (await stripe.Gateway.CaptureAsync("pi_1", "key", Cancelled))
            .ShouldBeOfType<PaymentOutcome.Refused>().Reason.ShouldBe(PaymentRefusal.AuthorizationExpired);
    }

    [Fact]
    public async Task Capture_of_what_was_captured_before_is_a_success()
    {
        await using var stripe = await StartAsync();
        stripe.On("POST /v1/payment_intents/pi_1/capture", 400,
            Error("invalid_request_error", "payment_intent_unexpected_state"));
        stripe.On("GET /v1/payment_intents/pi_1", 200, Intent("succeeded"));

        (await stripe.Gateway.CaptureAsync("pi_1", "key", Cancelled)).ShouldBeOfType<PaymentOutcome.Succeeded>();
    }

    [Theory]
    [InlineData(401, "invalid_request_error", "api_key_expired")]
    [InlineData(429, "rate_limit_error", "rate_limit")]
    [InlineData(500, "api_error", null)]
    public async Task Capture_that_is_turned_away_is_unknown(int status, string type, string? code)
    {
        await using var stripe = await StartAsync();
        stripe.On("POST /v1/payment_intents/pi_1/capture", status, Error(type, code));

        (await stripe.Gateway.CaptureAsync("pi_1", "key", Cancelled)).ShouldBeOfType<PaymentOutcome.Unknown>();
    }

    [Fact]
    public async Task Charge_whose_connection_breaks_is_unknown()
    {
        await using var stripe = await StartAsync();
        stripe.On(Create, context =>
        {
            context.Abort();
            return Task.CompletedTask;
        });

        (await stripe.Gateway.ChargeAsync(FirstCharge, Cancelled)).ShouldBeOfType<PaymentOutcome.Unknown>();
    }

    [Fact]
    public async Task Charge_that_is_not_answered_in_time_is_unknown()
    {
        var clock = new FakeTimeProvider(Requested);
        var arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var stripe = await StartAsync(clock);
        stripe.On(Create, async context =>
        {
            arrived.SetResult();
            var gone = new TaskCompletionSource();
            await using var _ = context.RequestAborted.Register(gone.SetResult);
            await gone.Task;
        });

        var charge = stripe.Gateway.ChargeAsync(FirstCharge, Cancelled);
        await arrived.Task;
        clock.Advance(TimeSpan.FromSeconds(30));

        (await charge).ShouldBe(new PaymentOutcome.Unknown("no answer within 30 s"));
    }

    [Fact]
    public async Task Charge_that_the_caller_gives_up_throws_and_is_no_outcome()
    {
        await using var stripe = await StartAsync();
        using var given = new CancellationTokenSource();
        stripe.On(Create, async context =>
        {
            var gone = new TaskCompletionSource();
            await using var _ = context.RequestAborted.Register(gone.SetResult);
            await given.CancelAsync();
            await gone.Task;
        });

        await Should.ThrowAsync<OperationCanceledException>(() => stripe.Gateway.ChargeAsync(FirstCharge, given.Token));
    }

    [Fact]
    public async Task Reply_without_end_is_not_read_to_its_end()
    {
        await using var stripe = await StartAsync();
        stripe.On(Create, async context =>
        {
            var spaces = new byte[1024 * 1024];
            Array.Fill(spaces, (byte)' ');
            for (var i = 0; i < 8; i++) await context.Response.Body.WriteAsync(spaces, context.RequestAborted);
        });

        var unknown = (await stripe.Gateway.ChargeAsync(FirstCharge, Cancelled))
            .ShouldBeOfType<PaymentOutcome.Unknown>();

        unknown.Why.ShouldContain("more than");
    }

    [Theory]
    [InlineData(400, "resource_missing", PaymentRefusal.InvalidToken)]
    [InlineData(400, "token_already_used", PaymentRefusal.InvalidToken)]
    [InlineData(400, "amount_too_small", PaymentRefusal.InvalidRequest)]
    [InlineData(400, "livemode_mismatch", PaymentRefusal.EnvironmentMismatch)]
    [InlineData(400, null, PaymentRefusal.InvalidRequest)]
    [InlineData(401, null, PaymentRefusal.Unauthenticated)]
    [InlineData(403, null, PaymentRefusal.Unauthenticated)]
    public async Task First_charge_turned_away_is_refused(int status, string? code, PaymentRefusal reason)
    {
        await using var stripe = await StartAsync();
        stripe.On(Create, status, Error("invalid_request_error", code));

        var refused = (await stripe.Gateway.ChargeAsync(FirstCharge, Cancelled))
            .ShouldBeOfType<PaymentOutcome.Refused>();

        (refused.PaymentId, refused.Reason).ShouldBe((null, reason));
        stripe.Seen.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Repeated_charge_turned_away_is_looked_up_since_the_first_may_have_charged()
    {
        await using var stripe = await StartAsync();
        stripe.On(Create, 400, Error("invalid_request_error", "token_already_used"))
            .On(Search, 200, Page(false))
            .On(List, 200, Page(false, Intent("succeeded")));

        (await stripe.Gateway.ChargeAsync(RepeatedCharge, Cancelled)).ShouldBeOfType<PaymentOutcome.Succeeded>();

        stripe.On(List, 200, Page(false));
        (await stripe.Gateway.ChargeAsync(RepeatedCharge, Cancelled)).ShouldBeOfType<PaymentOutcome.Refused>();
    }

    [Fact]
    public async Task Repeated_charge_with_a_wrong_api_key_is_unknown_since_nothing_can_be_looked_up()
    {
        await using var stripe = await StartAsync();
        var wrongKey = Error("invalid_request_error", null);
        stripe.On(Create, 401, wrongKey).On(Search, 401, wrongKey).On(List, 401, wrongKey);

        (await stripe.Gateway.ChargeAsync(RepeatedCharge, Cancelled)).ShouldBeOfType<PaymentOutcome.Unknown>();
    }

    [Fact]
    public async Task Repeated_charge_with_a_key_that_may_only_read_is_unknown_since_the_first_may_be_under_way()
    {
        await using var stripe = await StartAsync();
        stripe.On(Create, 403, Error("invalid_request_error", null))
            .On(Search, 200, Page(false))
            .On(List, 200, Page(false));

        (await stripe.Gateway.ChargeAsync(RepeatedCharge, Cancelled)).ShouldBeOfType<PaymentOutcome.Unknown>();
    }

    [Fact]
    public async Task Replayed_challenge_is_read_anew_since_it_may_have_been_passed()
    {
        await using var stripe = await StartAsync();
        stripe.On(Create, 200, Intent("requires_action", url: "https://hooks.stripe.example/1"), isReplay: true)
            .On("GET /v1/payment_intents/pi_1", 200, Intent("succeeded"));

        (await stripe.Gateway.ChargeAsync(RepeatedCharge, Cancelled)).ShouldBeOfType<PaymentOutcome.Succeeded>();
    }

    [Fact]
    public async Task Decline_that_names_a_captured_payment_is_not_believed()
    {
        await using var stripe = await StartAsync();
        stripe.On(Create, 402, Error("card_error", "card_declined", null, Intent("processing")))
            .On("GET /v1/payment_intents/pi_1", 200, Intent("succeeded"));

        (await stripe.Gateway.ChargeAsync(FirstCharge, Cancelled)).ShouldBeOfType<PaymentOutcome.Succeeded>();
    }

    [Fact]
    public async Task Charge_that_stripe_cannot_make_exactly_is_refused_without_a_call()
    {
        await using var stripe = await StartAsync();

        var refused = (await stripe.Gateway.ChargeAsync(FirstCharge with { Amount = new(1234, "KWD") }, Cancelled))
            .ShouldBeOfType<PaymentOutcome.Refused>();

        refused.Reason.ShouldBe(PaymentRefusal.InvalidRequest);
        stripe.Seen.ShouldBeEmpty();
    }

    [Fact]
    public async Task Find_reads_what_search_finds_since_search_may_be_behind()
    {
        await using var stripe = await StartAsync();
        stripe.On(Search, 200, Page(false, Intent("requires_action")))
            .On("GET /v1/payment_intents/pi_1", 200, Intent("succeeded"));

        (await stripe.Gateway.FindAsync(RepeatedCharge, Cancelled)).ShouldBe(
            new PaymentFinding.Found(new PaymentOutcome.Succeeded("pi_1", new Money(1234, "USD"))));
        stripe.Seen.First().Query["query"].ShouldBe("metadata['order_id']:'order_1'");
    }

    [Theory]
    [InlineData(200)]
    [InlineData(400)]
    [InlineData(500)]
    public async Task Find_trusts_the_list_where_search_finds_nothing(int searchStatus)
    {
        await using var stripe = await StartAsync();
        stripe.On(Search, searchStatus, searchStatus == 200 ? Page(false) : Error("invalid_request_error", null))
            .On(List, context => context.Response.WriteAsync(context.Request.Query["starting_after"] == "pi_8"
                ? Page(false, Intent("succeeded"))
                : Page(true, Intent("succeeded", "pi_9", "x", "y"), Intent("succeeded", "pi_8", "x", "y"))));

        (await stripe.Gateway.FindAsync(RepeatedCharge, Cancelled)).ShouldBe(
            new PaymentFinding.Found(new PaymentOutcome.Succeeded("pi_1", new Money(1234, "USD"))));
        stripe.Seen.Last().Query["created[gte]"].ShouldBe(
            Requested.AddMinutes(-5).ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task Find_of_a_declined_payment_is_the_refusal()
    {
        await using var stripe = await StartAsync();
        var error = ErrorPart("card_error", "card_declined", "insufficient_funds");
        stripe.On(Search, 200, Page(false)).On(List, 200, Page(false, Intent("requires_payment_method", error: error)));

        var found = (await stripe.Gateway.FindAsync(RepeatedCharge, Cancelled)).ShouldBeOfType<PaymentFinding.Found>();

        found.Outcome.ShouldBeOfType<PaymentOutcome.Refused>().Reason.ShouldBe(PaymentRefusal.InsufficientFunds);
    }

    [Fact]
    public async Task Find_is_absent_only_when_the_whole_list_has_nothing_of_the_order()
    {
        await using var stripe = await StartAsync();
        stripe.On(Search, 200, Page(false)).On(List, 200, Page(false, Intent("succeeded", "pi_9", "x", "order_2")));
        (await stripe.Gateway.FindAsync(RepeatedCharge, Cancelled)).ShouldBeOfType<PaymentFinding.Absent>();

        stripe.On(List, 200, Page(false, Intent("succeeded", "pi_9", "another:key")));
        (await stripe.Gateway.FindAsync(RepeatedCharge, Cancelled)).ShouldBeOfType<PaymentFinding.Unknown>();

        stripe.On(List, 500, "");
        (await stripe.Gateway.FindAsync(RepeatedCharge, Cancelled)).ShouldBeOfType<PaymentFinding.Unknown>();
    }

    [Fact]
    public async Task Find_that_meets_a_payment_under_another_key_in_a_list_too_long_to_read_stays_unknown()
    {
        await using var stripe = await StripeStub.StartAsync(new FakeTimeProvider(Requested.AddHours(1)));
        stripe.On(Search, 200, Page(false)).On(List, 200, Page(true, Intent("succeeded", "pi_9", "another:key")));

        (await stripe.Gateway.FindAsync(RepeatedCharge, Cancelled)).ShouldBeOfType<PaymentFinding.Unknown>()
            .Why.ShouldContain("another key");
    }

    [Theory]
    [InlineData(22, true)]
    [InlineData(24, false)]
    public async Task Find_in_a_list_too_long_to_read_is_absent_only_while_the_key_guards_a_repeat(
        int hoursLater, bool isAbsent)
    {
        await using var stripe = await StripeStub.StartAsync(new FakeTimeProvider(Requested.AddHours(hoursLater)));
        stripe.On(Search, 200, Page(false)).On(List, 200, Page(true, Intent("succeeded", "pi_9", "x", "order_2")));

        var finding = await stripe.Gateway.FindAsync(RepeatedCharge, Cancelled);

        (finding is PaymentFinding.Absent).ShouldBe(isAbsent);
        (finding is PaymentFinding.Unknown unknown && unknown.Why.Contains("FindPagesMax", StringComparison.Ordinal))
            .ShouldBe(!isAbsent);
    }

    [Fact]
    public async Task Cancel_of_an_unanswered_challenge_is_refused_as_expired()
    {
        await using var stripe = await StartAsync();
        stripe.On("POST /v1/payment_intents/pi_1/cancel", 200, Intent("canceled"));

        var refused = (await stripe.Gateway.CancelAsync("pi_1", "order_1:cancel", Cancelled))
            .ShouldBeOfType<PaymentOutcome.Refused>();

        refused.Reason.ShouldBe(PaymentRefusal.ChallengeExpired);
        stripe.Seen.ShouldHaveSingleItem().Headers["Idempotency-Key"].ShouldBe("order_1:cancel");
    }

    [Fact]
    public async Task Cancel_of_a_payment_captured_meanwhile_has_succeeded()
    {
        await using var stripe = await StartAsync();
        var error = Error("invalid_request_error", "payment_intent_unexpected_state");
        stripe.On("POST /v1/payment_intents/pi_1/cancel", 400, error)
            .On("GET /v1/payment_intents/pi_1", 200, Intent("succeeded"));

        (await stripe.Gateway.CancelAsync("pi_1", "order_1:cancel", Cancelled))
            .ShouldBeOfType<PaymentOutcome.Succeeded>();
    }

    [Fact]
    public async Task Refund_names_the_payment_the_amount_and_its_key()
    {
        await using var stripe = await StartAsync();
        stripe.On(Refunds, 200, Refund("succeeded"));

        (await stripe.Gateway.RefundAsync(Refunded, Cancelled)).ShouldBe(
            new RefundOutcome.Succeeded("re_1", new Money(1234, "USD")));
        var seen = stripe.Seen.ShouldHaveSingleItem();
        seen.Headers["Idempotency-Key"].ShouldBe("order_1:refund");
        (seen.Form["payment_intent"], seen.Form["amount"], seen.Form["metadata[refund_key]"])
            .ShouldBe(("pi_1", "1234", "order_1:refund"));
    }

    [Theory]
    [InlineData("pending", typeof(RefundOutcome.Pending))]
    [InlineData("requires_action", typeof(RefundOutcome.Pending))]
    [InlineData("failed", typeof(RefundOutcome.Refused))]
    [InlineData("canceled", typeof(RefundOutcome.Refused))]
    [InlineData("something_new", typeof(RefundOutcome.Unknown))]
    public async Task Refund_in_each_status_has_its_outcome(string status, Type outcome)
    {
        await using var stripe = await StartAsync();
        stripe.On(Refunds, 200, Refund(status));

        (await stripe.Gateway.RefundAsync(Refunded, Cancelled)).ShouldBeOfType(outcome);
    }

    [Fact]
    public async Task Refund_of_what_is_refunded_already_has_succeeded()
    {
        await using var stripe = await StartAsync();
        stripe.On(Refunds, 400, Error("invalid_request_error", "charge_already_refunded"))
            .On(ListRefunds, 200, Page(false, Refund("succeeded", "re_7", key: null)));

        (await stripe.Gateway.RefundAsync(Refunded, Cancelled)).ShouldBe(
            new RefundOutcome.Succeeded("re_7", new Money(1234, "USD")));
        stripe.Seen.Last().Query["payment_intent"].ShouldBe("pi_1");
    }

    [Fact]
    public async Task Refund_that_is_turned_away_and_nowhere_to_be_found_is_refused()
    {
        await using var stripe = await StartAsync();
        stripe.On(Refunds, 400, Error("invalid_request_error", "charge_disputed")).On(ListRefunds, 200, Page(false));

        (await stripe.Gateway.RefundAsync(Refunded, Cancelled)).ShouldBe(new RefundOutcome.Refused("charge_disputed"));

        stripe.On(ListRefunds, 500, "");
        (await stripe.Gateway.RefundAsync(Refunded, Cancelled)).ShouldBeOfType<RefundOutcome.Unknown>();
    }

    [Theory]
    [InlineData(401)]
    [InlineData(409)]
    [InlineData(429)]
    [InlineData(500)]
    public async Task Refund_whose_answer_proves_nothing_is_unknown(int status)
    {
        await using var stripe = await StartAsync();
        stripe.On(Refunds, status, Error("idempotency_error", null));

        (await stripe.Gateway.RefundAsync(Refunded, Cancelled)).ShouldBeOfType<RefundOutcome.Unknown>();
    }

    [Fact]
    public async Task Find_refund_goes_by_the_key()
    {
        await using var stripe = await StartAsync();
        stripe.On(ListRefunds, 200, Page(false, Refund("succeeded", "re_2", "another:key"), Refund("pending")));
        (await stripe.Gateway.FindRefundAsync(Refunded, Cancelled)).ShouldBe(
            new RefundFinding.Found(new RefundOutcome.Pending("re_1")));

        stripe.On(ListRefunds, 200, Page(false, Refund("succeeded", "re_2", "another:key")));
        (await stripe.Gateway.FindRefundAsync(Refunded, Cancelled)).ShouldBeOfType<RefundFinding.Absent>();

        stripe.On(ListRefunds, 429, "");
        (await stripe.Gateway.FindRefundAsync(Refunded, Cancelled)).ShouldBeOfType<RefundFinding.Unknown>();
    }
}
