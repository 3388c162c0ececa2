using System.Text.Json;
using Cartwright.Sandbox.Faults;

namespace Cartwright.Sandbox.Stores;

/// <summary>Opening, reading, updating and cancelling checkout sessions.</summary>
internal sealed class Checkouts(StoreStreet street)
{
    private const int LinesMax = 100;
    private const int QuantityMax = 100_000;
    private const long PriceRise = 1_000;

    public Reply Create(Call call)
    {
        var desk = street.Of(call);
        if (Read(desk, call, out var request) is { } unreadable)
            return unreadable;
        var session = desk.Open();
        lock (session.Lock)
        {
            if (Take(desk, call, session, request) is { } refused)
            {
                desk.Forget(session);
                return refused;
            }

            return UcpCheckoutJson.Reply(201, call, session, CheckoutAssessment.Of(session, desk.StockOf));
        }
    }

    public Reply Get(Call call) => Locked(street, call, (desk, session) =>
        UcpCheckoutJson.Reply(200, call, session, CheckoutAssessment.Of(session, desk.StockOf)));

    public Reply Update(Call call) => Locked(street, call, (desk, session) =>
    {
        if (session.Phase is not SessionPhase.Open)
            return NotModifiable(desk, call, session);
        if (Read(desk, call, out var request) is { } unreadable)
            return unreadable;
        return Take(desk, call, session, request)
            ?? UcpCheckoutJson.Reply(200, call, session, CheckoutAssessment.Of(session, desk.StockOf));
    });

    public Reply Cancel(Call call) => Locked(street, call, (desk, session) =>
    {
        if (session.Phase is SessionPhase.Completed or SessionPhase.Canceled or SessionPhase.InProgress)
            return NotModifiable(desk, call, session);
        session.Phase = SessionPhase.Canceled;
        return UcpCheckoutJson.Reply(200, call, session, CheckoutAssessment.Of(session, desk.StockOf));
    });

    public static Reply Locked(StoreStreet street, Call call, Func<StoreDesk, CheckoutSession, Reply> act)
    {
        var desk = street.Of(call);
        if (desk.FindSession(call.Route("id")) is not { } session)
            return NotFound(desk, call, "Checkout session");
        lock (session.Lock)
        {
            session.Settle(desk.Now);
            return act(desk, session);
        }
    }

    public static Reply NotFound(StoreDesk desk, Call call, string what) =>
        desk.Store.Version == UcpVersion.V20260111
            ? UcpReplies.Older(404, "RESOURCE_NOT_FOUND", $"{what} not found")
            : UcpReplies.Failed(desk.Store, $"{call.BaseUrl}/stores/{desk.Store.Name}",
                UcpMessage.Error("not_found", $"{what} not found.", "unrecoverable"));

    /// <summary>The newer stores answer the session as it is, with a word on why nothing changed.</summary>
    public static Reply NotModifiable(StoreDesk desk, Call call, CheckoutSession session)
    {
        var assessment = CheckoutAssessment.Of(session, desk.StockOf);
        if (desk.Store.Version == UcpVersion.V20260111)
        {
            return UcpReplies.Older(409, "CHECKOUT_NOT_MODIFIABLE",
                $"Cannot modify checkout in state '{assessment.Status}'");
        }

        var severity = session.Phase == SessionPhase.Canceled ? "unrecoverable" : "recoverable";
        var message = UcpMessage.Error("checkout_not_modifiable",
            $"The checkout is {assessment.Status}: nothing was changed.", severity);
        return UcpCheckoutJson.Reply(200, call, session,
            assessment with { Messages = [.. assessment.Messages, message] });
    }

    public static string? ClientOrderIdOf(JsonElement? attribution, JsonElement? metadata)
    {
        foreach (var source in (ReadOnlySpan<JsonElement?>)[metadata, attribution])
        {
            if (source is { ValueKind: JsonValueKind.Object } map
                && map.TryGetProperty("order_id", out var id) && id.ValueKind == JsonValueKind.String)
                return id.GetString();
        }

        return null;
    }

    private static Reply? Read(StoreDesk desk, Call call, out UcpCheckoutRequest request)
    {
        request = new();
        try
        {
            request = JsonSerializer.Deserialize(call.Body, UcpJson.Default.UcpCheckoutRequest) ?? request;
        }
        catch (JsonException)
        {
            return UcpReplies.Invalid(desk.Store, "The body is no checkout in JSON.");
        }

        if (request.LineItems is not { Count: > 0 and <= LinesMax } lines)
            return UcpReplies.Invalid(desk.Store, $"line_items is required, with 1 to {LinesMax} items.");
        return lines.TrueForAll(line => line is { Item.Id: not null, Quantity: >= 1 and <= QuantityMax })
            ? null
            : UcpReplies.Invalid(desk.Store, $"Every line item needs item.id and a quantity of 1 to {QuantityMax}.");
    }

