using Cartwright.Merchants;

namespace Cartwright.Simulation.Bugs;

/// <summary>The merchants' connector as it would be with a wrong mapping of what is not known.</summary>
internal sealed class FaultyConnector(IMerchantConnector connector, DeliberateBug bug)
    : IMerchantConnector, IWithdrawsPlacements, ICancelsOrders
{
    public string Protocol => connector.Protocol;

    public Task<QuoteOutcome> QuoteAsync(
        Merchant merchant, QuoteRequest request, CancellationToken cancellationToken) =>
        connector.QuoteAsync(merchant, request, cancellationToken);

    public PreparedPlacement Prepare(Merchant merchant, Quote quote, string orderId) =>
        connector.Prepare(merchant, quote, orderId);

    public async Task<PlacementOutcome> PlaceAsync(
        Merchant merchant,
        Quote quote,
        PreparedPlacement prepared,
        bool isRepeat,
        CancellationToken cancellationToken)
    {
        var outcome = await connector.PlaceAsync(merchant, quote, prepared, isRepeat, cancellationToken);
        return bug == DeliberateBug.UnknownPlacementIsRefused && outcome is PlacementOutcome.Unknown
            ? new PlacementOutcome.Refused(PlacementRefusal.OutOfStock, "out_of_stock")
            : outcome;
    }

    public Task<PlacementFinding> FindAsync(
        Merchant merchant, Quote quote, PreparedPlacement prepared, CancellationToken cancellationToken) =>
        connector.FindAsync(merchant, quote, prepared, cancellationToken);

    public Task<MerchantOrderOutcome> ReadOrderAsync(
        Merchant merchant, Quote quote, string merchantOrderId, CancellationToken cancellationToken) =>
        connector.ReadOrderAsync(merchant, quote, merchantOrderId, cancellationToken);

    public Task<MerchantCheck> CheckAsync(Merchant merchant, CancellationToken cancellationToken) =>
        connector.CheckAsync(merchant, cancellationToken);

    public async Task<PlacementOutcome> WithdrawAsync(
        Merchant merchant, Quote quote, string key, CancellationToken cancellationToken)
    {
        var outcome = await ((IWithdrawsPlacements)connector).WithdrawAsync(merchant, quote, key, cancellationToken);
        return bug == DeliberateBug.UnknownWithdrawalIsDone && outcome is PlacementOutcome.Unknown
            ? new PlacementOutcome.Refused(PlacementRefusal.SessionCancelled, "canceled")
            : outcome;
    }

    public Task<MerchantAbility> OffersCancellationAsync(Merchant merchant, CancellationToken cancellationToken) =>
        ((ICancelsOrders)connector).OffersCancellationAsync(merchant, cancellationToken);

    public Task<CancelOutcome> CancelOrderAsync(
        Merchant merchant, Quote quote, string merchantOrderId, string key, CancellationToken cancellationToken) =>
        ((ICancelsOrders)connector).CancelOrderAsync(merchant, quote, merchantOrderId, key, cancellationToken);

    public Task<CancelFinding> FindCancellationAsync(
        Merchant merchant, Quote quote, string merchantOrderId, string key, CancellationToken cancellationToken) =>
        ((ICancelsOrders)connector).FindCancellationAsync(merchant, quote, merchantOrderId, key, cancellationToken);
}
