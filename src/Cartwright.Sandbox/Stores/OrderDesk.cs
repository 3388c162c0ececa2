using System.Globalization;

namespace Cartwright.Sandbox.Stores;

/// <summary>
/// What a person at the store does: cancels or refunds a part of an order, decides on returns, and changes what an item
/// costs and how many there are. Forms, as on the
/// stores' other pages.
/// </summary>
internal static class OrderDesk
{
    private static readonly string[] s_statuses = ["accepted", "received", "approved", "denied", "closed"];

    public static void MapOrderDesk(this IEndpointRouteBuilder routes, StoreStreet street)
    {
        routes.MapPost("/stores/{name}/orders/{id}/adjust", async (string name, string id, HttpRequest request) =>
            street.Find(name) is { } desk && desk.FindOrder(id) is { } order
                ? Adjust(desk, order, await request.ReadFormAsync(request.HttpContext.RequestAborted))
                : Results.NotFound());
        routes.MapPost("/stores/{name}/orders/{id}/returns/{returnId}/decide",
            async (string name, string id, string returnId, HttpRequest request) =>
                street.Find(name)?.FindOrder(id) is { } order
                    ? Decide(order, returnId, await request.ReadFormAsync(request.HttpContext.RequestAborted))
                    : Results.NotFound());
        routes.MapPost("/stores/{name}/variants/{id}/shelve", async (string name, string id, HttpRequest request) =>
        {
            var form = await request.ReadFormAsync(request.HttpContext.RequestAborted);
            return street.Find(name)?.Shelve(id, Number(form, "price"), (int?)Number(form, "stock")) is true
                ? Results.NoContent()
                : Results.NotFound();
        });
        routes.MapGet("/stores/{name}/orders/{id}/labels/{returnId}", (string returnId) => Results.Text(returnId));
    }

    /// <summary><c>type</c> is cancellation or refund; <c>item</c> with <c>quantity</c>, <c>amount</c>, or both.</summary>
    private static IResult Adjust(StoreDesk desk, PlacedOrder order, IFormCollection form)
    {
        var type = form["type"].ToString();
        if (type is not ("cancellation" or "refund"))
            return Results.BadRequest("type is cancellation or refund.");
        var line = Array.Find(order.Lines, known => known.Variant.Id == form["item"]);
        if (line.Id is null && form.ContainsKey("item"))
            return Results.BadRequest("The order has no such item.");
        var quantity = Number(form, "quantity") ?? 1;
        lock (order.Lock)
        {
            if (line.Id is not null && type == "cancellation")
                desk.GiveBack(line, (int)quantity);
            order.Adjustments.Add(new(
                $"adj_{order.Adjustments.Count + 1}", type, line.Id is null ? [] : [(line.Id, (int)quantity)],
                Number(form, "amount"), desk.Now, desk.Now));
        }

        return Results.NoContent();
    }

    /// <summary><c>status</c> as on the wire; <c>credit</c> when the store names what it gives back.</summary>
    private static IResult Decide(PlacedOrder order, string returnId, IFormCollection form)
    {
        var status = form["status"].ToString();
        if (!s_statuses.Contains(status))
            return Results.BadRequest($"status is one of {string.Join(", ", s_statuses)}.");
        lock (order.Lock)
        {
            if (!order.Returns.TryGetValue(returnId, out var made))
                return Results.NotFound();
            made.Status = status;
            made.Credit = Number(form, "credit") ?? made.Credit;
        }

        return Results.NoContent();
    }

    private static long? Number(IFormCollection form, string name) =>
        long.TryParse(form[name], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
