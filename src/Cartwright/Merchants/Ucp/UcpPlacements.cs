using System.Text.Json;

namespace Cartwright.Merchants.Ucp;

/// <summary>
/// Reads what became of a completion. Only an explicit success or an explicit refusal ends an order; whatever else is
/// heard leaves it unknown. Pure.
/// </summary>
internal static class UcpPlacements
{
    private const string Other = "The store answered with another session than the one asked for.";

    /// <summary>
    /// A merchant keeps a key and its reply for 24 hours at least. Within that time it would answer a repeat of a
    /// completion that it has carried out with that reply, so "no such session" proves that it has not. Afterwards it
    /// proves nothing. One hour is left for clocks that differ.
    /// </summary>
    private static readonly TimeSpan KeyLifetime = TimeSpan.FromHours(23);

    public static PlacementOutcome ReadCompletion(
        UcpReply<UcpCheckout> reply, Quote quote, bool isRepeat, DateTimeOffset now) =>
        reply switch
        {
            UcpReply<UcpCheckout>.Refusal { IsExplicit: true } door
                when isRepeat && UcpMapping.For(door.Status, door.Code).IsDoor =>
                new PlacementOutcome.Unknown(
                    $"The store turned a repeat away ({door.Code ?? $"http_{door.Status}"}): the first may go on."),
            // Two requests met, in words that are not known.
            UcpReply<UcpCheckout>.Refusal { IsExplicit: true, Status: 409 } met
                when UcpMapping.For(met.Status, met.Code) == UcpMapping.Other =>
                new PlacementOutcome.Unknown("The store answered HTTP 409 with a code that is not known."),
            UcpReply<UcpCheckout>.Answer answer when IsOther(answer.Value, quote) =>
                new PlacementOutcome.Unknown(Other),
            UcpReply<UcpCheckout>.Answer answer => ReadAnswer(answer.Value, quote, now),
            UcpReply<UcpCheckout>.Refusal { IsExplicit: true } refusal =>
                Refuse(UcpMapping.For(refusal.Status, refusal.Code), refusal.Code ?? $"http_{refusal.Status}",
                    refusal.Code == "not_found", quote, now),
            UcpReply<UcpCheckout>.Refusal refusal =>
                new PlacementOutcome.Unknown($"The store answered HTTP {refusal.Status} without a reason."),
            UcpReply<UcpCheckout>.Failure failure => new PlacementOutcome.Unknown(failure.Why),
            _ => throw new System.Diagnostics.UnreachableException(),
        };

    public static PlacementFinding ReadFinding(UcpReply<UcpCheckout> reply, Quote quote) =>
        reply switch
        {
            UcpReply<UcpCheckout>.Answer answer when IsOther(answer.Value, quote) =>
                new PlacementFinding.Unknown(Other),
            UcpReply<UcpCheckout>.Answer answer => ReadSession(answer.Value),
            // A session may be gone because it ended in an order: only an operator can tell.
            UcpReply<UcpCheckout>.Refusal refusal =>
                new PlacementFinding.Unknown($"The store does not show the session (HTTP {refusal.Status})."),
            UcpReply<UcpCheckout>.Failure failure => new PlacementFinding.Unknown(failure.Why),
            _ => throw new System.Diagnostics.UnreachableException(),
        };

    private static PlacementFinding ReadSession(UcpCheckout checkout)
    {
        if (IsError(checkout)) return new PlacementFinding.Unknown("The store does not show the session.");
        return checkout.Status switch
        {
            "ready_for_complete" or "incomplete" => new PlacementFinding.Absent(),
            "canceled" => new PlacementFinding.Found(Cancelled(checkout)),
            _ => ReadStanding(checkout) is PlacementOutcome.Unknown unknown
                ? new PlacementFinding.Unknown(unknown.Why)
                : new PlacementFinding.Found(ReadStanding(checkout)),
        };
    }

