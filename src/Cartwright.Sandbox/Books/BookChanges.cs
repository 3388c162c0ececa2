using System.Text.Json;
using Cartwright.Sandbox.Stores;
using Cartwright.Sandbox.Stripe;

namespace Cartwright.Sandbox.Books;

/// <summary>
/// Changes of the books by hand, for what no protocol can bring about: the other side's books are wrong, or a bank has
/// sent a refund back. Nobody is told of them.
/// </summary>
internal static class BookChanges
{
    public static void MapBookChanges(this IEndpointRouteBuilder routes, StripeProcessor processor, StoreStreet street)
    {
        routes.MapPatch("/sandbox/books/payments/{id}", (string id, JsonElement body) =>
            processor.Find(id) is not { } payment ? Results.NotFound()
            : NumberOf(body, "captured") is not { } captured || captured < payment.AmountRefunded
                ? Bad("Send captured, in minor units, not less than was refunded.")
            : Change(payment.Lock, () => payment.AmountReceived = captured));
        routes.MapPatch("/sandbox/books/refunds/{id}", (string id, JsonElement body) =>
            processor.FindRefund(id) is not { } refund ? Results.NotFound()
            : TextOf(body, "status") != "failed" ? Bad("Send status failed.")
            : Change(refund.Payment.Lock, () => Fail(refund)));
        routes.MapPatch("/sandbox/books/orders/{id}", (string id, JsonElement body) =>
            street.Desks.Select(desk => desk.FindOrder(id)).FirstOrDefault(known => known is not null) is not { } order
                ? Results.NotFound()
            : NumberOf(body, "total") is not { } total || total < 0 ? Bad("Send total, in minor units.")
            : Change(order.Lock, () => order.Totals = new(total, null, null)));
    }

    private static void Fail(StripeRefund refund)
    {
        if (refund.IsFailed) return;
        refund.IsFailed = true;
        refund.Payment.AmountRefunded -= refund.Amount;
    }

    private static IResult Change(Lock key, Action change)
    {
        lock (key)
            change();
        return Results.NoContent();
    }

    private static long? NumberOf(JsonElement body, string name) =>
        body.ValueKind == JsonValueKind.Object && body.TryGetProperty(name, out var value)
            && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) ? number : null;

    private static string? TextOf(JsonElement body, string name) =>
        body.ValueKind == JsonValueKind.Object && body.TryGetProperty(name, out var value)
            && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static IResult Bad(string why) => Results.Json(
        new(why), BookJson.Default.ErrorView, "application/json", StatusCodes.Status400BadRequest);
}
