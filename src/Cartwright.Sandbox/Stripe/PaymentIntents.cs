using System.Diagnostics;

namespace Cartwright.Sandbox.Stripe;

/// <summary>Creating, confirming, capturing and cancelling payments.</summary>
internal sealed class PaymentIntents(StripeProcessor processor, StripeHooks hooks)
{
    /// <summary>The processor takes no smaller charge in its usual currencies.</summary>
    private const long AmountMin = 50;
    private const long AmountMax = 99_999_999;

    /// <summary>Since this version of the API, payments offer every method unless told otherwise.</summary>
    private const string AutomaticMethodsSince = "2023-08-16";
    private const string TokenKey = "payment_method_data[card][token]";

    public Reply Create(Call call)
    {
        var form = StripeForm.Of(call);
        var amount = form.FindInteger("amount", out var error);
        if (error is not null)
            return error;
        if (amount is null)
            return StripeErrors.Missing("amount");
        if (form.Find("currency") is not { } currency)
            return StripeErrors.Missing("currency");
        if (Refuse(amount.Value, currency) is { } refused)
            return refused;

        var confirms = form.IsTrue("confirm");
        var payment = NewPayment(call, form, amount.Value, currency.ToLowerInvariant());
        if (confirms && RefuseRedirects(payment, form) is { } mismatch)
            return mismatch;
        if (FindCard(form, out var card, out var methodId) is { } unknown)
            return unknown;
        lock (payment.Lock)
        {
            if (card is not null)
            {
                Attach(payment, card, methodId, form);
                payment.Status = PaymentIntentStatus.RequiresConfirmation;
            }
            else if (confirms)
            {
                return StripeErrors.Invalid("parameter_missing",
                    "You cannot confirm this PaymentIntent because it's missing a payment method. You can either "
                    + "update the PaymentIntent with a payment method and then confirm it again, or confirm it again "
                    + "directly with a payment method or ConfirmationToken.", null);
            }

            processor.Add(payment);
            return confirms ? Charge(call, payment, form) : Answer(call, payment);
        }
    }

    public Reply Retrieve(Call call) => Locked(call, static (call, payment) => Answer(call, payment));

    public Reply Confirm(Call call) => Locked(call, (call, payment) =>
    {
        var form = StripeForm.Of(call);
        if (payment.Status == PaymentIntentStatus.Succeeded)
        {
            return StripeErrors.UnexpectedState(payment, "You cannot confirm this PaymentIntent because it has "
                + "already succeeded after being previously confirmed.");
        }

        if (payment.Status is PaymentIntentStatus.Canceled or PaymentIntentStatus.RequiresCapture)
            return WrongStatus(payment, "confirm");
        if (RefuseRedirects(payment, form) is { } mismatch)
            return mismatch;
        if (FindCard(form, out var card, out var methodId) is { } unknown)
            return unknown;
        if (card is not null)
            Attach(payment, card, methodId, form);
        if (payment.Card is null || payment.Status == PaymentIntentStatus.RequiresPaymentMethod && card is null)
        {
            return StripeErrors.UnexpectedState(payment,
                "You cannot confirm this PaymentIntent because it's missing a payment method.");
        }

        return Charge(call, payment, form);
    });

    public Reply Capture(Call call) => Locked(call, (call, payment) =>
    {
        if (payment.Status != PaymentIntentStatus.RequiresCapture)
            return WrongStatus(payment, "capture");
        var amount = StripeForm.Of(call).FindInteger("amount_to_capture", out var error);
        if (error is not null)
            return error;
        if (amount > payment.Amount || amount < 1)
        {
            return StripeErrors.Invalid("amount_too_large",
                "The amount to capture must be at least 1 and at most the payment's amount_capturable.",
                "amount_to_capture");
        }

        Settle(payment, amount ?? payment.Amount);
        hooks.Changed(payment);
        return Answer(call, payment);
    });

    public Reply Cancel(Call call) => Locked(call, (call, payment) =>
    {
        if (payment.Status is PaymentIntentStatus.Succeeded or PaymentIntentStatus.Canceled)
            return WrongStatus(payment, "cancel");
        payment.Status = PaymentIntentStatus.Canceled;
        payment.CanceledAt = processor.Now;
        payment.CancellationReason = StripeForm.Of(call).Find("cancellation_reason");
        hooks.Changed(payment);
        return Answer(call, payment);
    });

    /// <summary>What the shopper did on the challenge's page. Nothing happens when none was waiting.</summary>
    public void AnswerChallenge(PaymentIntent payment, bool isPassed)
    {
        lock (payment.Lock)
        {
            if (payment.Status != PaymentIntentStatus.RequiresAction)
                return;
            if (isPassed)
            {
                Approve(payment);
                hooks.Changed(payment);
                return;
            }

            payment.Status = PaymentIntentStatus.RequiresPaymentMethod;
            payment.LastError = new("invalid_request_error", "payment_intent_authentication_failure", null,
                "The provided PaymentMethod has failed authentication. You can provide payment_method_data or a new "
                + "PaymentMethod to attempt to fulfill this PaymentIntent again.");
            hooks.Changed(payment);
        }
    }

    private static Reply? Refuse(long amount, string currency) => (amount, currency.Length) switch
    {
        (< 1, _) => StripeErrors.Invalid("parameter_invalid_integer", "This value must be greater than or equal to 1.",
            "amount"),
        (< AmountMin, _) => StripeErrors.Invalid("amount_too_small",
            "Amount must be at least $0.50 usd.", "amount"),
        (> AmountMax, _) => StripeErrors.Invalid("amount_too_large",
            "Amount must be no more than $999,999.99.", "amount"),
        (_, not 3) => StripeErrors.Invalid(null, $"Invalid currency: {currency}.", "currency"),
        _ => null,
    };