    private static PlacementOutcome ReadAnswer(UcpCheckout checkout, Quote quote, DateTimeOffset now)
    {
        var error = checkout.Messages.Each().FirstOrDefault(message => message.Type == "error");
        if (IsError(checkout))
            // Without the session in view, a code that is not known does not say whether the order was placed.
            return error is null || UcpMapping.For(error) == UcpMapping.Other
                ? new PlacementOutcome.Unknown("The store answered with an error that is not known.")
                : Refuse(error, quote, now);
        if (checkout.Status is "canceled") return Cancelled(checkout);
        if (checkout.Status is not ("incomplete" or "ready_for_complete")) return ReadStanding(checkout);

        if (error is null)
            return new PlacementOutcome.Unknown($"The store left the session {checkout.Status} without a reason.");
        // The merchant wants a step of the buyer's that this gateway can't take, and shows where it is taken.
        var isAction = error.Path?.StartsWith("$.actions", StringComparison.Ordinal) is true;
        return isAction && ContinueUrl(checkout) is { } url
            ? new PlacementOutcome.ActionRequired(url)
            : Refuse(error, quote, now);
    }

    private static PlacementOutcome ReadStanding(UcpCheckout checkout) => checkout.Status switch
    {
        "completed" => checkout.Order?.Id is { Length: > 0 } id
            ? new PlacementOutcome.Placed(id, Web(checkout.Order.PermalinkUrl), TotalOf(checkout))
            : new PlacementOutcome.Unknown("The store completed the session without an order id."),
        "complete_in_progress" => HasActions(checkout) && ContinueUrl(checkout) is { } url
            ? new PlacementOutcome.ActionRequired(url)
            : new PlacementOutcome.InProgress(),
        "requires_escalation" => ContinueUrl(checkout) is { } url
            ? new PlacementOutcome.ActionRequired(url)
            : new PlacementOutcome.Unknown("The store wants the buyer to go on and does not say where."),
        _ => new PlacementOutcome.Unknown("The store's session has a status that is not known."),
    };

    /// <summary>The merchant's own word for "invalid or expired"; a placed order is never cancelled this way.</summary>
    private static PlacementOutcome.Refused Cancelled(UcpCheckout checkout)
    {
        foreach (var message in checkout.Messages.Each().Where(message => message.Type == "error"))
            if (message.Code is { } code && UcpMapping.For(message) is { Refusal: { } reason } rule
                && rule != UcpMapping.Other)
                return new(reason, UcpMapping.Normalize(code));
        return new(PlacementRefusal.SessionCancelled, "canceled");
    }

    private static PlacementOutcome Refuse(UcpMessage error, Quote quote, DateTimeOffset now)
    {
        var code = UcpMapping.Normalize(error.Code ?? "");
        var isSession = code == "not_found" && error.Path is null;
        return Refuse(UcpMapping.For(error), code, isSession, quote, now);
    }

    private static PlacementOutcome Refuse(
        UcpRule rule, string code, bool isSessionGone, Quote quote, DateTimeOffset now) =>
        isSessionGone && now - quote.QuotedAt < KeyLifetime
            ? new PlacementOutcome.Refused(PlacementRefusal.SessionExpired, code)
            : rule.Refusal is { } reason
                ? new PlacementOutcome.Refused(reason, code)
                : new PlacementOutcome.Unknown($"The store answered {code}, which proves nothing.");

    private static Money? TotalOf(UcpCheckout checkout) =>
        checkout.Currency is { } currency
        && checkout.Totals.Each().FirstOrDefault(entry => entry.Type == "total") is { } total
            ? new(total.Amount, currency.ToUpperInvariant())
            : null;

    private static bool IsOther(UcpCheckout checkout, Quote quote) =>
        !IsError(checkout) && checkout.Id != quote.SessionId;

    private static bool IsError(UcpCheckout checkout) => checkout.Ucp?.Status == "error";

    private static bool HasActions(UcpCheckout checkout) =>
        checkout.Actions is { ValueKind: JsonValueKind.Object } actions && actions.EnumerateObject().Any();

    private static Uri? ContinueUrl(UcpCheckout checkout) => Web(checkout.ContinueUrl);

    /// <summary>An address that a person may be sent to.</summary>
    internal static Uri? Web(string? address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" ? url : null;
}
