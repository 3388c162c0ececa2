using System.Text.Json;
using Cartwright.Shops;

namespace Cartwright.Lookup;

/// <summary>
/// Looks a known order up over a connection that was just made, and keeps what came of it, so that the merchant knows
/// at once whether it works.
/// </summary>
public sealed class CheckConnection(ShopDirectory directory, ShopifyAdmin shopify, TimeProvider clock)
{
    public async Task<Shop> HandleAsync(ShopDomain domain, CancellationToken cancellationToken)
    {
        var shop = await directory.FindAsync(domain, cancellationToken)
            ?? throw new InvalidOperationException($"{domain} was connected and is not there.");
        if (shop.Session is not { } session)
        {
            return shop;
        }

        var known = shop.KnownOrder is { } name && OrderReference.TryFind(name, out var reference) ? reference : null;
        var reply = known is null
            ? await shopify.QueryAsync(
                domain, session.AccessToken, OrderDocuments.LatestOrder, _ => { }, Latest, cancellationToken)
            : await shopify.QueryAsync(
                domain, session.AccessToken, OrderDocuments.FindOrder, json => Write(json, known),
                (ref json) => Known(ref json, known), cancellationToken);
        var (isWorking, outcome) = reply switch
        {
            AdminReply<string>.Answered answered => (true, answered.Data),
            AdminReply<string>.Refused refused => (false, refused.Detail),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
        var check = new ConnectionCheck(clock.GetUtcNow(), isWorking, outcome);
        return await directory.ChangeAsync(
            domain,
            standing => new(standing with { Check = check }, new ShopEvent.Checked(isWorking, outcome)),
            null,
            cancellationToken) ?? shop;
    }

    private static void Write(Utf8JsonWriter json, OrderReference reference)
    {
        var (byName, byNumber, bySearch) = OrderNames.QueriesFor(reference);
        json.WriteString("byName", byName);
        json.WriteString("byNumber", byNumber);
        json.WriteString("bySearch", bySearch);
        json.WriteBoolean("withCustomer", false);
    }

    private static string Latest(ref Utf8JsonReader json)
    {
        var data = JsonElement.ParseValue(ref json);
        if (!data.TryGetProperty("orders", out var orders) || orders.ValueKind != JsonValueKind.Object)
        {
            throw new JsonException("The answer has no orders.");
        }

        return orders.TryGetProperty("nodes", out var nodes)
            && nodes is { ValueKind: JsonValueKind.Array } && nodes.EnumerateArray().FirstOrDefault() is
                { ValueKind: JsonValueKind.Object } latest && latest.TryGetProperty("name", out var name)
                ? $"The latest order is {name}."
                : "The shop shows no order.";
    }

    private static string Known(ref Utf8JsonReader json, OrderReference known) =>
        OrdersFound.Read(ref json).Orders.Any(order => OrderNames.IsSame(known, order.Name, "", ""))
            ? $"Order {known} was found."
            : $"Order {known} was not found; it was before.";
}
