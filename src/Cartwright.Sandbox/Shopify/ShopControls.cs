using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Cartwright.Sandbox.Shopify;

/// <summary>The controls of the shops: what merchants and time do to them. No part of the simulated world.</summary>
internal static class ShopControls
{
    private const string Root = "/sandbox/shops/{shop}";

    public static void MapShopControls(this IEndpointRouteBuilder routes, ShopifyShops shops)
    {
        routes.MapGet("/sandbox/shops", (HttpContext context) => Results.Json(
            [.. shops.Desks.Select(desk => ViewOf(desk, shops, context))], ShopJson.Default.ShopViewArray));
        Map(routes, shops, "GET", "/books", (_, desk) => Results.Json(BooksOf(desk), ShopJson.Default.ShopBooksView));
        Map(routes, shops, "POST", "/expire", (_, desk) => Done(desk.Tokens.Expire));
        Map(routes, shops, "POST", "/expire-refresh", (_, desk) => Done(desk.Tokens.ExpireRefresh));
        Map(routes, shops, "POST", "/revoke", (_, desk) => Done(desk.Tokens.RevokeAll));
        Map(routes, shops, "POST", "/uninstall", (_, desk) => Done(desk.Uninstall));
        Map(routes, shops, "DELETE", "/hooks", (_, desk) =>
            Done(() => desk.Change(state => state with { Hook = null })));
        Map(routes, shops, "GET", "/proxy-query", (context, desk) => Results.Text(ProxyQueryOf(context, desk, shops)));
        MapTaking(routes, shops, "POST", "/install", ShopJson.Default.InstallRequest, Install);
        MapTaking(routes, shops, "PUT", "", ShopJson.Default.ShopChange, (desk, change) => Change(desk, change));
        MapTaking(routes, shops, "POST", "/orders", ShopJson.Default.NewOrder, AddOrder);
        MapTaking(routes, shops, "POST", "/policies", ShopJson.Default.NewPolicy, SetPolicy);
        MapTaking(routes, shops, "PUT", "/hooks", ShopJson.Default.ShopHook, (desk, hook) =>
            hook.Url is { IsAbsoluteUri: true, Scheme: "http" or "https" }
                ? Done(() => desk.Change(state => state with { Hook = hook.Url }))
                : Bad("Send JSON with the url to tell."));
    }

    private static IResult Install(ShopDesk desk, InstallRequest request)
    {
        desk.Install();
        var reply = IssueToken.Tell(desk, desk.Issue(request.Expiring ?? true));
        return Results.Bytes(reply.Body, reply.ContentType);
    }

    private static IResult Change(ShopDesk desk, ShopChange change)
    {
        if (change.AccessTokenSeconds < 0 || change.RefreshTokenSeconds < 0 || change.OrderWindowDays < 0
            || change.MaximumAvailable < 0 || change.RestoreRate < 0 || change.Available < 0)
            return Bad("Send numbers of 0 or more.");
        ProtectedData? protectedData = change.ProtectedData switch
        {
            null => desk.State.ProtectedData,
            "approved" => ProtectedData.Approved,
            "fields" => ProtectedData.Fields,
            "denied" => ProtectedData.Denied,
            _ => null,
        };
        if (protectedData is not { } approval)
            return Bad("Send protected_data as approved, fields or denied.");
        desk.Bucket.Set(change.MaximumAvailable, change.RestoreRate, change.Available);
        desk.Change(state => state with
        {
            Scopes = change.Scopes is { } scopes ? [.. scopes] : state.Scopes,
            AccessTokenLife = Seconds(change.AccessTokenSeconds) ?? state.AccessTokenLife,
            RefreshTokenLife = Seconds(change.RefreshTokenSeconds) ?? state.RefreshTokenLife,
            IsFrozen = change.Frozen ?? state.IsFrozen,
            IsLocked = change.Locked ?? state.IsLocked,
            IsGone = change.Gone ?? state.IsGone,
            ProtectedData = approval,
            RefusesLegacyTokens = change.RefusesLegacyTokens ?? state.RefusesLegacyTokens,
            OrderWindow = change.OrderWindowDays is { } days ? TimeSpan.FromDays(days) : state.OrderWindow,
        });
        return Results.NoContent();
    }

