using System.Net.Http.Json;
using System.Text.Json;

using Cartwright.Payments;
using Cartwright.Sandbox;

using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Cartwright.Tests.Payments;

/// <summary>The gateway and the sandbox's processor over HTTP, and what the processor's books say then.</summary>
public sealed class StripeAgainstSandboxTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    private readonly FakeTimeProvider clock = new(Now);
    private WebApplication sandbox = null!;
    private ServiceProvider services = null!;
    private HttpClient controls = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private IPaymentGateway Gateway => services.GetRequiredService<IPaymentGateway>();

    public async ValueTask InitializeAsync()
    {
        sandbox = SandboxHost.Build(new SandboxOptions { Seed = 7, TimeProvider = clock });
        await sandbox.StartAsync(Cancelled);
        var address = SandboxHost.Address(sandbox);
        services = Gateways("sk_test_sandbox_key");
        // This one follows no redirects: the challenge's page sends the browser on to the shop.
        controls = services.GetRequiredService<IHttpClientFactory>().CreateClient("stripe");
        controls.BaseAddress = address;
    }

    public async ValueTask DisposeAsync()
    {
        await services.DisposeAsync();
        await sandbox.DisposeAsync();
    }

    [Fact]
    public async Task Charge_repeated_with_its_key_is_one_capture()
    {
        var first = await Gateway.ChargeAsync(Charge() with { IsRepeat = false }, Cancelled);
        var second = await Gateway.ChargeAsync(Charge(), Cancelled);
        var many = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Gateway.ChargeAsync(Charge(), Cancelled)));

        first.ShouldBeOfType<PaymentOutcome.Succeeded>().Captured.ShouldBe(new Money(4200, "USD"));
        second.ShouldBe(first);
        many.ShouldAllBe(outcome => outcome == first);
        (await BooksAsync("successful_captures")).ShouldBe(1);
    }

    [Fact]
    public async Task Charge_with_a_key_that_did_something_else_is_unknown()
    {
        await Gateway.ChargeAsync(Charge(), Cancelled);

        (await Gateway.ChargeAsync(Charge() with { Amount = new Money(4300, "USD") }, Cancelled))
            .ShouldBeOfType<PaymentOutcome.Unknown>();
        (await BooksAsync("captured")).ShouldBe(4200);
    }

    [Theory]
    [InlineData("tok_chargeDeclined", PaymentRefusal.Declined, "generic_decline")]
    [InlineData("tok_chargeDeclinedInsufficientFunds", PaymentRefusal.InsufficientFunds, "insufficient_funds")]
    [InlineData("tok_chargeDeclinedLostCard", PaymentRefusal.Declined, "lost_card")]
    [InlineData("tok_chargeDeclinedStolenCard", PaymentRefusal.Declined, "stolen_card")]
    [InlineData("tok_chargeDeclinedFraudulent", PaymentRefusal.Declined, "fraudulent")]
    [InlineData("tok_chargeDeclinedExpiredCard", PaymentRefusal.Expired, "expired_card")]
    [InlineData("tok_chargeDeclinedIncorrectCvc", PaymentRefusal.InvalidCard, "incorrect_cvc")]
    [InlineData("tok_chargeDeclinedProcessingError", PaymentRefusal.NotNow, "processing_error")]
    [InlineData("tok_avsZipFail", PaymentRefusal.InvalidPostalCode, "incorrect_zip")]
    public async Task Declining_token_is_refused_and_found_refused(
        string token, PaymentRefusal reason, string vendorCode)
    {
        var request = Charge() with { Token = new Secret(token) };

        var refused = (await Gateway.ChargeAsync(request, Cancelled)).ShouldBeOfType<PaymentOutcome.Refused>();

        (refused.Reason, refused.VendorCode).ShouldBe((reason, vendorCode));
        (await Gateway.ChargeAsync(request, Cancelled)).ShouldBe(refused);
        (await Gateway.FindAsync(request, Cancelled)).ShouldBe(new PaymentFinding.Found(refused));
        (await Gateway.RetrieveAsync(refused.PaymentId!, Cancelled)).ShouldBe(refused);
        (await BooksAsync("successful_captures")).ShouldBe(0);
    }

    [Theory]
    [InlineData("tok_nobody_knows")]
    [InlineData("4242424242424242")]
    [InlineData("spreedly_token")]
    public async Task Foreign_token_is_refused_without_a_payment(string token)
    {
        var request = Charge() with { Token = new Secret(token) };

        foreach (var isRepeat in new[] { false, true })
        {
            var refused = (await Gateway.ChargeAsync(request with { IsRepeat = isRepeat }, Cancelled))
                .ShouldBeOfType<PaymentOutcome.Refused>();
            (refused.PaymentId, refused.Reason).ShouldBe((null, PaymentRefusal.InvalidToken));
        }

        (await Gateway.FindAsync(request, Cancelled)).ShouldBeOfType<PaymentFinding.Absent>();
        (await BooksAsync("payments")).ShouldBe(0);
    }

    [Fact]
    public async Task Wrong_api_key_is_refused_the_first_time_and_unknown_after_a_charge()
    {
        await Gateway.ChargeAsync(Charge(), Cancelled);
        await using var others = Gateways("pk_live_not_a_secret_key");
        var stranger = others.GetRequiredService<IPaymentGateway>();

        (await stranger.ChargeAsync(Charge() with { IsRepeat = false }, Cancelled))
            .ShouldBeOfType<PaymentOutcome.Refused>().Reason.ShouldBe(PaymentRefusal.Unauthenticated);
        (await stranger.ChargeAsync(Charge(), Cancelled)).ShouldBeOfType<PaymentOutcome.Unknown>();
    }

    [Theory]
    [InlineData("drop-after", "")]
    [InlineData("truncated", "")]
    [InlineData("not-json", "")]
    [InlineData("huge", "")]
    [InlineData("status-after", ",\"code\":500")]
    [InlineData("status-after", ",\"code\":503,\"stored\":false")]
    public async Task Charge_whose_reply_is_lost_is_unknown_then_found_and_captured_once(string fault, string more)
    {
        await FaultAsync("create_payment_intent", fault, more);

        (await Gateway.ChargeAsync(Charge() with { IsRepeat = false }, Cancelled))
            .ShouldBeOfType<PaymentOutcome.Unknown>();
        var found = (await Gateway.FindAsync(Charge(), Cancelled)).ShouldBeOfType<PaymentFinding.Found>();

        found.Outcome.ShouldBeOfType<PaymentOutcome.Succeeded>();
        (await BooksAsync("successful_captures")).ShouldBe(1);
    }

    [Fact]
    public async Task Lost_charge_is_found_by_the_list_while_search_is_behind()
    {
        await FaultAsync("create_payment_intent", "drop-after");
        (await Gateway.ChargeAsync(Charge(), Cancelled)).ShouldBeOfType<PaymentOutcome.Unknown>();
        await FaultAsync("search", "search-lag", ",\"seconds\":3600");

        (await Gateway.FindAsync(Charge(), Cancelled)).ShouldBeOfType<PaymentFinding.Found>();
    }

    [Theory]
    [InlineData("drop-before", "")]
    [InlineData("refuse-connection", "")]
    [InlineData("redirect", "")]
    [InlineData("status", ",\"code\":429")]
    [InlineData("status", ",\"code\":503")]
    public async Task Charge_that_never_arrived_is_unknown_then_absent_then_made(string fault, string more)
    {
        await FaultAsync("create_payment_intent", fault, more);

        (await Gateway.ChargeAsync(Charge() with { IsRepeat = false }, Cancelled))
            .ShouldBeOfType<PaymentOutcome.Unknown>();
        (await Gateway.FindAsync(Charge(), Cancelled)).ShouldBeOfType<PaymentFinding.Absent>();
        (await Gateway.ChargeAsync(Charge(), Cancelled)).ShouldBeOfType<PaymentOutcome.Succeeded>();
        (await BooksAsync("successful_captures")).ShouldBe(1);
    }

    [Fact]
    public async Task Find_reads_page_after_page_until_the_charge_comes()
    {
        await Gateway.ChargeAsync(Charge(), Cancelled);
        for (var other = 0; other < 120; other++) await Gateway.ChargeAsync(Charge($"other_{other}"), Cancelled);
        await FaultAsync("search", "status", ",\"code\":400");

        (await Gateway.FindAsync(Charge(), Cancelled)).ShouldBeOfType<PaymentFinding.Found>();
        (await Gateway.FindAsync(Charge("never_made"), Cancelled)).ShouldBeOfType<PaymentFinding.Absent>();
    }

    [Theory]
    [InlineData("success")]
    [InlineData("failure")]
    public async Task Challenge_ends_as_the_shopper_answers_it(string answer)
    {
        var request = Charge() with { Token = new Secret("tok_threeDSecure2Required") };
        var challenge = (await Gateway.ChargeAsync(request, Cancelled)).ShouldBeOfType<PaymentOutcome.ActionRequired>();
        (await Gateway.RetrieveAsync(challenge.PaymentId, Cancelled)).ShouldBe(challenge);

        using var form = new FormUrlEncodedContent([new("outcome", answer)]);
        using var _ = await controls.PostAsync(challenge.Url, form, Cancelled);

        var outcome = await Gateway.RetrieveAsync(challenge.PaymentId, Cancelled);
        (await Gateway.ChargeAsync(request, Cancelled)).ShouldBe(outcome);
        if (answer == "success") outcome.ShouldBeOfType<PaymentOutcome.Succeeded>();
        else outcome.ShouldBeOfType<PaymentOutcome.Refused>().Reason.ShouldBe(PaymentRefusal.ChallengeRejected);
    }

    [Fact]
    public async Task Challenge_nobody_answers_is_given_up_and_one_that_was_passed_is_not()
    {
        var request = Charge() with { Token = new Secret("tok_threeDSecure2Required") };
        var open = (await Gateway.ChargeAsync(request, Cancelled)).ShouldBeOfType<PaymentOutcome.ActionRequired>();
        for (var i = 0; i < 2; i++)
        {
            (await Gateway.CancelAsync(open.PaymentId, "order_1:cancel", Cancelled))
                .ShouldBeOfType<PaymentOutcome.Refused>().Reason.ShouldBe(PaymentRefusal.ChallengeExpired);
        }

        var paid = (await Gateway.ChargeAsync(Charge("order_2"), Cancelled)).ShouldBeOfType<PaymentOutcome.Succeeded>();
        (await Gateway.CancelAsync(paid.PaymentId, "order_2:cancel", Cancelled)).ShouldBe(paid);
    }

    [Fact]
    public async Task Refund_twice_is_one_refund_even_under_another_key()
    {
        var paid = (await Gateway.ChargeAsync(Charge(), Cancelled)).ShouldBeOfType<PaymentOutcome.Succeeded>();
        var refund = Refund(paid.PaymentId);

        var first = (await Gateway.RefundAsync(refund, Cancelled)).ShouldBeOfType<RefundOutcome.Succeeded>();
        (await Gateway.RefundAsync(refund, Cancelled)).ShouldBe(first);
        (await Gateway.RefundAsync(refund with { Key = "order_1:refund:again" }, Cancelled))
            .ShouldBe(first);

        (await Gateway.FindRefundAsync(refund, Cancelled)).ShouldBe(new RefundFinding.Found(first));
        (await BooksAsync("refunds")).ShouldBe(1);
        (await BooksAsync("refunded")).ShouldBe(4200);
    }

    [Fact]
    public async Task Refund_whose_reply_is_lost_is_unknown_then_found_and_made_once()
    {
        var paid = (await Gateway.ChargeAsync(Charge(), Cancelled)).ShouldBeOfType<PaymentOutcome.Succeeded>();
        var refund = Refund(paid.PaymentId);
        (await Gateway.FindRefundAsync(refund, Cancelled)).ShouldBeOfType<RefundFinding.Absent>();
        await FaultAsync("refund", "drop-after");

        (await Gateway.RefundAsync(refund, Cancelled)).ShouldBeOfType<RefundOutcome.Unknown>();
        (await Gateway.FindRefundAsync(refund, Cancelled)).ShouldBeOfType<RefundFinding.Found>()
            .Outcome.ShouldBeOfType<RefundOutcome.Succeeded>();
        (await Gateway.RefundAsync(refund, Cancelled)).ShouldBeOfType<RefundOutcome.Succeeded>();
        (await BooksAsync("refunds")).ShouldBe(1);
    }

    [Fact]
    public async Task Refund_on_its_way_is_pending_until_it_has_arrived()
    {
        var paid = (await Gateway.ChargeAsync(Charge(), Cancelled)).ShouldBeOfType<PaymentOutcome.Succeeded>();
        var refund = Refund(paid.PaymentId);
        await FaultAsync("refund", "refund-pending", ",\"seconds\":60");

        (await Gateway.RefundAsync(refund, Cancelled)).ShouldBeOfType<RefundOutcome.Pending>();
        clock.Advance(TimeSpan.FromSeconds(61));

        (await Gateway.FindRefundAsync(refund, Cancelled)).ShouldBeOfType<RefundFinding.Found>()
            .Outcome.ShouldBeOfType<RefundOutcome.Succeeded>();
        (await Gateway.RefundAsync(refund, Cancelled)).ShouldBeOfType<RefundOutcome.Succeeded>();
    }

    private static ChargeRequest Charge(string orderId = "order_1") => new(
        orderId, "cart_1", $"{orderId}:charge", new Money(4200, "USD"), new Secret("tok_visa"), Now);

    private static RefundRequest Refund(string paymentId) =>
        new("order_1", "order_1:refund", paymentId, new Money(4200, "USD"), Now, []);

    private ServiceProvider Gateways(string secretKey) => StripeStub.Services(
        new()
        {
            ["Payments:Stripe:BaseAddress"] = $"{SandboxHost.Address(sandbox)}stripe/",
            ["Payments:Stripe:SecretKey"] = secretKey,
        },
        clock);

    private async Task FaultAsync(string operation, string kind, string more = "")
    {
        var rules = $$"""[{"target":"stripe","operation":"{{operation}}","kind":"{{kind}}","times":1{{more}}}]""";
        using var content = new StringContent(rules);
        using var response = await controls.PutAsync("sandbox/faults", content, Cancelled);
        response.EnsureSuccessStatusCode();
    }

    private async Task<long> BooksAsync(string what)
    {
        var summary = await controls.GetFromJsonAsync<JsonElement>("sandbox/books/summary", Cancelled);
        summary.GetProperty("orders_captured_twice").EnumerateObject().ShouldBeEmpty();
        return summary.GetProperty(what).GetInt64();
    }
}
