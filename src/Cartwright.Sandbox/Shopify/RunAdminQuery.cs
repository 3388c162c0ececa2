using System.Diagnostics;
using System.Text.Json;
using Cartwright.GraphQL;
using Cartwright.Sandbox.Faults;

namespace Cartwright.Sandbox.Shopify;

/// <summary>The Admin API: who asks, what it costs, the answer.</summary>
internal sealed class RunAdminQuery(ShopifyShops shops, TimeProvider time)
{
    private readonly GraphQLEngine _engine = new(AdminSchema.Instance, clock: time);

    public Reply Handle(Call call)
    {
        var desk = shops.Of(call);
        if (RefuseToken(call, desk) is { } refused)
            return refused;
        JsonDocument body;
        try
        {
            body = JsonDocument.Parse(call.Body);
        }
        catch (JsonException)
        {
            return ShopifyErrors.QueryMissing();
        }

        using (body)
        {
            var root = body.RootElement;
            if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("query", out var text)
                || text.ValueKind != JsonValueKind.String)
                return ShopifyErrors.QueryMissing();
            var name = root.TryGetProperty("operationName", out var given) && given.ValueKind == JsonValueKind.String
                ? given.GetString() : null;
            root.TryGetProperty("variables", out var variables);
            return Run(call, desk, new(text.GetString()!, name, variables));
        }
    }

    private static Reply? RefuseToken(Call call, ShopDesk desk)
    {
        var state = desk.State;
        switch (desk.Tokens.StateOf(call.Header("X-Shopify-Access-Token") ?? ""))
        {
            case AccessState.LiveWithoutExpiry when state.RefusesLegacyTokens:
                return ShopifyErrors.LegacyToken();
            case AccessState.Live or AccessState.LiveWithoutExpiry:
                return state.Scopes.IsEmpty ? ShopifyErrors.ScopeMissing(ShopTable.ReadOrders) : null;
            case AccessState.Dead:
                desk.Books.CountUnauthorized();
                return ShopifyErrors.BadToken();
            default:
                throw new UnreachableException();
        }
    }

    private Reply Run(Call call, ShopDesk desk, GraphQLRequest request)
    {
        var cost = _engine.Measure(request, QueryCost.Of) ?? 0;
        if (cost > QueryCost.Max)
            return TooCostly(cost, desk.Bucket.Status);
        if (call.Faults.Has(FaultKind.Throttled))
            return Throttled(desk, cost, desk.Bucket.Status with { CurrentlyAvailable = 0 });
        if (!desk.Bucket.TryTake(cost, out var status))
            return Throttled(desk, cost, status);
        var query = new AdminQuery(desk, call.BaseUrl);
        var context = new GraphQLContext(call.Context.RequestServices) { Caller = query };
        context.Extensions.Set("cost", json =>
        {
            // A list without a size is asked for as one, and may turn out longer.
            var used = Math.Min(cost, query.Cost);
            WriteCost(json, cost, used, desk.Bucket.GiveBack(cost - used));
        });
        desk.Books.CountQuery();
        // No field waits for anything, so the answer is there.
        var running = _engine.ExecuteAsync(request, context);
        using var response = running.IsCompletedSuccessfully
            ? running.Result : throw new InvalidOperationException("A field of the Admin schema waited.");
        return new(200, response.Json.ToArray());
    }

    private static Reply Throttled(ShopDesk desk, long cost, ThrottleStatus status)
    {
        desk.Books.CountThrottled();
        return Refuse("Throttled", "THROTTLED", cost, status, static (json, _) =>
            json.WriteString("documentation"u8, "https://shopify.dev/api/usage/rate-limits"));
    }

    private static Reply TooCostly(long cost, ThrottleStatus status) => Refuse(
        $"Query cost is {cost}, which exceeds the single query max cost limit ({QueryCost.Max}).",
        "MAX_COST_EXCEEDED", cost, status, static (json, cost) =>
        {
            json.WriteNumber("cost"u8, cost);
            json.WriteNumber("maxCost"u8, QueryCost.Max);
            json.WriteString("documentation"u8, "https://shopify.dev/api/usage/rate-limits");
        });

    private static Reply Refuse(
        string message, string code, long cost, ThrottleStatus status, Action<Utf8JsonWriter, long> write) =>
        Reply.Json(200, (message, code, cost, status, write), static (json, state) =>
        {
            json.WriteStartObject();
            json.WriteStartArray("errors"u8);
            json.WriteStartObject();
            json.WriteString("message"u8, state.message);
            json.WriteStartObject("extensions"u8);
            json.WriteString("code"u8, state.code);
            state.write(json, state.cost);
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteStartObject("extensions"u8);
            json.WritePropertyName("cost"u8);
            WriteCost(json, state.cost, null, state.status);
            json.WriteEndObject();
            json.WriteEndObject();
        });

    private static void WriteCost(Utf8JsonWriter json, long requested, long? actual, ThrottleStatus status)
    {
        json.WriteStartObject();
        json.WriteNumber("requestedQueryCost"u8, requested);
        if (actual is { } used)
            json.WriteNumber("actualQueryCost"u8, used);
        else
            json.WriteNull("actualQueryCost"u8);
        json.WriteStartObject("throttleStatus"u8);
        json.WriteNumber("maximumAvailable"u8, status.MaximumAvailable);
        json.WriteNumber("currentlyAvailable"u8, status.CurrentlyAvailable);
        json.WriteNumber("restoreRate"u8, status.RestoreRate);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
