using System.Text;
using Cartwright.GraphQL;

namespace Cartwright.Sandbox.Shopify;

/// <summary>A part of a longer list.</summary>
internal sealed record Page<T>(IReadOnlyList<Edge<T>> Edges, bool HasNext, bool HasPrevious)
{
    public IEnumerable<T> Nodes => Edges.Select(edge => edge.Node);
}

internal sealed record Edge<T>(string Cursor, T Node);

internal sealed record PageEnds(string? Start, string? End, bool HasNext, bool HasPrevious);

/// <summary>Finds, sorts and pages orders.</summary>
internal static class OrderPages
{
    public static Page<ShopOrder> Find(AdminQuery query, FieldRequest request)
    {
        var size = AdminQuery.SizeOf(request, isRequired: true);
        var matches = OrderSearch.Parse(request.Argument<string?>("query"));
        var found = Sort(query.VisibleOrders().Where(matches), request.Argument<string>("sortKey"));
        if (request.Argument<bool?>("reverse") is true)
            found = found.Reverse();
        return Cut([.. found], size, request.Argument<string?>("after"), order => CursorOf(order.Id));
    }

    public static Page<T> Cut<T>(T[] all, int size, string? after, Func<T, string> cursorOf)
    {
        var from = after is null ? 0 : Array.FindIndex(all, item => cursorOf(item) == after) + 1;
        if (after is not null && from == 0)
            throw new GraphQLException("Invalid cursor for current pagination sort.", "BAD_REQUEST");
        var until = Math.Min(all.Length, from + size);
        return new(
            [.. all[from..until].Select(item => new Edge<T>(cursorOf(item), item))], until < all.Length, from > 0);
    }

    public static string CursorOf(long id) => Convert.ToBase64String(Encoding.ASCII.GetBytes($"id:{id}"));

    /// <summary>Orders come in the order in which they were processed; a sort leaves equals so.</summary>
    private static IEnumerable<ShopOrder> Sort(IEnumerable<ShopOrder> orders, string? key) => key switch
    {
        "ID" => orders.OrderBy(order => order.Id),
        "ORDER_NUMBER" => orders.OrderBy(order => order.Number),
        "UPDATED_AT" => orders.OrderBy(order => order.UpdatedAt),
        "CUSTOMER_NAME" => orders.OrderBy(order => order.Customer?.LastName, StringComparer.OrdinalIgnoreCase),
        "DESTINATION" => orders.OrderBy(order => order.City, StringComparer.OrdinalIgnoreCase),
        "FINANCIAL_STATUS" => orders.OrderBy(order => order.FinancialStatus, StringComparer.Ordinal),
        "FULFILLMENT_STATUS" => orders.OrderBy(order => order.FulfillmentStatus, StringComparer.Ordinal),
        "TOTAL_ITEMS_QUANTITY" => orders.OrderBy(order => order.Lines.Sum(line => line.Quantity)),
        "TOTAL_PRICE" => orders.OrderBy(order => order.Total),
        "CURRENT_TOTAL_PRICE" => orders.OrderBy(order => order.Total - order.Refunded),
        null or "PROCESSED_AT" or "CREATED_AT" => orders,
        _ => throw new GraphQLException($"The sandbox does not sort by {key}.", "BAD_REQUEST"),
    };
}
