using System.Diagnostics;
using System.Globalization;

using Microsoft.Extensions.Options;

namespace Cartwright.Payments.Stripe;

/// <summary>Charges and refunds cards with Stripe's PaymentIntents.</summary>
internal sealed class StripeGateway(StripeClient stripe, IOptions<StripeOptions> options, TimeProvider clock)
    : IPaymentGateway
{
    private const int PageSize = 100;

    /// <summary>
    /// Stripe keeps a key for at least 24 hours (docs.stripe.com/api/idempotent_requests). An hour less leaves room for
    /// clocks that differ and for the repeat itself.
    /// </summary>
    private static readonly TimeSpan KeyLifetime = TimeSpan.FromHours(23);

    /// <summary>
    /// The shortest time for which a card's network holds an authorization
    /// (docs.stripe.com/payments/place-a-hold-on-a-payment-method).
    /// </summary>
    private static readonly TimeSpan AuthorizationLifetime = TimeSpan.FromHours(4 * 24 + 18);

    /// <summary>How far a list is read while the key still guards a repeat.</summary>
    private const int GuardedPagesMax = 2;

    /// <summary>How far Stripe's clock may be behind ours without a payment being overlooked.</summary>
    private static readonly TimeSpan ClockSkewMax = TimeSpan.FromMinutes(5);

    public async Task<PaymentOutcome> ChargeAsync(ChargeRequest request, CancellationToken cancellationToken)
    {
        if (StripeMapping.ToStripe(request.Amount) is not { } amount)
        {
            // Decided from the request alone, so every repeat and every earlier call was decided alike: none was sent.
            return Refused(null, StripeMapping.Find("invalid_amount")!);
        }

        var reply = await stripe.PostAsync(
            "v1/payment_intents", request.Key, ChargeForm(request, amount), StripeJson.Default.StripePaymentIntent,
            cancellationToken);
        switch (reply)
        {
            case StripeReply<StripePaymentIntent>.Value { Read: var intent, IsReplay: var isReplay }:
                var outcome = Outcome(intent);
                // A replay shows the payment as it was. Only an end is still true now.
                return isReplay && outcome is not (PaymentOutcome.Succeeded or PaymentOutcome.Refused)
                    ? await RetrieveAsync(intent.Id, cancellationToken)
                    : outcome;
            case StripeReply<StripePaymentIntent>.Error { Status: var status, What: var error }:
                return await RefusalAsync(request, status, error, cancellationToken);
            case StripeReply<StripePaymentIntent>.Unknown { Why: var why }:
                return new PaymentOutcome.Unknown(why);
            default:
                throw new UnreachableException();
        }
    }

    /// <summary>
    /// Which error proves that nothing was charged?
    /// <list type="bullet">
    /// <item>A card error (402) does: the method ran to its end under this key, and a repeat replays it.</item>
    /// <item>409 and an idempotency error do not: another call with this key runs, or did something else.</item>
    /// <item>A request turned away at the door (wrong API key, wrong parameter, used token) proves it of this call
    /// only. It may come before the idempotency layer (docs.stripe.com/error-low-level), so a repeat says nothing of
    /// the first call, which may have charged: that is looked up.</item>
    /// </list>
    /// </summary>
    private async Task<PaymentOutcome> RefusalAsync(
        ChargeRequest request, int status, StripeError error, CancellationToken cancellationToken)
    {
        var answer = $"HTTP {status} {error.Type} {error.Code}".TrimEnd();
        if (error.PaymentIntent is { Status: not ("requires_payment_method" or "canceled") } alive)
        {
            return await RetrieveAsync(alive.Id, cancellationToken);
        }

        switch (status, error.Type)
        {
            case (402, "card_error"):
                return Refused(error.PaymentIntent?.Id, StripeMapping.Decline(error)) with
                {
                    VendorCode = error.MostExactCode,
                };
            case (400 or 401 or 403 or 404, "invalid_request_error" or "authentication_error" or "permission_error"
                or "card_error"):
                var refused = Refused(error.PaymentIntent?.Id, StripeMapping.TurnedAway(status, error));
                if (!request.IsRepeat) return refused;
                return await LookUpAsync(request, options.Value.FindPagesMax, cancellationToken) switch
                {
                    null => new PaymentOutcome.Unknown($"{answer}; there are too many payments since to look it up"),
                    PaymentFinding.Found { Outcome: var found } => found,
                    // The same parameters would have been turned away the first time too, but not so the API key: that
                    // may have changed since, while the first call is still under way and in no list yet.
                    PaymentFinding.Absent => status is 401 or 403 ? new PaymentOutcome.Unknown(answer) : refused,
                    PaymentFinding.Unknown { Why: var why } => new PaymentOutcome.Unknown($"{answer}; {why}"),
                    _ => throw new UnreachableException(),
                };
            default:
                return new PaymentOutcome.Unknown(answer);
        }
    }

    /// <summary>
    /// While Stripe keeps the key, a repeat meets it there and replays the first answer or waits for it (409): it can
    /// never charge twice. So a list too long to read through ends in Absent then, and in Unknown only later.
    /// </summary>
    public async Task<PaymentFinding> FindAsync(ChargeRequest request, CancellationToken cancellationToken)
    {
        var isGuarded = !request.IsLastLook && clock.GetUtcNow() < request.RequestedAt + KeyLifetime;
        var finding = await LookUpAsync(
            request, isGuarded ? GuardedPagesMax : options.Value.FindPagesMax, cancellationToken);
        return finding ?? (isGuarded
            ? new PaymentFinding.Absent()
            : new PaymentFinding.Unknown(
                $"more than {options.Value.FindPagesMax * PageSize} payments since; raise Payments:Stripe:FindPagesMax"));
    }

    /// <summary>
    /// Search is asked first, as it takes one call; what it finds exists, but what it does not find may exist, since it
    /// lags behind (up to an hour in outages: docs.stripe.com/api/payment_intents/search). Lists are free of that delay
    /// (docs.stripe.com/search), so Absent rests on the whole list since the charge was requested.
    /// A call that is still under way at Stripe is in no list. It is younger than the 24 hours for which Stripe keeps
    /// the key, so a repeat meets it at the key (409, or a replay) and charges nothing: Absent is safe then too.
    /// Null when the list is longer than <paramref name="pagesMax"/>.
    /// </summary>
    private async Task<PaymentFinding?> LookUpAsync(
        ChargeRequest request, int pagesMax, CancellationToken cancellationToken)
    {
        var query = Uri.EscapeDataString($"metadata['order_id']:'{Quotable(request.OrderId)}'");
        var search = await stripe.GetAsync(
            $"v1/payment_intents/search?query={query}&limit={PageSize}",
            StripeJson.Default.StripePageStripePaymentIntent, cancellationToken);
        // A search may be refused (it is not offered in India) or fail: the list decides.
        var found = search is StripeReply<StripePage<StripePaymentIntent>>.Value { Read.Data: var hits } ? hits : [];
        if (found.Find(intent => IsOf(request, intent)) is { } hit)
        {
            // The search's copy may be out of date too, so the payment itself is read.
            return Finding(await RetrieveAsync(hit.Id, cancellationToken));
        }

        var since = (request.RequestedAt - ClockSkewMax).ToUnixTimeSeconds();
        var path = $"v1/payment_intents?created%5Bgte%5D={since}&limit={PageSize}";
        var after = "";
        var rival = found.Find(other => IsRival(request, other));
        for (var page = 0; page < pagesMax; page++)
        {
            var reply = await stripe.GetAsync(
                path + after, StripeJson.Default.StripePageStripePaymentIntent, cancellationToken);
            if (reply is not StripeReply<StripePage<StripePaymentIntent>>.Value { Read: var read })
            {
                return new PaymentFinding.Unknown($"payments can't be listed: {Why(reply)}");
            }

            if (read.Data.Find(intent => IsOf(request, intent)) is { } intent) return Finding(Outcome(intent));
            rival ??= read.Data.Find(other => IsRival(request, other));
            if (!read.HasMore) return rival is null ? new PaymentFinding.Absent() : Rival(rival);
            if (read.Data.Count == 0) return new PaymentFinding.Unknown("the list of payments has an empty page");
            after = $"&starting_after={Uri.EscapeDataString(read.Data[^1].Id)}";
        }

        return rival is null ? null : Rival(rival);

        static PaymentFinding Finding(PaymentOutcome outcome) => outcome is PaymentOutcome.Unknown { Why: var why }
            ? new PaymentFinding.Unknown(why)
            : new PaymentFinding.Found(outcome);

        static PaymentFinding Rival(StripePaymentIntent other) =>
            new PaymentFinding.Unknown($"payment {other.Id} is for the same order under another key");
    }

    public async Task<PaymentOutcome> RetrieveAsync(string paymentId, CancellationToken cancellationToken) =>
        await stripe.GetAsync(
            $"v1/payment_intents/{Uri.EscapeDataString(paymentId)}", StripeJson.Default.StripePaymentIntent,
            cancellationToken) switch
        {
            StripeReply<StripePaymentIntent>.Value { Read: var intent } => Outcome(intent),
            var reply => new PaymentOutcome.Unknown(Why(reply)),
        };

    public async Task<PaymentOutcome> CaptureAsync(string paymentId, string key, CancellationToken cancellationToken) =>
        await stripe.PostAsync(
            $"v1/payment_intents/{Uri.EscapeDataString(paymentId)}/capture", key, [],
            StripeJson.Default.StripePaymentIntent, cancellationToken) switch
        {
            StripeReply<StripePaymentIntent>.Value { Read: var intent } => Outcome(intent),
            // It was captured before, or let go. The error may be a replay, so the payment itself is asked.
            StripeReply<StripePaymentIntent>.Error { What.Code: "payment_intent_unexpected_state" } =>
                await RetrieveAsync(paymentId, cancellationToken),
            StripeReply<StripePaymentIntent>.Error { What.Code: { } code } when StripeMapping.Find(code) is
                { Reason: PaymentRefusal.AuthorizationExpired } row => Refused(paymentId, row),
            var reply => new PaymentOutcome.Unknown(Why(reply)),
        };

    public async Task<PaymentOutcome> CancelAsync(string paymentId, string key, CancellationToken cancellationToken) =>
        await stripe.PostAsync(
            $"v1/payment_intents/{Uri.EscapeDataString(paymentId)}/cancel", key,
            [new("cancellation_reason", "abandoned")], StripeJson.Default.StripePaymentIntent,
            cancellationToken) switch
        {
            StripeReply<StripePaymentIntent>.Value { Read: var intent } => Outcome(intent),
            // It can't be cancelled any more. The error may be a replay, so the payment itself is asked.
            StripeReply<StripePaymentIntent>.Error { What.Code: "payment_intent_unexpected_state" } =>
                await RetrieveAsync(paymentId, cancellationToken),
            var reply => new PaymentOutcome.Unknown(Why(reply)),
        };

    public async Task<RefundOutcome> RefundAsync(RefundRequest request, CancellationToken cancellationToken)
    {
        if (StripeMapping.ToStripe(request.Amount) is not { } amount)
        {
            return new RefundOutcome.Refused("invalid_amount");
        }

        KeyValuePair<string, string>[] form =
        [
            new("payment_intent", request.PaymentId),
            new("amount", amount.ToString(CultureInfo.InvariantCulture)),
            new("reason", "requested_by_customer"),
            new("metadata[order_id]", request.OrderId),
            new("metadata[refund_key]", request.Key),
        ];
        var reply = await stripe.PostAsync(
            "v1/refunds", request.Key, form, StripeJson.Default.StripeRefund, cancellationToken);
        switch (reply)
        {
            case StripeReply<StripeRefund>.Value { Read: var refund, IsReplay: false }:
                return Outcome(refund);
            case StripeReply<StripeRefund>.Value { Read: var refund }:
                // A replay shows the refund as it was; a pending one may have arrived, or failed, since.
                return await LookAsync(request, Outcome(refund), isAnyKey: false, cancellationToken);
            case StripeReply<StripeRefund>.Error
            {
                Status: 400 or 402 or 404, What: { Type: not "idempotency_error" } error
            }:
                // An earlier call may have refunded under this key, so it is looked up before it counts as refused.
                // When the whole charge has been refunded, the shopper has the money, whoever gave it back.
                return await LookAsync(
                    request, new RefundOutcome.Refused(error.MostExactCode),
                    isAnyKey: error.Code == "charge_already_refunded", cancellationToken);
            default:
                return new RefundOutcome.Unknown(Why(reply));
        }
    }

    private async Task<RefundOutcome> LookAsync(
        RefundRequest request, RefundOutcome otherwise, bool isAnyKey, CancellationToken cancellationToken) =>
        await FindRefundAsync(request, isAnyKey, cancellationToken) switch
        {
            RefundFinding.Found { Outcome: var found } => found,
            RefundFinding.Absent => otherwise,
            RefundFinding.Unknown { Why: var why } => new RefundOutcome.Unknown(why),
            _ => throw new UnreachableException(),
        };

    /// <summary>
    /// The refunds of one payment are a short list that is not behind (see <see cref="FindAsync"/>). A refund that
    /// somebody made by hand counts as this one when it gives back as much: the shopper has the money. It counts once.
    /// </summary>
    public Task<RefundFinding> FindRefundAsync(RefundRequest request, CancellationToken cancellationToken) =>
        FindRefundAsync(request, isAnyKey: false, cancellationToken);

    private async Task<RefundFinding> FindRefundAsync(
        RefundRequest request, bool isAnyKey, CancellationToken cancellationToken)
    {
        var reply = await stripe.GetAsync(
            $"v1/refunds?payment_intent={Uri.EscapeDataString(request.PaymentId)}&limit={PageSize}",
            StripeJson.Default.StripePageStripeRefund, cancellationToken);
        if (reply is not StripeReply<StripePage<StripeRefund>>.Value { Read: var read })
        {
            return new RefundFinding.Unknown($"refunds can't be listed: {Why(reply)}");
        }

        var refund = read.Data.Find(refund => refund.Metadata?.GetValueOrDefault("refund_key") == request.Key)
            ?? read.Data.Find(refund => refund.Status is "succeeded" or "pending"
                && !request.SettledRefundIds.Contains(refund.Id, StringComparer.Ordinal)
                && (isAnyKey || refund.Metadata?.ContainsKey("refund_key") != true)
                && StripeMapping.FromStripe(refund.Amount, refund.Currency) == request.Amount);
        if (refund is null)
        {
            return read.HasMore
                ? new RefundFinding.Unknown($"more than {PageSize} refunds of one payment")
                : new RefundFinding.Absent();
        }

        var outcome = Outcome(refund);
        return outcome is RefundOutcome.Unknown { Why: var why }
            ? new RefundFinding.Unknown(why)
            : new RefundFinding.Found(outcome);
    }

    private IEnumerable<KeyValuePair<string, string>> ChargeForm(ChargeRequest request, long amount) =>
    [
        new("amount", amount.ToString(CultureInfo.InvariantCulture)),
        new("currency", request.Amount.Currency.ToLowerInvariant()),
        new("confirm", "true"),
        new("capture_method", request.Capture switch
        {
            PaymentCapture.AtSubmission => "automatic",
            PaymentCapture.OnPlacement => "manual",
        }),
        new("payment_method_types[0]", "card"),
        new("payment_method_data[type]", "card"),
        new("payment_method_data[card][token]", request.Token.Reveal()),
        new("return_url", options.Value.ReturnUrl!.AbsoluteUri),
        new("metadata[order_id]", request.OrderId),
        new("metadata[cart_id]", request.CartId),
        new("metadata[charge_key]", request.Key),
    ];

    private DateTimeOffset ExpiryOf(StripePaymentIntent intent) =>
        (intent.Created is { } seconds ? DateTimeOffset.FromUnixTimeSeconds(seconds) : clock.GetUtcNow())
        + AuthorizationLifetime;

    private PaymentOutcome Outcome(StripePaymentIntent intent)
    {
        switch (intent.Status)
        {
            case "succeeded":
                return StripeMapping.FromStripe(intent.AmountReceived ?? intent.Amount, intent.Currency) is { } captured
                    ? new PaymentOutcome.Succeeded(intent.Id, captured)
                    : new PaymentOutcome.Unknown($"payment {intent.Id} was captured in {intent.Currency}");
            case "requires_action" when Uri.TryCreate(
                intent.NextAction?.RedirectToUrl?.Url, UriKind.Absolute, out var url)
                && url.Scheme is "https" or "http":
                return new PaymentOutcome.ActionRequired(intent.Id, url);
            case "requires_payment_method" when intent.LastPaymentError is { } error:
                return Refused(intent.Id, StripeMapping.Decline(error)) with { VendorCode = error.MostExactCode };
            case "canceled":
                return Refused(intent.Id, StripeMapping.Find("canceled")!) with { IsCancelled = true };
            case "requires_capture":
                return StripeMapping.FromStripe(intent.Amount, intent.Currency) is { } held
                    ? new PaymentOutcome.Authorized(intent.Id, held, ExpiryOf(intent))
                    : new PaymentOutcome.Unknown($"payment {intent.Id} is in {intent.Currency}");
            default:
                // Among them processing, from which it may still be captured.
                return new PaymentOutcome.Unknown($"payment {intent.Id} is {intent.Status}");
        }
    }

    private static RefundOutcome Outcome(StripeRefund refund) => refund.Status switch
    {
        "succeeded" => StripeMapping.FromStripe(refund.Amount, refund.Currency) is { } amount
            ? new RefundOutcome.Succeeded(refund.Id, amount)
            : new RefundOutcome.Unknown($"refund {refund.Id} is in {refund.Currency}"),
        "pending" or "requires_action" => new RefundOutcome.Pending(refund.Id),
        "failed" or "canceled" => new RefundOutcome.Refused(refund.FailureReason ?? refund.Status),
        _ => new RefundOutcome.Unknown($"refund {refund.Id} is {refund.Status}"),
    };

    private static PaymentOutcome.Refused Refused(string? paymentId, StripeRefusal row) =>
        new(paymentId, row.Reason, row.Code) { SafeWords = row.SafeWords };

    private static bool IsOf(ChargeRequest request, StripePaymentIntent intent) =>
        intent.Metadata?.GetValueOrDefault("charge_key") == request.Key
        && intent.Metadata.GetValueOrDefault("order_id") == request.OrderId;

    /// <summary>The order may have been paid by a charge that this request knows nothing of.</summary>
    private static bool IsRival(ChargeRequest request, StripePaymentIntent intent) =>
        intent.Metadata?.GetValueOrDefault("order_id") == request.OrderId
        && intent.Status is not ("canceled" or "requires_payment_method");

    private static string Why<T>(StripeReply<T> reply) => reply switch
    {
        StripeReply<T>.Unknown { Why: var why } => why,
        StripeReply<T>.Error { Status: var status, What: var error } =>
            $"HTTP {status} {error.Type} {error.Code}".TrimEnd(),
        _ => throw new UnreachableException(),
    };

    private static string Quotable(string value) => value.Replace("\\", "\\\\").Replace("'", "\\'");
}
