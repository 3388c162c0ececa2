using System.Text.Json;
using Cartwright.Sandbox.Faults;

namespace Cartwright.Sandbox.Stores;

/// <summary>
/// Cancelling and returning placed orders: the extensions dev.cartwright.order_cancel and dev.cartwright.returns. A
/// store that does not offer them knows nothing there.
/// </summary>
internal sealed class OrderChanges(StoreStreet street)
{
    private const int LinesMax = 100;
    private const int IdCharactersMax = 100;

    public Reply Cancel(Call call) => Locked(call, (desk, order) =>
    {
        if (order.IsCancelled(desk.Now))
            return UcpOrderJson.Reply(call, desk, order);
        if (desk.Now - order.PlacedAt >= desk.ShippedAfter)
            return Refuse(desk, call, "order_already_shipped", "The parcel is with the carrier.");
        var wait = call.Faults.SecondsOf(FaultKind.CancelPending, unless: 5) ?? TimeSpan.Zero;
        foreach (var line in order.Lines)
            desk.GiveBack(line, order.QuantityLeft(line.Id));
        order.Adjustments.Add(new(
            call.Header("Idempotency-Key")!, "cancellation", [], null, desk.Now, desk.Now + wait));
        return UcpOrderJson.Reply(call, desk, order);
    });

    public Reply Return(Call call) => Locked(call, (desk, order) =>
    {
        UcpReturnRequest? request;
        try
        {
            request = JsonSerializer.Deserialize(call.Body, UcpJson.Default.UcpReturnRequest);
        }
        catch (JsonException)
        {
            request = null;
        }

        if (request is not { Id: { Length: > 0 and <= IdCharactersMax } id, LineItems: { Count: > 0 and <= LinesMax } asked }
            || !asked.TrueForAll(line => line is { Id: not null, Quantity: >= 1 }))
            return UcpReplies.Invalid(desk.Store, "A return needs an id, and line_items with an id and a quantity each.");
        if (order.Returns.TryGetValue(id, out var known))
            return UcpReturnJson.Reply(200, call, desk, known);
        if (desk.Now - order.PlacedAt < desk.DeliveredAfter)
            return Refuse(desk, call, "order_not_delivered", "The parcel has not arrived.");
        if (order.IsCancelled(desk.Now) || asked.Exists(line => line.Quantity > order.QuantityLeft(line.Id!)))
            return Refuse(desk, call, "invalid_quantity", "The order does not hold so many of an item.");
        var made = new StoreReturn(id, order.Id, [.. asked.Select(line => (line.Id!, line.Quantity!.Value))]);
        order.Returns[id] = made;
        return UcpReturnJson.Reply(201, call, desk, made);
    });

    public Reply GetReturn(Call call) => Locked(call, (desk, order) =>
        order.Returns.TryGetValue(call.Route("returnId"), out var made)
            ? UcpReturnJson.Reply(200, call, desk, made)
            : Checkouts.NotFound(desk, call, "Return"));

    private Reply Locked(Call call, Func<StoreDesk, PlacedOrder, Reply> act)
    {
        var desk = street.Of(call);
        if (!desk.Store.TakesChanges || desk.FindOrder(call.Route("id")) is not { } order)
            return Checkouts.NotFound(desk, call, "Order");
        lock (order.Lock)
            return act(desk, order);
    }

    private static Reply Refuse(StoreDesk desk, Call call, string code, string content) =>
        desk.Store.Version == UcpVersion.V20260111
            ? UcpReplies.Older(409, code.ToUpperInvariant(), content)
            : UcpReplies.Failed(desk.Store, $"{call.BaseUrl}/stores/{desk.Store.Name}",
                UcpMessage.Error(code, content, "unrecoverable"));
}