    private static TimeSpan? Seconds(int? seconds) => seconds is { } value ? TimeSpan.FromSeconds(value) : null;

    private static IResult AddOrder(ShopDesk desk, NewOrder order)
    {
        if (string.IsNullOrWhiteSpace(order.Name) || order.Name.Length > 100)
            return Bad("Send a name of up to 100 characters.");
        var digits = string.Concat(order.Name.Where(char.IsAsciiDigit).Take(9));
        var added = desk.Add(count => Make(desk, order, count, int.TryParse(digits, out var number) ? number : 0));
        return added is null
            ? Bad("The shop has as many orders as it takes. POST /sandbox/reset empties it.")
            : Results.Json(new AddedOrder(added.Gid, added.Name), ShopJson.Default.AddedOrder);
    }

    private static IResult SetPolicy(ShopDesk desk, NewPolicy policy)
    {
        if (!PolicyTable.Types.Contains(policy.Type))
            return Bad($"Send a type: {string.Join(", ", PolicyTable.Types)}.");
        var before = desk.State.Policies.FirstOrDefault(each => each.Type == policy.Type);
        desk.Change(state => state with
        {
            Policies =
            [
                .. state.Policies.Where(each => each.Type != policy.Type),
                .. policy.Body is { } body
                    ? [new ShopPolicy(policy.Type, policy.Title ?? before?.Title ?? policy.Type, body)]
                    : Array.Empty<ShopPolicy>(),
            ],
        });
        return Results.NoContent();
    }

    private static ShopOrder Make(ShopDesk desk, NewOrder order, long count, int number)
    {
        var id = 1_000_000 + (100_000 * desk.Shop.Domain.Sum(letter => (long)letter)) + count;
        return new()
        {
            Id = id,
            Name = order.Name,
            Number = number,
            ConfirmationNumber = OrderTable.ConfirmationOf(id),
            ProcessedAt = order.ProcessedAt ?? desk.Now,
            Email = order.Email,
            Phone = order.Phone,
            Zip = order.Zip,
            Note = order.Note,
            Currency = desk.Shop.Currency,
            Customer = order.CustomerId is { } customer ? new(customer, "Test", "Buyer") : null,
            Lines = [new(2 * id, "Something", 1, 10m)],
            FulfillmentStatus = order.Tracking is null ? "UNFULFILLED" : "FULFILLED",
            Shipments = order.Tracking is { } tracking
                ? [new(id, $"{order.Name}-F1", "IN_TRANSIT", desk.Now, [tracking]) { InTransitAt = desk.Now }] : [],
        };
    }

