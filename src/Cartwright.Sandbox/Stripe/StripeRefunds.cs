using Cartwright.Sandbox.Faults;

namespace Cartwright.Sandbox.Stripe;

internal sealed class StripeRefunds(StripeProcessor processor, StripeHooks hooks)
{
    private const int PageMax = 100;
    private const int PageDefault = 10;

    public Reply Create(Call call)
    {
        var form = StripeForm.Of(call);
        if (form.Find("payment_intent") is not { } paymentId)
            return StripeErrors.Missing("payment_intent");
        if (processor.Find(paymentId) is not { } payment)
            return StripeErrors.NoSuch("payment_intent", paymentId, "payment_intent", 404);
        var amount = form.FindInteger("amount", out var error);
        if (error is not null)
            return error;
        lock (payment.Lock)
        {
            if (payment.Status != PaymentIntentStatus.Succeeded)
            {
                return StripeErrors.Invalid("payment_intent_unexpected_state",
                    $"This PaymentIntent ({payment.Id}) does not have a successful charge to refund.", null);
            }

            var left = payment.AmountReceived - payment.AmountRefunded;
            if (left == 0)
            {
                return StripeErrors.Invalid("charge_already_refunded",
                    $"Charge {payment.ChargeId} has already been refunded.", null);
            }

            if (amount < 1 || amount > left)
            {
                return StripeErrors.Invalid(amount < 1 ? "parameter_invalid_integer" : null,
                    $"Refund amount ({amount}) is not between 1 and the unrefunded amount on charge ({left}).",
                    "amount");
            }

            return Keep(call, payment, amount ?? left, form);
        }
    }

    public Reply Retrieve(Call call)
    {
        var id = call.Route("id");
        return processor.FindRefund(id) is { } refund
            ? Answer(refund)
            : StripeErrors.NoSuch("refund", id, "id", 404);
    }

    public Reply List(Call call)
    {
        var form = StripeForm.Of(call);
        var limit = form.FindInteger("limit", out var error) ?? PageDefault;
        if (error is not null)
            return error;
        if (limit is < 1 or > PageMax)
            return StripeErrors.Invalid("parameter_invalid_integer", "limit is 1 to 100.", "limit");
        var paymentId = form.Find("payment_intent");
        var after = form.Find("starting_after");
        var found = processor.Refunds().Reverse()
            .Where(refund => paymentId is null || refund.Payment.Id == paymentId)
            .SkipWhile(refund => after is not null && refund.Id != after)
            .Skip(after is null ? 0 : 1)
            .Take((int)limit + 1)
            .ToList();
        return Reply.Json(200, (found, limit, processor.Now), static (json, state) =>
        {
            json.WriteStartObject();
            json.WriteString("object"u8, "list"u8);
            json.WriteString("url"u8, "/v1/refunds"u8);
            json.WriteBoolean("has_more"u8, state.found.Count > state.limit);
            json.WriteStartArray("data"u8);
            foreach (var refund in state.found.Take((int)state.limit))
                StripeJson.Write(json, refund, state.Now);
            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private Reply Keep(Call call, PaymentIntent payment, long amount, StripeForm form)
    {
        var pendingFor = call.Faults.SecondsOf(FaultKind.RefundPending, unless: 60) ?? TimeSpan.Zero;
        var now = processor.Now;
        var refund = new StripeRefund(
            processor.Mint("re_"), payment, amount, form.Find("reason"), form.Metadata(), now,
            call.Faults.Has(FaultKind.RefundFailed), now + (long)Math.Ceiling(pendingFor.TotalSeconds));
        // A failed refund goes back to the account's balance: the charge counts as not refunded.
        if (!refund.IsFailed)
            payment.AmountRefunded += amount;
        processor.Add(refund);
        hooks.Changed(refund);
        return Answer(refund);
    }

    private Reply Answer(StripeRefund refund) => Reply.Json(200, (refund, processor.Now), static (json, state) =>
        StripeJson.Write(json, state.refund, state.Now));
}
