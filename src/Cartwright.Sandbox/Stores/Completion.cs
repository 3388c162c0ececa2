using System.Text.Json;
using Cartwright.Sandbox.Faults;

namespace Cartwright.Sandbox.Stores;

/// <summary>Completing a checkout session: the one call that places an order.</summary>
internal sealed class Completion(StoreStreet street)
{
    private const string InstrumentPath = "$.payment.instruments[0]";

    public Reply Complete(Call call) => Checkouts.Locked(street, call, (desk, session) =>
    {
        if (session.Phase is not SessionPhase.Open)
            return Checkouts.NotModifiable(desk, call, session);
        UcpCompleteRequest? request;
        try
        {
            request = JsonSerializer.Deserialize(call.Body, UcpJson.Default.UcpCompleteRequest);
        }
        catch (JsonException)
        {
            request = null;
        }

        if (request is null)
            return UcpReplies.Invalid(desk.Store, "The body is no completion in JSON.");
        session.IsUndeliverable |= call.Faults.Has(FaultKind.Undeliverable);
        var assessment = CheckoutAssessment.Of(session, desk.StockOf);
        if (!CheckoutAssessment.CanComplete(assessment, session))
            return NotReady(desk, call, session, assessment);
        if (FailureOf(desk.Store, call, request) is { } failure)
            return Fail(desk, call, session, failure);
        session.Failure = null;
        session.CompletionKey = call.Header("Idempotency-Key");
        session.ClientOrderId = Checkouts.ClientOrderIdOf(request.Attribution, request.Metadata)
            ?? session.ClientOrderId;
        return Accept(desk, call, session, assessment.Totals);
    });

    /// <summary>What a person does on the continue page: true when the order was placed by it.</summary>
    public static bool Review(StoreDesk desk, CheckoutSession session)
    {
        lock (session.Lock)
        {
            session.Settle(desk.Now);
            if (session.Phase != SessionPhase.Escalated)
                return false;
            var totals = CheckoutAssessment.Of(session, desk.StockOf).Totals;
            session.Order = desk.Place(session, totals);
            session.Phase = session.Order is null ? SessionPhase.Canceled : SessionPhase.Completed;
            return session.Order is not null;
        }
    }

    private static Reply Accept(StoreDesk desk, Call call, CheckoutSession session, CheckoutTotals totals)
    {
        if (desk.Store.AlwaysEscalates || call.Faults.Has(FaultKind.Escalate))
        {
            session.Phase = SessionPhase.Escalated;
        }
        else if (!call.Faults.Has(FaultKind.OutOfStockAtComplete) && desk.Place(session, totals) is { } order)
        {
            session.Order = order;
            var lasting = call.Faults.SecondsOf(FaultKind.CompleteInProgress, unless: 5);
            session.CompletesAt = desk.Now + (lasting ?? TimeSpan.Zero);
            session.Phase = lasting is null ? SessionPhase.Completed : SessionPhase.InProgress;
        }
        else
        {
            return Fail(desk, call, session, UcpMessage.Error(
                "out_of_stock", "An item was sold out meanwhile.", "recoverable", "$.line_items[0]"));
        }

        return UcpCheckoutJson.Reply(200, call, session, CheckoutAssessment.Of(session, desk.StockOf));
    }

    private static UcpMessage? FailureOf(Store store, Call call, UcpCompleteRequest request)
    {
        var instrument = store.Version == UcpVersion.V20260111
            ? request.PaymentData
            : request.Payment?.Instruments?.Find(known => known.Selected is true)
                ?? request.Payment?.Instruments?.FirstOrDefault();
        if (instrument?.Credential?.Token is null)
            return UcpMessage.Missing("$.payment.instruments", "A payment instrument with a credential is required");
        if (instrument.HandlerId != store.HandlerId)
        {
            return UcpMessage.Error("payment_failed", "There is no such payment handler.", "recoverable",
                InstrumentPath);
        }

        return instrument.Credential.Token != store.PaymentToken || call.Faults.Has(FaultKind.PaymentRefusedAtComplete)
            ? UcpMessage.Error("payment_failed", "The payment was refused.", "recoverable", InstrumentPath)
            : null;
    }

    private static Reply NotReady(
        StoreDesk desk, Call call, CheckoutSession session, CheckoutAssessment assessment)
    {
        if (desk.Store.Version != UcpVersion.V20260111)
            return UcpCheckoutJson.Reply(200, call, session, assessment);
        var why = assessment.Messages.First(message => message.Type == "error");
        return why.Code == "out_of_stock"
            ? UcpReplies.Older(409, "OUT_OF_STOCK", why.Content)
            : UcpReplies.Older(400, "INVALID_REQUEST", why.Content);
    }

    private static Reply Fail(StoreDesk desk, Call call, CheckoutSession session, UcpMessage failure)
    {
        if (desk.Store.Version == UcpVersion.V20260111)
        {
            return failure.Code switch
            {
                "payment_failed" => UcpReplies.Older(402, "PAYMENT_FAILED", failure.Content),
                "out_of_stock" => UcpReplies.Older(409, "OUT_OF_STOCK", failure.Content),
                _ => UcpReplies.Older(400, "INVALID_REQUEST", failure.Content),
            };
        }

        session.Failure = failure;
        return UcpCheckoutJson.Reply(200, call, session, CheckoutAssessment.Of(session, desk.StockOf));
    }
}