    private PaymentIntent NewPayment(Call call, StripeForm form, long amount, string currency)
    {
        var hasTypes = (form.Find("payment_method_types[]") ?? form.Find("payment_method_types[0]")) is not null;
        var version = call.Header("Stripe-Version");
        var isAutomatic = form.Find("automatic_payment_methods[enabled]") is { } enabled
            ? enabled == "true"
            : !hasTypes && (version is null || string.CompareOrdinal(version, AutomaticMethodsSince) >= 0);
        return new()
        {
            Id = processor.Mint("pi_"),
            Amount = amount,
            Currency = currency,
            IsCapturedManually = form.Find("capture_method") == "manual",
            HasAutomaticMethods = isAutomatic,
            AllowsRedirects = form.Find("automatic_payment_methods[allow_redirects]") != "never",
            Metadata = form.Metadata(),
            Description = form.Find("description"),
            Created = processor.Now,
        };
    }

    private static Reply? RefuseRedirects(PaymentIntent payment, StripeForm form) =>
        payment.HasAutomaticMethods && payment.AllowsRedirects
            && form.Find("return_url") is null && payment.ReturnUrl is null
            ? StripeErrors.Invalid(null,
                "This PaymentIntent is configured to accept payment methods enabled in your Dashboard. Because some of "
                + "these payment methods might redirect your customer off of your page, you must provide a "
                + "`return_url`. If you don't want to accept redirect-based payment methods, set "
                + "`automatic_payment_methods[enabled]` to `true` and `automatic_payment_methods[allow_redirects]` to "
                + "`never` when creating Setup Intents and Payment Intents.", "return_url")
            : null;

    private static Reply? FindCard(StripeForm form, out TestCard? card, out string? methodId)
    {
        methodId = form.Find("payment_method");
        card = methodId is null ? null : TestCard.Find(methodId);
        if (methodId is not null)
            return card is null ? StripeErrors.NoSuch("PaymentMethod", methodId, "payment_method", 400) : null;
        var type = form.Find("payment_method_data[type]");
        if (form.Find(TokenKey) is not { } token)
            return type is null ? null : StripeErrors.Missing("payment_method_data[card]");
        if (type is null)
            return StripeErrors.Missing("payment_method_data[type]");
        card = TestCard.Find(token);
        return card is null ? StripeErrors.NoSuch("token", token, TokenKey, 400) : null;
    }

    private void Attach(PaymentIntent payment, TestCard card, string? methodId, StripeForm form)
    {
        payment.Card = card;
        payment.PaymentMethodId = methodId?.StartsWith("pm_", StringComparison.Ordinal) is true
            ? methodId
            : processor.Mint("pm_");
        payment.ReturnUrl = form.Find("return_url") ?? payment.ReturnUrl;
    }

    private Reply Charge(Call call, PaymentIntent payment, StripeForm form)
    {
        payment.LastError = null;
        payment.ReturnUrl = form.Find("return_url") ?? payment.ReturnUrl;
        var card = payment.Card!;
        switch (card.Outcome)
        {
            case TestCardOutcome.Approved:
                Approve(payment);
                hooks.Changed(payment);
                return Answer(call, payment);
            case TestCardOutcome.Challenged when form.IsTrue("error_on_requires_action") || form.IsTrue("off_session"):
                return Decline(payment, new("card_error", "authentication_required", "authentication_required",
                    "Your card was declined. This transaction requires authentication."));
            case TestCardOutcome.Challenged:
                payment.Status = PaymentIntentStatus.RequiresAction;
                hooks.Changed(payment);
                return Answer(call, payment);
            case TestCardOutcome.Declined:
                return Decline(payment, new("card_error", card.Code, card.DeclineCode, card.Message));
            default:
                throw new UnreachableException();
        }
    }

    private Reply Decline(PaymentIntent payment, StripeCardError error)
    {
        payment.ChargeId = processor.Mint("ch_");
        payment.Status = PaymentIntentStatus.RequiresPaymentMethod;
        payment.LastError = error;
        hooks.Changed(payment);
        var reply = StripeErrors.Card(payment, error);
        payment.PaymentMethodId = null;
        return reply;
    }

    private void Approve(PaymentIntent payment)
    {
        payment.ChargeId = processor.Mint("ch_");
        payment.LastError = null;
        if (payment.IsCapturedManually)
            payment.Status = PaymentIntentStatus.RequiresCapture;
        else
            Settle(payment, payment.Amount);
    }

    private static void Settle(PaymentIntent payment, long amount)
    {
        payment.Status = PaymentIntentStatus.Succeeded;
        payment.AmountReceived = amount;
        payment.Captures++;
    }

    private static Reply WrongStatus(PaymentIntent payment, string verb) => StripeErrors.UnexpectedState(payment,
        $"You cannot {verb} this PaymentIntent because it has a status of {PaymentIntent.NameOf(payment.Status)}.");

    private Reply Locked(Call call, Func<Call, PaymentIntent, Reply> act)
    {
        var id = call.Route("id");
        if (processor.Find(id) is not { } payment)
            return StripeErrors.NoSuch("payment_intent", id, "intent", 404);
        lock (payment.Lock)
            return act(call, payment);
    }

    private static Reply Answer(Call call, PaymentIntent payment) =>
        Reply.Json(200, (payment, call.BaseUrl), static (json, state) =>
            StripeJson.Write(json, state.payment, state.BaseUrl));
}
