namespace Cartwright.Client;

/// <summary>
/// Speaks to a Cartwright gateway: fills carts, submits them, follows their orders. Safe for concurrent use.
/// What may be expected to go wrong is a <see cref="Reply{T}"/>; exceptions are bugs and cancellations.
/// </summary>
public sealed partial class CartwrightClient
{
    private readonly CartwrightClientOptions options;
    private readonly TimeProvider clock;
    private readonly GatewayTransport transport;
    private readonly GatewayStream stream;

    /// <summary>Makes a client. It does not own <paramref name="http"/>.</summary>
    /// <exception cref="ArgumentException">An option is missing or out of its range.</exception>
    public CartwrightClient(HttpClient http, CartwrightClientOptions options, TimeProvider clock)
    {
        options.Validate();
        this.options = options;
        this.clock = clock;
        transport = new(http, options, clock);
        stream = new(http, options, clock);
    }

    /// <summary>Makes a cart, and asks every merchant in it for an offer.</summary>
    public Task<Reply<CartAnswer>> CreateCartAsync(NewCart cart, CancellationToken cancellationToken = default) =>
        ChangeAsync(
            Documents.CreateCart,
            new()
            {
                Items = CartItemsInput.From(cart.Items),
                BuyerIdentity = cart.Buyer,
                Attributes = [.. cart.Attributes.Select(pair => new AttributeInput(pair.Key, pair.Value))],
            },
            cancellationToken);

    /// <summary>Reads a cart.</summary>
    public Task<Reply<CartAnswer>> GetCartAsync(string cartId, CancellationToken cancellationToken = default) =>
        transport.SendAsync(
            Documents.GetCart, new(Id: cartId), WireJson.Default.CartAnswer, null, cancellationToken);

    /// <summary>Adds items; those that are in the cart already stay as they are.</summary>
    public Task<Reply<CartAnswer>> AddItemsAsync(
        string cartId, IReadOnlyList<CartItem> items, CancellationToken cancellationToken = default) =>
        ChangeAsync(
            Documents.AddItems, new() { Id = cartId, Items = CartItemsInput.From(items) }, cancellationToken);

    /// <summary>Sets the quantities of items that are in the cart.</summary>
    public Task<Reply<CartAnswer>> UpdateItemsAsync(
        string cartId, IReadOnlyList<CartItem> items, CancellationToken cancellationToken = default) =>
        ChangeAsync(
            Documents.UpdateItems, new() { Id = cartId, Items = CartItemsInput.From(items) }, cancellationToken);

    /// <summary>Takes items out of the cart, whatever their quantity.</summary>
    public Task<Reply<CartAnswer>> DeleteItemsAsync(
        string cartId, IReadOnlyList<CartItem> items, CancellationToken cancellationToken = default) =>
        ChangeAsync(
            Documents.DeleteItems, new() { Id = cartId, Items = DeletedLinesInput.From(items) }, cancellationToken);

    /// <summary>Says who buys, and where it goes.</summary>
    public Task<Reply<CartAnswer>> SetBuyerAsync(
        string cartId, Buyer buyer, CancellationToken cancellationToken = default) =>
        ChangeAsync(Documents.SetBuyer, new() { Id = cartId, BuyerIdentity = buyer }, cancellationToken);

    /// <summary>Chooses shipping methods among those of the stores' offers.</summary>
    public Task<Reply<CartAnswer>> SelectShippingAsync(
        string cartId, IReadOnlyList<ShippingChoice> choices, CancellationToken cancellationToken = default) =>
        ChangeAsync(Documents.SelectShipping, new() { Id = cartId, ShippingOptions = choices }, cancellationToken);

    /// <summary>Removes a cart that was not submitted. The answer is its id.</summary>
    public async Task<Reply<string>> RemoveCartAsync(string cartId, CancellationToken cancellationToken = default)
    {
        var reply = await transport.SendAsync(
            Documents.RemoveCart,
            new(Input: new() { Id = cartId }),
            WireJson.Default.RemovedCart,
            null,
            cancellationToken);
        return reply.Select(removed => removed.DeletedId);
    }

    /// <summary>
    /// Submits a cart: every store in it is charged and becomes an order. Orders are placed afterwards:
    /// <see cref="FollowAsync"/> tells how it goes on.
    /// </summary>
    public Task<Reply<Submission>> SubmitCartAsync(
        CartSubmission submission, CancellationToken cancellationToken = default) =>
        transport.SendAsync(
            Documents.SubmitCart,
            new(Input: new()
            {
                Id = submission.CartId,
                Token = submission.Token,
                SelectedShippingOptions = submission.Shipping.Count > 0 ? submission.Shipping : null,
            }),
            WireJson.Default.Submission,
            submission.IdempotencyKey,
            cancellationToken);

    /// <summary>Reads how the orders of a cart stand.</summary>
    public Task<Reply<Checkout>> GetCheckoutAsync(string cartId, CancellationToken cancellationToken = default) =>
        transport.SendAsync(
            Documents.GetCheckout, new(Id: cartId), WireJson.Default.Checkout, null, cancellationToken);

    /// <summary>Reads one order.</summary>
    public Task<Reply<Order>> GetOrderAsync(string orderId, CancellationToken cancellationToken = default) =>
        transport.SendAsync(Documents.GetOrder, new(Id: orderId), WireJson.Default.Order, null, cancellationToken);

    /// <summary>A page of what a store sells; the gateway limits its size.</summary>
    public Task<Reply<IReadOnlyList<Product>>> ListProductsAsync(
        string domain, int limit, int offset = 0, CancellationToken cancellationToken = default) =>
        transport.SendAsync(
            Documents.ListProducts,
            new(Input: new() { Domain = domain }, Pagination: new(limit, offset)),
            WireJson.Default.IReadOnlyListProduct,
            null,
            cancellationToken);

    private Task<Reply<CartAnswer>> ChangeAsync(
        Document document, WireInput input, CancellationToken cancellationToken) =>
        transport.SendAsync(document, new(Input: input), WireJson.Default.CartAnswer, null, cancellationToken);
}
