using System.Net;
using System.Text;

namespace Cartwright.Sandbox.Stores;

/// <summary>The pages a shopper sees: products, their pictures, and where an escalated checkout is finished.</summary>
internal static class StorePages
{
    public static void MapStorePages(this IEndpointRouteBuilder routes, StoreStreet street)
    {
        routes.MapGet("/stores/{name}", (string name) => street.Find(name) is { } desk
            ? Page(desk.Store.Title, string.Concat(desk.Store.Products.Select(product =>
                $"<p><a href=\"/stores/{name}/products/{product.Handle}\">{Text(product.Title)}</a></p>")))
            : Results.NotFound());
        routes.MapGet("/stores/{name}/terms", (string name) => street.Find(name) is { } desk
            ? Page($"Terms of {desk.Store.Title}", "<p>Nothing here is real.</p>")
            : Results.NotFound());
        routes.MapGet("/stores/{name}/products/{handle}", (string name, string handle) =>
            street.Find(name)?.Store.Products.FirstOrDefault(product => product.Handle == handle) is { } product
                ? Page(product.Title, $"<p>{Text(product.Description)}</p>")
                : Results.NotFound());
        routes.MapGet("/stores/{name}/images/{file}", (string file) => Picture(file));
        routes.MapGet("/stores/{name}/orders/{id}/page", (string name, string id) =>
            street.Find(name)?.FindOrder(id) is { } order
                ? Page($"Order {order.Id}", $"<p>{order.Totals.Total} {street.Find(name)!.Store.Currency} "
                    + "(minor units)</p>")
                : Results.NotFound());
        routes.MapGet("/stores/{name}/tracking/{number}", (string number) => Page($"Parcel {number}", ""));
        routes.MapGet("/stores/{name}/checkout/{id}", (string name, string id) => ShowCheckout(street, name, id));
        routes.MapPost("/stores/{name}/checkout/{id}", (string name, string id) => Review(street, name, id));
    }

    private static IResult ShowCheckout(StoreStreet street, string name, string id)
    {
        if (street.Find(name) is not { } desk || desk.FindSession(id) is not { } session)
            return Results.NotFound();
        lock (session.Lock)
        {
            session.Settle(desk.Now);
            return Page($"Checkout at {desk.Store.Title}", session.Phase == SessionPhase.Escalated
                ? "<form method=\"post\"><button>Confirm the order</button></form>"
                : "<p>There is nothing to confirm.</p>");
        }
    }

    private static IResult Review(StoreStreet street, string name, string id)
    {
        if (street.Find(name) is not { } desk || desk.FindSession(id) is not { } session)
            return Results.NotFound();
        return Completion.Review(desk, session)
            ? Page("Thank you", "<p>The order was placed.</p>")
            : Results.Conflict("There is nothing to confirm.");
    }

    private static IResult Picture(string file)
    {
        var hue = file.Sum(letter => letter) * 37 % 360;
        return Results.Content(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"640\" height=\"640\"><rect width=\"640\" height=\"640\" "
            + $"fill=\"hsl({hue} 60% 70%)\"/></svg>", "image/svg+xml");
    }

    private static IResult Page(string title, string body) => Results.Content(
        $"<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>{Text(title)}</title>"
        + $"<h1>{Text(title)}</h1>{body}</html>", "text/html", Encoding.UTF8);

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
