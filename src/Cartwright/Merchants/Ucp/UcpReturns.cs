using System.Diagnostics;

namespace Cartwright.Merchants.Ucp;

/// <summary>Reads what a merchant says of a return. Pure.</summary>
internal static class UcpReturns
{
    /// <summary>The codes of the extension, and what each means here.</summary>
    public static readonly IReadOnlyList<(string VendorCode, ReturnRefusal Refusal)> Rules =
    [
        ("already_denied", ReturnRefusal.AlreadyDenied),
        ("already_returned", ReturnRefusal.AlreadyReturned),
        ("invalid_quantity", ReturnRefusal.InvalidQuantity),
        ("order_not_delivered", ReturnRefusal.OrderShippingInProgress),
        ("return_window_expired", ReturnRefusal.ReturnWindowExpired),
        ("returns_not_supported", ReturnRefusal.NotSupported),
        ("http_404", ReturnRefusal.NotSupported),
        ("http_405", ReturnRefusal.NotSupported),
    ];

    public static ReturnOutcome Read(UcpReply<UcpReturn> reply, string returnId) => reply switch
    {
        UcpReply<UcpReturn>.Answer { Value: { Ucp.Status: "error" } refused } => Refuse(CodeOf(refused) ?? "error"),
        UcpReply<UcpReturn>.Answer answer => Report(answer.Value, returnId) is { } report
            ? new ReturnOutcome.Taken(report)
            : new ReturnOutcome.Unknown("The store's answer shows no such return."),
        // Two requests met: neither says what became of the return.
        UcpReply<UcpReturn>.Refusal { Status: 409, Code: null or "request_in_progress" or "idempotency_conflict" } =>
            new ReturnOutcome.Unknown("The store works on another request for this return."),
        UcpReply<UcpReturn>.Refusal { IsExplicit: true } refusal => Refuse(refusal.Code ?? $"http_{refusal.Status}"),
        UcpReply<UcpReturn>.Refusal refusal =>
            new ReturnOutcome.Unknown($"The store answered HTTP {refusal.Status} without a reason."),
        UcpReply<UcpReturn>.Failure failure => new ReturnOutcome.Unknown(failure.Why),
        _ => throw new UnreachableException(),
    };

    public static ReturnFinding ReadFinding(UcpReply<UcpReturn> reply, string returnId) => reply switch
    {
        UcpReply<UcpReturn>.Answer { Value: { Ucp.Status: "error" } missing } when CodeOf(missing) == "not_found" =>
            new ReturnFinding.Absent(),
        UcpReply<UcpReturn>.Answer answer => Report(answer.Value, returnId) is { } report
            ? new ReturnFinding.Found(report)
            : new ReturnFinding.Unknown("The store's answer shows no such return."),
        UcpReply<UcpReturn>.Refusal { IsExplicit: true, Status: 404 } => new ReturnFinding.Absent(),
        UcpReply<UcpReturn>.Refusal refusal =>
            new ReturnFinding.Unknown($"The store does not show the return (HTTP {refusal.Status})."),
        UcpReply<UcpReturn>.Failure failure => new ReturnFinding.Unknown(failure.Why),
        _ => throw new UnreachableException(),
    };

    private static ReturnReport? Report(UcpReturn read, string returnId) =>
        read.Ucp?.Status != "error" && read.Id == returnId && StandingOf(read.Status) is { } standing
            ? new(
                standing,
                UcpPlacements.Web(read.ShippingLabelUrl),
                read.Credit is { Amount: >= 0 and { } amount, Currency: { } currency }
                    ? new(amount, currency.ToUpperInvariant())
                    : null)
            : null;

    private static ReturnStanding? StandingOf(string? status) => status switch
    {
        "requested" => ReturnStanding.Requested,
        "accepted" => ReturnStanding.Accepted,
        "received" => ReturnStanding.Received,
        "approved" => ReturnStanding.Approved,
        "denied" => ReturnStanding.Denied,
        "closed" => ReturnStanding.Closed,
        _ => null,
    };

    private static string? CodeOf(UcpReturn read) =>
        read.Messages.Each().FirstOrDefault(message => message.Type == "error")?.Code is { } code
            ? UcpMapping.Normalize(code)
            : null;

    private static ReturnOutcome.Refused Refuse(string vendorCode)
    {
        var code = UcpMapping.Normalize(vendorCode);
        foreach (var (known, refusal) in Rules)
            if (known == code) return new(refusal, code);
        return new(ReturnRefusal.ReturnCreationFailed, code);
    }
}