    /// <summary>Replaces what the session holds; null when it was taken.</summary>
    private static Reply? Take(StoreDesk desk, Call call, CheckoutSession session, UcpCheckoutRequest request)
    {
        if (call.Faults.Has(FaultKind.PriceRaised)) session.PriceRise = PriceRise;
        session.IsSoldOut |= call.Faults.Has(FaultKind.SoldOut);
        var lines = new List<SessionLine>();
        var messages = new List<UcpMessage>();
        foreach (var (index, asked) in request.LineItems!.Index())
        {
            if (desk.FindVariant(asked.Item!.Id!) is not { } found)
            {
                messages.Add(UcpMessage.Error("item_unavailable", $"There is no item {asked.Item.Id}.",
                    "recoverable", $"$.line_items[{index}]"));
                continue;
            }

            var quantity = Lowered(desk, found.Variant, asked.Quantity!.Value);
            if (quantity != asked.Quantity && desk.Store.Version != UcpVersion.V20260111)
            {
                messages.Add(UcpMessage.Warning("quantity_adjusted",
                    $"Quantity adjusted, requested {asked.Quantity} units but only {quantity} available",
                    $"$.line_items[{lines.Count}].quantity"));
            }
            else
            {
                quantity = asked.Quantity.Value;
            }

            var variant = found.Variant with { Price = found.Variant.Price + session.PriceRise };
            lines.Add(new(asked.Id ?? $"li_{index + 1}", found.Product, variant, quantity));
        }

        if (RefuseLines(desk, call, session, lines, messages) is { } refused)
            return refused;
        session.Lines = [.. lines];
        session.LineMessages = [.. messages];
        session.Buyer = request.Buyer;
        TakeFulfillment(session, request.Fulfillment);
        session.Failure = null;
        session.IsUndeliverable = call.Faults.Has(FaultKind.Undeliverable);
        session.ClientOrderId = ClientOrderIdOf(request.Attribution, request.Metadata) ?? session.ClientOrderId;
        return null;
    }

    /// <summary>What is left of an item; all of it when there is none, which is out of stock and not fewer.</summary>
    private static int Lowered(StoreDesk desk, StoreVariant variant, int quantity) =>
        desk.StockOf(variant) is { } stock && stock > 0 ? Math.Min(stock, quantity) : quantity;

    /// <summary>The older stores refuse a first bad line; the newer ones open no session without a good one.</summary>
    private static Reply? RefuseLines(
        StoreDesk desk, Call call, CheckoutSession session, List<SessionLine> lines, List<UcpMessage> messages)
    {
        var isSoldOut = session.IsSoldOut || lines.Exists(line => desk.StockOf(line.Variant) < line.Quantity);
        if (desk.Store.Version == UcpVersion.V20260111)
        {
            if (messages.Find(message => message.Type == "error") is { } unknown)
                return UcpReplies.Older(400, "INVALID_REQUEST", unknown.Content);
            return isSoldOut ? UcpReplies.Older(400, "OUT_OF_STOCK", "Insufficient stock for an item") : null;
        }

        if (session.Lines.Length > 0)
            return null;
        var storeUrl = $"{call.BaseUrl}/stores/{desk.Store.Name}";
        if (lines.Count == 0)
        {
            return UcpReplies.Failed(desk.Store, storeUrl,
                [.. messages.Select(message => message with { Severity = "unrecoverable" })]);
        }

        return lines.TrueForAll(line => desk.StockOf(line.Variant) < line.Quantity)
            ? UcpReplies.Failed(desk.Store, storeUrl, UcpMessage.Error(
                "out_of_stock", "All requested items are currently out of stock", "unrecoverable"))
            : null;
    }

    private static void TakeFulfillment(CheckoutSession session, UcpFulfillment? fulfillment)
    {
        var method = fulfillment?.Methods?.Find(method => method.Type is null or "shipping");
        var destinations = method?.Destinations?
            .Select((destination, index) => destination with { Id = destination.Id ?? $"dest_{index + 1}" })
            .ToList() ?? [];
        session.Destination = method?.SelectedDestinationId is { } wanted
            ? destinations.Find(destination => destination.Id == wanted)
            : destinations.Count == 1 ? destinations[0] : null;
        session.SelectedOption = method?.Groups?.FirstOrDefault()?.SelectedOptionId;
    }
}
