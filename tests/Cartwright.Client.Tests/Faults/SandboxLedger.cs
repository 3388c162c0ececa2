using System.Text.Json.Nodes;

namespace Cartwright.Client.Tests.Faults;

/// <summary>The sandbox's books by order: what was captured and given back, and how often it was placed.</summary>
internal sealed class SandboxLedger
{
    private readonly ILookup<string, JsonNode> payments;
    private readonly Dictionary<string, int> placed;

    internal SandboxLedger(JsonNode books)
    {
        payments = books["payments"]!.AsArray().Where(payment => payment!["order_id"] is not null)
            .ToLookup(payment => payment!["order_id"]!.GetValue<string>(), payment => payment!);
        // A store of the oldest dialect does not take the gateway's id: its own stands for it.
        placed = books["orders"]!.AsArray()
            .CountBy(order => (order!["client_order_id"] ?? order["order_id"])!.GetValue<string>()).ToDictionary();
        OrdersPlaced = books["orders"]!.AsArray().Count;
    }

    /// <summary>By all runs together, whoever asked for them.</summary>
    internal int OrdersPlaced { get; }

    internal long Kept(string orderId) => payments[orderId].Sum(payment =>
        payment["captured"]!.GetValue<long>() - payment["refunded"]!.GetValue<long>());

    internal int Captures(string orderId) => payments[orderId].Sum(payment => payment["captures"]!.GetValue<int>());

    private int Placed(Order order) => placed.GetValueOrDefault(order.Id)
        + order.MarketplaceOrderIds.Sum(id => placed.GetValueOrDefault(id));

    /// <summary>
    /// Placed for more than the caller has agreed to. Who resumes agrees to what the cart shows then; and what the gateway
    /// does with a copy that the line made of a read or a submission is its own affair.
    /// </summary>
    private static IEnumerable<string> Overpaid(FaultyRun run)
    {
        if (!ReferenceEquals(run.End, run.Placement) || run.HasStrayCopies) yield break;
        var placed = run.End!.Stores.OfType<StoreOutcome.Placed>().ToLookup(store => store.ReplacedOrderIds.Count > 0);
        foreach (var store in placed[false])
        {
            if (run.Agreed[store.Store] is { } agreed && store.Order.Total!.Value <= agreed) continue;
            yield return $"{store.Store} was bought for {store.Order.Total}, and {run.Agreed[store.Store]} was agreed to.";
        }
        var replaced = placed[true].Sum(store => store.Order.Total!.Value);
        if (replaced > (run.ReplaceTotalMax ?? 0)) yield return $"Replacements cost {replaced}: that is too much.";
    }

    /// <summary>What of a run's result and orders is not as the books have it; empty when all is well.</summary>
    internal IEnumerable<string> Differences(FaultyRun run)
    {
        foreach (var order in run.Orders)
        {
            if (Captures(order.Id) > 1) yield return $"{order.Id} was captured {Captures(order.Id)} times.";
            var (kept, placed) = (Kept(order.Id), Placed(order));
            if (placed > 1) yield return $"{order.Id} was placed {placed} times.";
            var isPlaced = order.Status == OrderStatus.Succeeded;
            if (isPlaced != (placed == 1)) yield return $"{order.Id} is {order.Status} and was placed {placed} times.";
            if (isPlaced ? kept != order.Total!.Value : kept != 0)
            {
                yield return $"{order.Id} is {order.Status}, and {kept} of {order.Total?.Value} is kept.";
            }
        }

        var boughtIds = run.Orders.Where(order => Placed(order) > 0).Select(order => order.Id).ToHashSet();
        foreach (var store in run.End!.Stores)
        {
            string[] all = [.. store.ReplacedOrderIds, .. store.OrderId is null ? [] : new[] { store.OrderId }];
            var bought = all.Count(boughtIds.Contains);
            if (bought > 1) yield return $"{store.Store} was bought {bought} times: {string.Join(", ", all)}.";
            var isRight = store switch
            {
                StoreOutcome.Placed placed => bought == 1 && boughtIds.Contains(placed.Order.Id),
                StoreOutcome.Failed => bought == 0 && all.All(id => Kept(id) == 0),
                _ => true,
            };
            if (!isRight) yield return $"{store.Store} is told as {store.GetType().Name}, and was bought {bought} times.";
        }

        foreach (var why in Overpaid(run)) yield return why;
        if (run.End is Placement.Unknown or Placement.Stuck)
        {
            yield return $"It is {run.End.GetType().Name} although nothing stands in the way any more.";
        }

        var stores = run.End!.Stores.Count;
        var placedInAll = boughtIds.Count;
        if (placedInAll > stores) yield return $"{stores} orders were wanted, and {placedInAll} were bought.";
        var told = run.End!.Stores.Count(store => store is StoreOutcome.Placed);
        if (run.End is Placement.Placed or Placement.PartlyPlaced or Placement.Failed && told != placedInAll)
        {
            yield return $"{told} orders are told as placed, and {placedInAll} were bought.";
        }
    }
}
