using Cartwright.Accounts;
using Cartwright.Carts;
using Cartwright.Journal;
using Cartwright.Merchants;
using Cartwright.Orders;
using Cartwright.Orders.Placement;
using Cartwright.Payments;
using Cartwright.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Bench;

/// <summary>
/// Writes many carts and orders as the gateway would have written them. One of each is made by the gateway's own use
/// cases; the others are the same events under ids of their own, through the same code that appends.
/// </summary>
internal sealed class FillJournal(IServiceProvider services)
{
    private const int AtOnceMax = 1_024;
    private const int QuotesAtOnceMax = 128;

    private static readonly Account Account = new(ApiKeys.DefaultAccount, Billing.Card);

    private static readonly BuyerIdentity Buyer = new()
    {
        FirstName = "Ada", LastName = "Lovelace", Email = "ada@example.com", Phone = "+14155550123",
        Address1 = "1 Main Street", City = "San Francisco", ProvinceCode = "CA", PostalCode = "94105",
        CountryCode = "US",
    };

    private readonly IJournal journal = services.GetRequiredService<IJournal>();
    private readonly CartStreams carts = services.GetRequiredService<CartStreams>();
    private readonly OrderStreams orders = services.GetRequiredService<OrderStreams>();
    private readonly MerchantDirectory merchants = services.GetRequiredService<MerchantDirectory>();
    private readonly SecretSealer sealer = services.GetRequiredService<SecretSealer>();
    private readonly IIdSource ids = services.GetRequiredService<IIdSource>();
    private readonly TimeProvider clock = services.GetRequiredService<TimeProvider>();

    /// <summary>Carts that wait to be submitted, each with one item of each of the stores.</summary>
    public async Task<IReadOnlyList<string>> WithCartsAsync(
        IReadOnlyList<(string Variant, string Store)> items, int count)
    {
        var events = await MakeCartAsync(items);
        var filled = new string[count];
        await EachAsync(count, async index =>
        {
            var cart = filled[index] = ids.Next("cart");
            var copy = events.Select(Copied).ToList();
            await CommitAsync(new JournalAppend().Events(cart, 0, CartEventJson.Codec.Encode(copy)));
        });
        return filled;
    }

    /// <summary>Submits carts, with a live quote for each, and waits for no payment: what is queued stays.</summary>
    public async Task SubmitAsync(IReadOnlyList<string> submitted)
    {
        var submit = services.GetRequiredService<SubmitCart>();
        await Parallel.ForEachAsync(
            submitted,
            new ParallelOptions { MaxDegreeOfParallelism = QuotesAtOnceMax },
            async (cart, _) =>
            {
                var step = await submit.SubmitAsync(Account, new(cart, new Secret("tok_visa"), []));
                if (step is not SubmitCart.Step.Report { Begun.Orders.Count: 1 })
                    throw new InvalidOperationException($"A submission for the drain ended as {step}.");
            });
    }

    /// <summary>Orders that were placed, one to a cart, whose parcels are looked at in a week.</summary>
    public async Task WithPlacedAsync((string Variant, string Store) item, int count)
    {
        var cartEvents = await MakeCartAsync([item]);
        var model = await MakeSubmissionAsync(item);
        var merchant = await merchants.FindAsync(item.Store, CancellationToken.None)
            ?? throw new InvalidOperationException($"{item.Store} is not registered.");
        await EachAsync(count, async _ =>
        {
            var (cart, order) = (ids.Next("cart"), ids.Next("order"));
            CartEvent[] submitted =
            [
                .. cartEvents.Select(change => change is CartEvent.StoreAdded added
                    ? added with { OrderId = order } : change),
                new CartEvent.SubmissionStarted([new(item.Store, order)]),
            ];
            var append = new JournalAppend().Events(cart, 0, CartEventJson.Codec.Encode(submitted));
            var started = model with
            {
                CartId = cart, Card = new CardPayment(MoneyDecisions.ChargeKey(order), model.Card!.SealedToken),
            };
            var now = clock.GetUtcNow();
            var history = History(Order.NotStarted(order), started, merchant, now);
            await orders.AddAsync(append, Order.NotStarted(order), history, now, CancellationToken.None);
            append.Enqueue(OrderQueues.Track, order, now.AddDays(7));
            await CommitAsync(append);
        });
    }

    private IReadOnlyList<OrderEvent> History(
        Order order, OrderEvent.SubmissionStarted started, Merchant merchant, DateTimeOffset now)
    {
        var intent = PlacementIntent.For(
            merchants.ConnectorOf(merchant), merchant, started.Quote, order.Id, sealer);
        var submitted = order.Evolve(started, now);
        var paid = MoneyDecisions.OnPayment(
            submitted, new PaymentOutcome.Succeeded($"pi_{order.Id}", started.Amount), intent, now);
        var placing = paid.Events.Aggregate(submitted, (state, change) => state.Evolve(change, now));
        var placed = PlacementDecisions.OnPlacement(
            placing, new PlacementOutcome.Placed($"ord_{order.Id}", null), now, now);
        return [started, .. paid.Events, .. placed.Events];
    }

    private async Task<IReadOnlyList<CartEvent>> MakeCartAsync(IReadOnlyList<(string Variant, string Store)> items)
    {
        var request = new CreateCartRequest(
            [.. items.Select(item => new RequestedItem($"{item.Variant}@{item.Store}", Marketplace.Shopify, 1, 0))],
            Buyer, []);
        var created = await services.GetRequiredService<CreateCart>()
            .HandleAsync(Account, request, CancellationToken.None) as CartOutcome.Changed
            ?? throw new InvalidOperationException("The bench's cart was refused.");
        return await carts.ReadAsync(created.Cart.Id, created.Cart.Version);
    }

    private async Task<OrderEvent.SubmissionStarted> MakeSubmissionAsync((string Variant, string Store) item)
    {
        var cart = (await WithCartsAsync([item], 1))[0];
        await SubmitAsync([cart]);
        var submitted = await carts.LoadAsync(cart, CancellationToken.None);
        var order = await orders.LoadAsync(submitted.Stores.Single().OrderId, CancellationToken.None);
        return order.Submission!;
    }

    private CartEvent Copied(CartEvent change) =>
        change is CartEvent.StoreAdded added ? added with { OrderId = ids.Next("order") } : change;

    private async Task CommitAsync(JournalAppend append)
    {
        if (await journal.AppendAsync(append) is not AppendResult.Committed)
            throw new InvalidOperationException("What a bench fills in met a conflict.");
    }

    private static async Task EachAsync(int count, Func<int, Task> act) => await Parallel.ForEachAsync(
        Enumerable.Range(0, count),
        new ParallelOptions { MaxDegreeOfParallelism = AtOnceMax },
        async (index, _) => await act(index));
}
