using System.Text.Json.Nodes;
using Cartwright.Orders;
using Cartwright.Orders.Placement;
using Cartwright.Webhooks;

namespace Cartwright.Simulation;

/// <summary>
/// Checks the list "What must always hold" at the end of a seed. The lines that the crash test checks too are in
/// <see cref="Invariants"/>.
/// </summary>
internal static class WhatMustHold
{
    public static IEnumerable<string> Broken(World world)
    {
        IReadOnlyList<Order> orders;
        try
        {
            orders = Orders(world);
        }
        catch (InvalidOperationException forbidden)
        {
            return [$"Events stand in an order that is not allowed: {forbidden.Message}"];
        }

        return
        [
            .. Invariants.Broken(orders, world.Sandbox.Books()),
            .. WhatWasToldStaysTrue(orders, world.Told),
            .. Invariants.InvoicesHoldWhatStands(orders, Invoiced(world)),
            .. NobodyIsCalledForNothing(world),
            .. ShopsTokensAreKept(world),
            .. world.Weather.HasEndpoint
                ? Invariants.EveryEventIsTold(orders, world.App.Accepted, world.App.Ids)
                : [],
        ];
    }

    public static bool IsSettled(World world)
    {
        try
        {
            return Orders(world).All(order => order.IsTerminal);
        }
        catch (InvalidOperationException)
        {
            // A history that is not allowed settles into nothing better.
            return true;
        }
    }

    /// <summary>The orders that somebody must act on in a browser.</summary>
    public static IEnumerable<Order> Waiting(World world) => world.Database.Reads.Query(
        "select order_id from orders where phase in ('AwaitingPaymentAction', 'AwaitingMerchantAction')"
        + " order by order_id", row => row.GetString(0), null).Select(id => Load(world, id));

    /// <summary>The orders that wait on the attention list.</summary>
    public static IReadOnlyList<string> Called(World world) => world.Database.Reads.Query(
        "select key from attention where kind = @kind order by key",
        row => row.GetString(0),
        [("kind", OrderWork.WaitingKind)]);

    /// <summary>Deliveries of webhooks that wait for another attempt.</summary>
    public static IReadOnlyList<string> Untold(World world) => world.Database.Reads.Query(
        "select d.delivery_id from webhook_deliveries d join work w on w.queue = @queue and w.key = d.delivery_id "
        + "where d.state = 'Pending' order by d.delivery_id",
        row => row.GetString(0),
        [("queue", WebhookDelivery.Queue)]);

    public static IReadOnlyList<string> OrdersOf(World world, string cart) => world.Database.Reads.Query(
        "select order_id from orders where cart_id = @cart order by order_id",
        row => row.GetString(0),
        [("cart", cart)]);

    private static IEnumerable<string> WhatWasToldStaysTrue(IReadOnlyList<Order> orders, Told told)
    {
        var byId = orders.ToDictionary(order => order.Id);
        // It may have failed since, when the shopper's bank was still to be asked.
        foreach (var id in told.Submitted.Where(id => !byId.ContainsKey(id)))
            yield return $"{id} was answered as submitted, and is not there.";
        foreach (var id in told.Cancelled.Where(id => byId.GetValueOrDefault(id)?.Phase != OrderPhase.Cancelled))
            yield return $"{id} was answered as cancelled, and is {byId.GetValueOrDefault(id)?.Phase}.";
    }

    private static Dictionary<string, long> Invoiced(World world) => world.Database.Reads.Query(
        "select order_id, sum(amount_minor) from invoice_lines group by order_id",
        row => (Id: row.GetString(0), Minor: row.GetInt64(1)),
        null).ToDictionary(line => line.Id, line => line.Minor);

    /// <summary>What an order waited for has come: it is off the attention list.</summary>
    private static IEnumerable<string> NobodyIsCalledForNothing(World world) => world.Database.Reads.Query(
        "select key, reason from attention where kind = @kind",
        row => $"{row.GetString(0)} has ended, and is on the attention list: {row.GetString(1)}",
        [("kind", OrderWork.WaitingKind)]);

    /// <summary>
    /// A call for tokens is in flight while a node waits for it: the shop itself answers in no time here.
    /// </summary>
    private static IEnumerable<string> ShopsTokensAreKept(World world) =>
    [
        .. Invariants.OneRefreshRuns(
            ShopAsker.Shop, new JsonObject { ["refreshes_in_flight_max"] = world.Network.TokenCallsMax }),
        .. Invariants.NewerTokensStay(ShopAsker.Shop, world.Database.Reads.Events(ShopAsker.Stream, 0)),
        .. world.IsShopLost
            ? new[] { $"{ShopAsker.Shop} could not be asked again when nothing struck any more." }
            : [],
    ];

    private static IReadOnlyList<Order> Orders(World world) =>
    [
        .. world.Database.Reads.Query("select order_id from orders order by order_id", row => row.GetString(0), null)
            .Select(id => Load(world, id)),
    ];

    private static Order Load(World world, string id) => world.Database.Reads.Events(id, 0).Aggregate(
        Order.NotStarted(id), (order, next) => order.Evolve(OrderEventJson.Codec.Decode(next), next.At));
}
