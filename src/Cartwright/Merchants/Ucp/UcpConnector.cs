using System.Diagnostics;
using Microsoft.Extensions.Options;

namespace Cartwright.Merchants.Ucp;

/// <summary>
/// Buys over the Universal Commerce Protocol (https://ucp.dev) by its REST binding: a quote is a checkout session, a
/// placement completes it.
/// </summary>
internal sealed partial class UcpConnector(
    UcpTransport transport, UcpDiscovery discovery, IOptions<UcpOptions> options, TimeProvider clock)
    : IMerchantConnector
{
    public const string ProtocolName = "ucp";

    // One to choose the destination, where the merchant does not take it with the address, and one for the option.
    private const int SelectionCallsMax = 2;

    private readonly UcpOptions options = options.Value;

    public string Protocol => ProtocolName;

    public async Task<QuoteOutcome> QuoteAsync(
        Merchant merchant, QuoteRequest request, CancellationToken cancellationToken)
    {
        var found = await discovery.FindAsync(merchant, cancellationToken);
        if (found is UcpDiscovered.Unusable) return new QuoteOutcome.Refused([UcpQuotes.Own("version_unsupported")]);
        if (found is not UcpDiscovered.Found { Profile: var profile }) return new QuoteOutcome.Unavailable(Why(found));
        var handler = merchant.PaymentHandler is { } wanted ? profile.ResolveHandler(wanted) : null;
        if (handler is null && merchant.PaymentHandler is not null)
            return new QuoteOutcome.Refused([UcpQuotes.Own("handler_unsupported")]);

        using var deadline = transport.StartDeadline(options.QuoteDeadlineSeconds);
        var call = new QuoteCall(merchant, request, profile, handler, deadline);
        var reply = await OpenAsync(call, cancellationToken);
        for (var count = 0; count < SelectionCallsMax; count++)
        {
            if (reply is not UcpReply<UcpCheckout>.Answer { Value: var checkout } || !IsOpen(checkout)) break;
            if (request.Buyer is null || UcpShipping.Missing(checkout, request.ShippingMethodId) is not { } selection)
                break;
            reply = await PutAsync(call, SessionOf(call, checkout), selection, cancellationToken);
        }

        return reply switch
        {
            UcpReply<UcpCheckout>.Answer { Value: var checkout } => IsOpen(checkout)
                ? UcpQuotes.Read(checkout, request, SessionOf(call, checkout), profile, clock.GetUtcNow())
                : UcpQuotes.ReadRefusal(checkout, request),
            UcpReply<UcpCheckout>.Refusal refusal =>
                UcpQuotes.ReadRefusal(refusal.Status, refusal.Code, refusal.IsExplicit),
            UcpReply<UcpCheckout>.Failure failure => new QuoteOutcome.Unavailable(failure.Why),
            _ => throw new UnreachableException(),
        };
    }

    public PreparedPlacement Prepare(Merchant merchant, Quote quote, string orderId) =>
        UcpRequests.Completion(merchant, UcpSession.Read(quote), orderId);

    public async Task<PlacementOutcome> PlaceAsync(
        Merchant merchant,
        Quote quote,
        PreparedPlacement prepared,
        bool isRepeat,
        CancellationToken cancellationToken)
    {
        var session = UcpSession.Read(quote);
        using var deadline = transport.StartDeadline(options.PlaceDeadlineSeconds);
        var request = new UcpRequest(HttpMethod.Post, session.CompleteAddress, session.Version)
        {
            Body = prepared.Body,
            IdempotencyKey = prepared.Key,
        };
        var reply = await transport.SendAsync(request, UcpJson.Default.UcpCheckout, deadline, cancellationToken);
        return UcpPlacements.ReadCompletion(reply, quote, isRepeat, clock.GetUtcNow());
    }

    public async Task<PlacementFinding> FindAsync(
        Merchant merchant, Quote quote, PreparedPlacement prepared, CancellationToken cancellationToken)
    {
        var session = UcpSession.Read(quote);
        using var deadline = transport.StartDeadline(options.FindDeadlineSeconds);
        var request = new UcpRequest(HttpMethod.Get, session.Address, session.Version);
        var reply = await transport.SendAsync(request, UcpJson.Default.UcpCheckout, deadline, cancellationToken);
        return UcpPlacements.ReadFinding(reply, quote);
    }

    public async Task<MerchantOrderOutcome> ReadOrderAsync(
        Merchant merchant, Quote quote, string merchantOrderId, CancellationToken cancellationToken)
    {
        var session = UcpSession.Read(quote);
        using var deadline = transport.StartDeadline(options.OrderDeadlineSeconds);
        var reply = await transport.SendAsync(
            new(HttpMethod.Get, session.OrderAddress(merchantOrderId), session.Version), UcpJson.Default.UcpOrder,
            deadline, cancellationToken);
        return UcpOrders.Read(reply, merchantOrderId, session);
    }

    public async Task<MerchantCheck> CheckAsync(Merchant merchant, CancellationToken cancellationToken)
    {
        var found = await discovery.FindAsync(merchant, cancellationToken);
        if (found is not UcpDiscovered.Found { Profile: var profile })
            return new MerchantCheck.Unusable(Why(found));
        return merchant.PaymentHandler is { } handler && profile.ResolveHandler(handler) is null
            ? new MerchantCheck.Unusable(
                $"The store does not take the payment handler {handler}. It takes: "
                + string.Join(", ", profile.Handlers.Select(offered => offered.Id).Distinct()) + ".")
            : new MerchantCheck.Usable(profile.Version, profile.Capabilities);
    }

    internal static string Why(UcpDiscovered found) => found switch
    {
        UcpDiscovered.Unavailable unavailable => unavailable.Why,
        UcpDiscovered.Unusable unusable => unusable.Why,
        UcpDiscovered.Found => throw new UnreachableException(),
        _ => throw new UnreachableException(),
    };

    /// <summary>
    /// Goes on with the earlier session where it still lives, else opens a new one. Sessions cost nothing.
    /// </summary>
    private async Task<UcpReply<UcpCheckout>> OpenAsync(QuoteCall call, CancellationToken cancellationToken)
    {
        if (Reusable(call) is { } session)
        {
            var reply = await PutAsync(call, session, null, cancellationToken);
            var isOver = reply switch
            {
                UcpReply<UcpCheckout>.Answer answer => !IsOpen(answer.Value),
                UcpReply<UcpCheckout>.Refusal { Status: 404 or 409 or 410 } => true,
                _ => false,
            };
            if (!isOver) return reply;
        }

        var body = UcpRequests.Checkout(call.Request, call.Profile, null, null);
        return await SendAsync(
            call, HttpMethod.Post, new Uri($"{call.Profile.Endpoint}/checkout-sessions"), body, cancellationToken);
    }

    private Task<UcpReply<UcpCheckout>> PutAsync(
        QuoteCall call, UcpSession session, UcpSelection? selection, CancellationToken cancellationToken)
    {
        var body = UcpRequests.Checkout(call.Request, call.Profile, session, selection);
        return SendAsync(call, HttpMethod.Put, session.Address, body, cancellationToken);
    }

    private Task<UcpReply<UcpCheckout>> SendAsync(
        QuoteCall call, HttpMethod method, Uri address, byte[] body, CancellationToken cancellationToken)
    {
        var request = new UcpRequest(method, address, call.Profile.Version)
        {
            Body = body,
            IdempotencyKey = Guid.NewGuid().ToString(),
        };
        return transport.SendAsync(request, UcpJson.Default.UcpCheckout, call.Deadline, cancellationToken);
    }

    private UcpSession? Reusable(QuoteCall call)
    {
        if (call.Request.IsForSubmission) return null;
        if (call.Request.Earlier is not { } earlier || clock.GetUtcNow() >= earlier.ExpiresAt) return null;
        var session = UcpSession.Read(earlier);
        var isSame = session.Endpoint == call.Profile.Endpoint && session.Version == call.Profile.Version;
        // An update must name the line ids that a method delivers, and a new line has none yet.
        return isSame && call.Request.Lines.All(line => session.Lines.ContainsKey(line.ItemId)) ? session : null;
    }

    private static UcpSession SessionOf(QuoteCall call, UcpCheckout checkout) =>
        UcpSession.Of(checkout, call.Profile, call.Handler, UcpRequests.AddressIdOf(call.Request.Buyer));

    private static bool IsOpen(UcpCheckout checkout) =>
        checkout is { Id.Length: > 0, Status: "incomplete" or "ready_for_complete" or "requires_escalation" }
        && checkout.Ucp?.Status != "error";

    private sealed record QuoteCall(
        Merchant Merchant, QuoteRequest Request, UcpProfile Profile, string? Handler, UcpDeadline Deadline);
}