    /// <summary>What Shopify's app proxy adds to a shopper's query when it hands it on to the app.</summary>
    private static string ProxyQueryOf(HttpContext context, ShopDesk desk, ShopifyShops shops)
    {
        var query = context.Request.Query
            .SelectMany(pair => pair.Value, (pair, value) => KeyValuePair.Create(pair.Key, value ?? ""))
            .Append(new("shop", desk.Shop.Domain))
            .Append(new("timestamp", desk.Now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)))
            .ToList();
        query.Add(new("signature", ShopifySignatures.OfProxy(query, shops.ClientSecret)));
        return ShopifySignatures.Encode(query);
    }

    private static ShopView ViewOf(ShopDesk desk, ShopifyShops shops, HttpContext context) => new(
        desk.Shop.Domain, desk.Shop.Title,
        $"{context.Request.Scheme}://{context.Request.Host.Value}/shopify/{desk.Shop.Domain}",
        [.. desk.State.Scopes], shops.ClientId, desk.State.Hook);

    private static ShopBooksView BooksOf(ShopDesk desk) => new(
        desk.Books.Refreshes, desk.Books.RefreshesRefused, desk.Books.Exchanges, desk.Books.Codes, desk.Books.Queries,
        desk.Books.Throttled, desk.Books.Unauthorized, desk.Tokens.Active, desk.Books.RefreshesInFlightMax);

    private static void Map(
        IEndpointRouteBuilder routes, ShopifyShops shops, string method, string pattern,
        Func<HttpContext, ShopDesk, IResult> handle) =>
        routes.MapMethods(Root + pattern, [method], (HttpContext context, string shop) =>
            shops.Find(shop) is { } desk ? handle(context, desk) : NoSuchShop(shop));

    private static void MapTaking<T>(
        IEndpointRouteBuilder routes, ShopifyShops shops, string method, string pattern,
        System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type, Func<ShopDesk, T, IResult> handle)
        where T : class, new() =>
        routes.MapMethods(Root + pattern, [method], async (HttpContext context, string shop) =>
        {
            if (shops.Find(shop) is not { } desk)
                return NoSuchShop(shop);
            if (context.Request.ContentLength is 0 or null && !context.Request.Headers.ContainsKey("Transfer-Encoding"))
                return handle(desk, new());
            try
            {
                var read = await JsonSerializer.DeserializeAsync(context.Request.Body, type, context.RequestAborted);
                return handle(desk, read ?? new());
            }
            catch (JsonException wrong)
            {
                return Bad($"Send a JSON object. {wrong.Message}");
            }
        });

    private static IResult Done(Action act)
    {
        act();
        return Results.NoContent();
    }

    private static IResult NoSuchShop(string shop) => Results.Json(
        new ShopProblem($"There is no shop {shop}: GET /sandbox/shops lists them."), ShopJson.Default.ShopProblem,
        statusCode: StatusCodes.Status404NotFound);

    private static IResult Bad(string why) =>
        Results.Json(new ShopProblem(why), ShopJson.Default.ShopProblem, statusCode: StatusCodes.Status400BadRequest);
}

internal sealed record ShopView(
    string Domain, string Name, string Url, IReadOnlyList<string> Scopes, string ClientId, Uri? Hooks);

/// <param name="Exchanges">Of id tokens and of tokens without expiry.</param>
/// <param name="Codes">Of the consent page, that were used.</param>
internal sealed record ShopBooksView(
    long Refreshes, long RefreshesRefused, long Exchanges, long Codes, long Queries, long Throttled, long Unauthorized,
    int ActiveTokens, int RefreshesInFlightMax);

internal sealed record ShopProblem(string Error);

internal sealed record AddedOrder(string Id, string Name);

internal sealed record InstallRequest
{
    /// <summary>Null for yes.</summary>
    public bool? Expiring { get; init; }
}

internal sealed record ShopHook
{
    public Uri? Url { get; init; }
}

/// <summary>What is absent stays as it is.</summary>
internal sealed record ShopChange
{
    public string[]? Scopes { get; init; }

    public int? AccessTokenSeconds { get; init; }

    public int? RefreshTokenSeconds { get; init; }

    public double? MaximumAvailable { get; init; }

    public double? RestoreRate { get; init; }

    public double? Available { get; init; }

    public bool? Frozen { get; init; }

    public bool? Locked { get; init; }

    public bool? Gone { get; init; }

    public string? ProtectedData { get; init; }

    public bool? RefusesLegacyTokens { get; init; }

    public int? OrderWindowDays { get; init; }
}

internal sealed record NewPolicy
{
    public string Type { get; init; } = "";

    /// <summary>Null for the one it has.</summary>
    public string? Title { get; init; }

    /// <summary>HTML; null to have no such policy any more.</summary>
    public string? Body { get; init; }
}

internal sealed record NewOrder
{
    public string Name { get; set; } = "";

    public string? Email { get; init; }

    public string? Phone { get; init; }

    public string? Zip { get; init; }

    public long? CustomerId { get; init; }

    public DateTimeOffset? ProcessedAt { get; init; }

    public Tracking? Tracking { get; init; }

    public string? Note { get; init; }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(ShopView[]))]
[JsonSerializable(typeof(ShopBooksView))]
[JsonSerializable(typeof(ShopProblem))]
[JsonSerializable(typeof(AddedOrder))]
[JsonSerializable(typeof(InstallRequest))]
[JsonSerializable(typeof(ShopHook))]
[JsonSerializable(typeof(ShopChange))]
[JsonSerializable(typeof(NewOrder))]
[JsonSerializable(typeof(NewPolicy))]
internal sealed partial class ShopJson : JsonSerializerContext;
