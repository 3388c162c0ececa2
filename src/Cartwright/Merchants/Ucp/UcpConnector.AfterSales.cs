using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Cartwright.Merchants.Ucp;

/// <summary>
/// What follows a purchase. Cancelling a session is part of the protocol; cancelling and returning an order are the
/// extensions <c>dev.cartwright.order_cancel</c> and <c>dev.cartwright.returns</c>, which a merchant's profile names.
/// </summary>
internal sealed partial class UcpConnector : IWithdrawsPlacements, ICancelsOrders, ITakesReturns
{
    public async Task<PlacementOutcome> WithdrawAsync(
        Merchant merchant, Quote quote, string key, CancellationToken cancellationToken)
    {
        var session = UcpSession.Read(quote);
        using var deadline = transport.StartDeadline(options.PlaceDeadlineSeconds);
        var request = new UcpRequest(HttpMethod.Post, session.CancelAddress, session.Version)
        {
            IdempotencyKey = UcpRequests.KeyOf(key),
        };
        var reply = await transport.SendAsync(request, UcpJson.Default.UcpCheckout, deadline, cancellationToken);
        if (reply is UcpReply<UcpCheckout>.Failure failure) return new PlacementOutcome.Unknown(failure.Why);

        // The reply may be one that the key has kept; the session itself says how it stands now.
        return await FindAsync(merchant, quote, new("", default), cancellationToken) switch
        {
            PlacementFinding.Found found => found.Outcome,
            PlacementFinding.Absent => new PlacementOutcome.Unknown("The store leaves the session open."),
            PlacementFinding.Unknown unknown => new PlacementOutcome.Unknown(unknown.Why),
            var finding => throw new UnreachableException(finding.GetType().Name),
        };
    }

    public Task<MerchantAbility> OffersCancellationAsync(Merchant merchant, CancellationToken cancellationToken) =>
        OffersAsync(merchant, UcpCapabilities.OrderCancel, cancellationToken);

    public async Task<CancelOutcome> CancelOrderAsync(
        Merchant merchant, Quote quote, string merchantOrderId, string key, CancellationToken cancellationToken)
    {
        var session = UcpSession.Read(quote);
        var request = new UcpRequest(
            HttpMethod.Post, session.OrderAddress(merchantOrderId, "/cancel"), session.Version)
        {
            Body = JsonSerializer.SerializeToUtf8Bytes(
                new() { Reason = "buyer_request" }, UcpJson.Default.UcpOrderCancellation),
            IdempotencyKey = UcpRequests.KeyOf(key),
        };
        var reply = await SendAsync(request, UcpJson.Default.UcpOrder, cancellationToken);
        return UcpCancellations.Read(reply, merchantOrderId, UcpRequests.KeyOf(key));
    }

    public async Task<CancelFinding> FindCancellationAsync(
        Merchant merchant, Quote quote, string merchantOrderId, string key, CancellationToken cancellationToken)
    {
        var session = UcpSession.Read(quote);
        var request = new UcpRequest(HttpMethod.Get, session.OrderAddress(merchantOrderId), session.Version);
        var reply = await SendAsync(request, UcpJson.Default.UcpOrder, cancellationToken);
        return UcpCancellations.ReadFinding(reply, merchantOrderId, UcpRequests.KeyOf(key));
    }

    public Task<MerchantAbility> OffersReturnsAsync(Merchant merchant, CancellationToken cancellationToken) =>
        OffersAsync(merchant, UcpCapabilities.Returns, cancellationToken);

    public async Task<ReturnOutcome> RequestReturnAsync(
        Merchant merchant,
        Quote quote,
        string merchantOrderId,
        ReturnRequest request,
        CancellationToken cancellationToken)
    {
        var session = UcpSession.Read(quote);
        var body = new UcpReturnRequest
        {
            Id = request.ReturnId,
            LineItems = [.. request.Lines.Select(line => new UcpAdjustedLine
            {
                Id = session.Lines.GetValueOrDefault(line.ItemId, line.ItemId),
                Quantity = line.Quantity,
            })],
        };
        var call = new UcpRequest(HttpMethod.Post, session.OrderAddress(merchantOrderId, "/returns"), session.Version)
        {
            Body = JsonSerializer.SerializeToUtf8Bytes(body, UcpJson.Default.UcpReturnRequest),
            IdempotencyKey = UcpRequests.KeyOf(request.Key),
        };
        return UcpReturns.Read(
            await SendAsync(call, UcpJson.Default.UcpReturn, cancellationToken), request.ReturnId);
    }

    public async Task<ReturnFinding> FindReturnAsync(
        Merchant merchant, Quote quote, string merchantOrderId, string returnId, CancellationToken cancellationToken)
    {
        var session = UcpSession.Read(quote);
        var address = session.OrderAddress(merchantOrderId, $"/returns/{Uri.EscapeDataString(returnId)}");
        var reply = await SendAsync(
            new(HttpMethod.Get, address, session.Version), UcpJson.Default.UcpReturn, cancellationToken);
        return UcpReturns.ReadFinding(reply, returnId);
    }

    private async Task<MerchantAbility> OffersAsync(
        Merchant merchant, string capability, CancellationToken cancellationToken) =>
        await discovery.FindAsync(merchant, cancellationToken) switch
        {
            UcpDiscovered.Found found => found.Profile.Has(capability)
                ? MerchantAbility.Offered
                : MerchantAbility.NotOffered,
            UcpDiscovered.Unusable => MerchantAbility.NotOffered,
            UcpDiscovered.Unavailable => MerchantAbility.NotKnown,
            var found => throw new UnreachableException(found.GetType().Name),
        };

    private async Task<UcpReply<T>> SendAsync<T>(
        UcpRequest request, JsonTypeInfo<T> shape, CancellationToken cancellationToken)
        where T : class
    {
        using var deadline = transport.StartDeadline(options.OrderDeadlineSeconds);
        return await transport.SendAsync(request, shape, deadline, cancellationToken);
    }
}
