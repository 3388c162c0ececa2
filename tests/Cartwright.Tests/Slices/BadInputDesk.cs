using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Cartwright.Journal;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Cartwright.Tests.Slices;

/// <summary>How much a refused request may leave behind.</summary>
internal enum Leaves
{
    Nothing,

    /// <summary>A store's newer quote, which the client reads with the cart.</summary>
    Quotes,

    /// <summary>An order that failed: the card was asked for.</summary>
    FailedOrder,
}

/// <summary>A request that must be refused, and how.</summary>
/// <param name="Says">Words of the message that say what is wrong or what to do.</param>
internal sealed record BadInput(string Name, HttpRequestMessage Request, string Code, string Says, int Status = 200)
{
    public bool? Retryable { get; init; }

    public Leaves Leaves { get; init; }
}

/// <summary>Sends bad input to a running gateway and looks at everything that it could have changed or told.</summary>
internal sealed class BadInputDesk : IAsyncDisposable
{
    public const string Tulips = "tulip_bouquet_10@tulips.sandbox.test";
    public const string ShopperIp = "203.0.113.7";

    private static readonly string[] Tables =
        ["events", "work", "attention", "orders", "accounts", "api_keys", "merchants"];

    private readonly LogCapture log;

    private BadInputDesk(World world, Shopper shopper, string cart, LogCapture log) =>
        (World, Shopper, Cart, this.log) = (world, shopper, cart, log);

    public World World { get; }
    public Shopper Shopper { get; }

    /// <summary>A cart with a buyer and one item of one store.</summary>
    public string Cart { get; }

    private AuthenticationHeaderValue Key => Shopper.Http.DefaultRequestHeaders.Authorization!;

    public static async Task<BadInputDesk> OpenAsync()
    {
        var log = new LogCapture();
        var world = await World.StartAsync(
            builder => builder.Logging.AddProvider(log).AddFilter("Cartwright", LogLevel.Trace),
            "--Carts:QuoteAgeSecondsMax=300");
        var shopper = await world.ShopperAsync();
        return new(world, shopper, await shopper.CartAsync(Tulips), log);
    }

    public HttpRequestMessage Post(string body, string? contentType = "application/json")
    {
        var request = Signed(HttpMethod.Post, World.Address);
        request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        if (contentType is not null)
        {
            request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        }

        return request;
    }

    public HttpRequestMessage Get(string queryString) =>
        Signed(HttpMethod.Get, new(World.Address, $"?{queryString}"));

    public HttpRequestMessage Ask(string query, object? variables = null)
    {
        var request = Signed(HttpMethod.Post, World.Address);
        request.Content = JsonContent.Create(new { query, variables });
        return request;
    }

    private HttpRequestMessage Signed(HttpMethod method, Uri address)
    {
        var request = new HttpRequestMessage(method, address);
        request.Headers.Authorization = Key;
        request.Headers.Add("Rye-Shopper-IP", ShopperIp);
        return request;
    }

    /// <summary>Sends every request and tells of all that were not refused as they must be.</summary>
    public async Task CheckAsync(params IEnumerable<BadInput> table)
    {
        List<string> failures = [];
        foreach (var bad in table)
        {
            try
            {
                await CheckAsync(bad);
            }
            catch (Exception failure) when (failure is ShouldAssertException or InvalidOperationException)
            {
                failures.Add($"{bad.Name}: {failure.Message}");
            }
        }

        failures.ShouldBeEmpty();
    }

    /// <summary>The answer's text, for a comparison with another.</summary>
    public async Task<string> CheckAsync(BadInput bad)
    {
        var sent = await SentAsync(bad.Request);
        var before = await LookAsync(bad.Leaves);
        var mark = log.Count;

        using var answer = await World.Outside.SendAsync(bad.Request, TestContext.Current.CancellationToken);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        var logged = log.Since(mark);

        ((int)answer.StatusCode).ShouldBe(bad.Status, text);
        answer.Content.Headers.ContentType?.MediaType.ShouldBe("application/json");
        var body = JsonNode.Parse(text)!;
        var (code, message) = ErrorIn(body) ?? throw new InvalidOperationException($"No error in {text}");
        code.ShouldBe(bad.Code, text);
        message.ShouldContain(bad.Says);
        ShouldBeShort(message);
        if (bad.Retryable is { } retryable)
        {
            (body["extensions"] ?? body["errors"]![0]!["extensions"])!["retryable"]!.GetValue<bool>()
                .ShouldBe(retryable, text);
        }

        logged.Count(line => line == $"Request refused: {bad.Code}").ShouldBe(1, string.Join('\n', logged));
        foreach (var secret in sent)
        {
            logged.Where(line => line.Contains(secret, StringComparison.OrdinalIgnoreCase)).ShouldBeEmpty();
        }

        (await LookAsync(bad.Leaves)).ShouldBe(before);
        return text;
    }

