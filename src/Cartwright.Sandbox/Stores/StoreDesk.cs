using System.Collections.Concurrent;

namespace Cartwright.Sandbox.Stores;

/// <summary>One store at work: its stock, its sessions and its books.</summary>
internal sealed class StoreDesk
{
    /// <summary>So long lives a session that does not say otherwise.</summary>
    private static readonly TimeSpan s_sessionLife = TimeSpan.FromHours(6);
    private const int SweepEvery = 1024;

    private readonly SandboxIds _ids;
    private readonly TimeProvider _time;
    private readonly Lock _stockLock = new();
    private readonly Dictionary<string, int> _stock = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, CheckoutSession> _sessions = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, PlacedOrder> _orders = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, (StoreProduct Product, StoreVariant Variant)> _variants;
    private int _sessionsMade;

    public StoreDesk(Store store, SandboxIds ids, SandboxOptions options)
    {
        Store = store;
        _ids = ids;
        _time = options.TimeProvider;
        ShippedAfter = options.ShippedAfter;
        DeliveredAfter = options.DeliveredAfter;
        _variants = new(StringComparer.Ordinal);
        Restock();
    }

    public Store Store { get; }

    public TimeSpan ShippedAfter { get; }

    public TimeSpan DeliveredAfter { get; }

    public DateTimeOffset Now => _time.GetUtcNow();

    /// <summary>In no order.</summary>
    public IEnumerable<PlacedOrder> Orders => _orders.Select(pair => pair.Value);

    public (StoreProduct Product, StoreVariant Variant)? FindVariant(string id) =>
        _variants.TryGetValue(id, out var found) ? found : null;

    /// <summary>As they are sold now: somebody may have put another price on them.</summary>
    public IEnumerable<StoreVariant> VariantsOf(StoreProduct product) =>
        product.Variants.Select(variant => _variants[variant.Id].Variant);

    /// <summary>Another price or another stock; null leaves it. Open sessions learn of it when they are updated.</summary>
    public bool Shelve(string id, long? price, int? stock)
    {
        lock (_stockLock)
        {
            if (!_variants.TryGetValue(id, out var found))
                return false;
            var (product, variant) = found;
            if (stock is { } count)
                _stock[id] = count;
            _variants[id] = (product, variant with { Price = price ?? variant.Price, Stock = stock ?? variant.Stock });
            return true;
        }
    }

    /// <summary>Null for as many as anyone wants.</summary>
    public int? StockOf(StoreVariant variant)
    {
        if (variant.Stock is null)
            return null;
        lock (_stockLock)
            return _stock[variant.Id];
    }

    public CheckoutSession Open()
    {
        var now = Now;
        if (Interlocked.Increment(ref _sessionsMade) % SweepEvery == 0)
            Sweep(now);
        var session = new CheckoutSession(_ids.Mint("chk_"), Store, now + s_sessionLife);
        _sessions[session.Id] = session;
        return session;
    }

    public void Forget(CheckoutSession session) => _sessions.TryRemove(session.Id, out _);

    public CheckoutSession? FindSession(string id) => _sessions.GetValueOrDefault(id);

    public PlacedOrder? FindOrder(string id) => _orders.GetValueOrDefault(id);

    /// <summary>Takes the items out of the stock and writes the order down; null when something ran out.</summary>
    public PlacedOrder? Place(CheckoutSession session, CheckoutTotals totals)
    {
        if (!TakeStock(session.Lines))
            return null;
        var order = new PlacedOrder(
            _ids.Mint("ord_"), Store.Name, session.Id, session.CompletionKey, session.ClientOrderId, session.Lines,
            totals, session.Destination!, session.SelectedOption!, Now);
        _orders[order.Id] = order;
        return order;
    }

    /// <summary>Puts cancelled items back on the shelf.</summary>
    public void GiveBack(SessionLine line, int quantity)
    {
        if (line.Variant.Stock is null)
            return;
        lock (_stockLock)
            _stock[line.Variant.Id] += quantity;
    }

    public void Reset()
    {
        _sessions.Clear();
        _orders.Clear();
        Restock();
    }

    private bool TakeStock(SessionLine[] lines)
    {
        if (Array.TrueForAll(lines, line => line.Variant.Stock is null))
            return true;
        lock (_stockLock)
        {
            var limited = lines.Where(line => line.Variant.Stock is not null).ToList();
            var wanted = limited.GroupBy(line => line.Variant.Id);
            if (wanted.Any(group => _stock[group.Key] < group.Sum(line => line.Quantity)))
                return false;
            foreach (var line in limited)
                _stock[line.Variant.Id] -= line.Quantity;
            return true;
        }
    }

    private void Restock()
    {
        lock (_stockLock)
        {
            foreach (var product in Store.Products)
            {
                foreach (var variant in product.Variants)
                {
                    _variants[variant.Id] = (product, variant);
                    if (variant.Stock is { } stock)
                        _stock[variant.Id] = stock;
                }
            }
        }
    }

    /// <summary>Sessions nobody completed are kept as long again as they lived, then forgotten.</summary>
    private void Sweep(DateTimeOffset now)
    {
        foreach (var (id, session) in _sessions)
        {
            if (session.Order is null && now - session.ExpiresAt > s_sessionLife)
                _sessions.TryRemove(id, out _);
        }
    }
}
