using Cartwright.GraphQL;

namespace Cartwright.Sandbox.Shopify;

/// <summary>One query on its way: the shop as it stood when it began, and what it has cost so far.</summary>
internal sealed class AdminQuery(ShopDesk desk, string baseUrl)
{
    private const int PageMax = 250;

    public ShopDesk Desk => desk;

    public ShopState State { get; } = desk.State;

    public DateTimeOffset Now { get; } = desk.Now;

    /// <summary>What it cost in the end: the objects that it answered.</summary>
    public long Cost { get; private set; }

    public string UrlOf(string path) => $"{baseUrl}/shopify/{desk.Shop.Domain}{path}";

    public T Count<T>(T value, int cost = 1)
    {
        if (value is not null)
            Cost += cost;
        return value;
    }

    /// <summary>A page of a list; at most as long as it may be.</summary>
    public static int SizeOf(FieldRequest request, bool isRequired)
    {
        var first = request.Argument<int?>("first");
        if (first is null && isRequired)
            throw new GraphQLException("You must provide one of first or last.", "BAD_REQUEST");
        return first is null or (>= 0 and <= PageMax)
            ? first ?? PageMax
            : throw new GraphQLException($"first cannot be negative or exceed {PageMax}.", "BAD_REQUEST");
    }

    public IEnumerable<ShopOrder> VisibleOrders()
    {
        Require(ShopTable.ReadOrders, "orders");
        if (State.ProtectedData == ProtectedData.Denied)
            throw NotApproved("access the Order object");
        if (State.Has(ShopTable.ReadAllOrders))
            return desk.Orders;
        var since = Now - State.OrderWindow;
        return desk.Orders.Where(order => order.ProcessedAt >= since);
    }

    public void Require(string scope, string field)
    {
        if (State.Has(scope))
            return;
        throw new GraphQLException(
            $"Access denied for {field} field. Required access: `{scope}` access scope.", "ACCESS_DENIED",
            new Dictionary<string, object?>
            {
                ["documentation"] = "https://shopify.dev/api/usage/access-scopes",
                ["requiredAccess"] = $"`{scope}` access scope.",
            });
    }

    public T Protected<T>(string field, T value) => State.ProtectedData == ProtectedData.Approved
        ? value : throw NotApproved($"use the {field} field");

    private static GraphQLException NotApproved(string what) => new(
        $"This app is not approved to {what}. See {ShopifyErrors.ProtectedDataGuide} for more details.",
        "ACCESS_DENIED",
        new Dictionary<string, object?> { ["documentation"] = ShopifyErrors.ProtectedDataGuide });
}