    /// <summary>One line: at most what is wrong, and one sentence of what to do.</summary>
    private static void ShouldBeShort(string message)
    {
        message.Length.ShouldBeInRange(10, 400);
        message.ShouldNotContain("\n");
        message.Split(". ").Length.ShouldBeLessThanOrEqualTo(2, message);
    }

    /// <summary>The first error, wherever the contract has its place: at the root, in a field, in a store.</summary>
    private static (string Code, string Message)? ErrorIn(JsonNode body)
    {
        if (body["errors"]?[0] is { } root)
        {
            return (root["extensions"]!["code"]!.GetValue<string>(), root["message"]!.GetValue<string>());
        }

        var field = body["data"]?.AsObject().First().Value;
        var found = First(field?["errors"]) ?? field?["error"]
            ?? field?["cart"]?["stores"]?.AsArray().Select(store => First(store!["errors"])).FirstOrDefault();
        return found is null ? null : (found["code"]!.GetValue<string>(), found["message"]!.GetValue<string>());
    }

    private static JsonNode? First(JsonNode? errors) => errors is JsonArray { Count: > 0 } some ? some[0] : null;

    /// <summary>What a client sent and no log may hold: the key, the document, each text among the variables.</summary>
    private static async Task<IReadOnlyList<string>> SentAsync(HttpRequestMessage request)
    {
        List<string> sent = [request.RequestUri!.Query];
        if (request.Headers.Authorization is { } key)
        {
            sent.Add(key.Parameter ?? "");
        }

        if (request.Content is { } content)
        {
            var body = await content.ReadAsStringAsync();
            sent.Add(body);
            try
            {
                AddTexts(JsonNode.Parse(body), sent);
            }
            catch (System.Text.Json.JsonException)
            {
                // It was not meant to be JSON, and is there as a whole.
            }
        }

        // Shorter ones, such as a country, are in any log by chance.
        return [.. sent.Where(text => text.Length >= 6)];
    }

    private static void AddTexts(JsonNode? node, List<string> texts)
    {
        switch (node)
        {
            case JsonObject members:
                foreach (var (_, value) in members)
                {
                    AddTexts(value, texts);
                }

                break;
            case JsonArray items:
                foreach (var item in items)
                {
                    AddTexts(item, texts);
                }

                break;
            case JsonValue value when value.TryGetValue<string>(out var text):
                texts.Add(text);
                break;
            default:
                break;
        }
    }

    private async Task<string> LookAsync(Leaves leaves)
    {
        var books = (await World.BooksAsync()).ToJsonString();
        if (leaves == Leaves.FailedOrder)
        {
            return books;
        }

        var counted = leaves == Leaves.Nothing ? Tables : Tables.Except(["events"]);
        var rows = await World.Services.GetRequiredService<IJournal>().QueryAsync(
            $"select {string.Join(", ", counted.Select(table => $"(select count(*) from {table})"))}",
            row => string.Join(' ', Enumerable.Range(0, row.FieldCount).Select(row.GetInt64)));
        return $"{books}\n{rows[0]}\n{(await CartAsync()).ToJsonString()}";
    }

    private Task<JsonNode> CartAsync() => Shopper.AskAsync(
        """
        query($id: ID!) {
          getCart(id: $id) {
            cart {
              id attributes { key value } cost { total { value } isEstimated }
              buyerIdentity { firstName lastName email phone address1 city provinceCode postalCode countryCode }
              stores {
                ... on ShopifyStore {
                  store orderId isSubmitted
                  cartLines { quantity variant { id } }
                  offer { subtotal { value } selectedShippingMethod { id } shippingMethods { id } margin { value } }
                }
              }
            }
          }
        }
        """,
        new { id = Cart });

    public ValueTask DisposeAsync() => World.DisposeAsync();
}

/// <summary>Keeps every line that is logged, with its exception.</summary>
internal sealed class LogCapture : ILoggerProvider, ILogger
{
    private readonly Lock gate = new();
    private readonly List<string> lines = [];

    public int Count
    {
        get
        {
            lock (gate)
            {
                return lines.Count;
            }
        }
    }

    public IReadOnlyList<string> Since(int mark)
    {
        lock (gate)
        {
            return lines[mark..];
        }
    }

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter)
    {
        var line = formatter(state, exception);
        lock (gate)
        {
            lines.Add(exception is null ? line : $"{line}\n{exception}");
        }
    }

    public void Dispose()
    {
    }
}
