using System.Buffers;
using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Cartwright.Outbound;
using Microsoft.Extensions.Options;

namespace Cartwright.Shops;

/// <summary>
/// Calls a shop: its token endpoint and its Admin API. Each call has its deadline, is made once, and ends in a reply
/// whatever happens. (shopify.dev, "Offline access tokens", "GraphQL Admin API".)
/// </summary>
public sealed class ShopifyAdmin(IHttpClientFactory factory, IOptions<ShopOptions> options, TimeProvider clock)
{
    public const string ClientName = "shopify";
    private const int ReplyBytesMax = 2 * 1024 * 1024;
    private const int DetailCharactersMax = 300;
    private const int AddressesMax = 10_000;
    private static readonly TimeSpan WaitMin = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan WaitMax = TimeSpan.FromHours(1);
    private const int BodyBytesUsual = 2 * 1024;
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private readonly ShopOptions options = options.Value;
    private readonly ConcurrentDictionary<ShopDomain, Uri> addresses = new();

    /// <param name="fields">The body's fields beside the app's credentials.</param>
    /// <exception cref="InvalidOperationException">The app is not set up.</exception>
    public async Task<TokenReply> TokenAsync(
        ShopDomain shop, IReadOnlyList<(string Name, string Value)> fields, CancellationToken cancellationToken)
    {
        var app = options.App ?? throw new InvalidOperationException("The app of Shops is not set up.");
        var body = Body(json =>
        {
            json.WriteString("client_id", app.ClientId);
            json.WriteString("client_secret", app.ClientSecret.Reveal());
            foreach (var (name, value) in fields)
            {
                json.WriteString(name, value);
            }
        });
        return await SendAsync(
            Post(options.AddressOf(shop, "admin/oauth/access_token"), body),
            (status, answer, retryAfter) => ReadToken(status, answer, retryAfter, clock.GetUtcNow()),
            why => new TokenReply.Refused(ShopifyFault.Transient, null, why),
            cancellationToken);
    }

    /// <param name="variables">Writes the variables' members.</param>
    /// <param name="read">Reads the data; an answer that it can't read is one that may pass.</param>
    public Task<AdminReply<TData>> QueryAsync<TData>(
        ShopDomain shop,
        Secret token,
        JsonEncodedText document,
        Action<Utf8JsonWriter> variables,
        ReadData<TData> read,
        CancellationToken cancellationToken)
    {
        var body = Body(json =>
        {
            json.WriteString("query", document);
            json.WriteStartObject("variables");
            variables(json);
            json.WriteEndObject();
        });
        // An address takes as long to parse as the answer's cost, and a shop's never changes.
        if (!addresses.TryGetValue(shop, out var address))
        {
            if (addresses.Count >= AddressesMax)
            {
                addresses.Clear();
            }

            addresses[shop] = address = options.AddressOf(shop, $"admin/api/{options.ApiVersion}/graphql.json");
        }

        var request = Post(address, body);
        // Other letters would fail the call itself, which would count against the shop.
        var text = token.Reveal();
        if (text.AsSpan().ContainsAnyExceptInRange('!', '~')
            || !request.Headers.TryAddWithoutValidation("X-Shopify-Access-Token", text))
        {
            request.Dispose();
            return Task.FromResult<AdminReply<TData>>(new AdminReply<TData>.Refused(
                ShopifyFault.Unauthorized, "The token can't be sent in a header."));
        }

        return SendAsync(
            request,
            (status, answer, retryAfter) => ReadAdminReply.From(status, answer, retryAfter, read),
            why => new AdminReply<TData>.Refused(ShopifyFault.Transient, why),
            cancellationToken);
    }

    private async Task<TReply> SendAsync<TReply>(
        HttpRequestMessage message,
        Func<int, ReadOnlyMemory<byte>, TimeSpan?, TReply> read,
        Func<string, TReply> unanswered,
        CancellationToken cancellationToken)
    {
        using var request = message;
        // One source for both ends: a linked one for each call costs as much again.
        using var ended = new CancellationTokenSource(options.CallTimeout, clock);
        await using var left = cancellationToken.UnsafeRegister(
            static source => ((CancellationTokenSource)source!).Cancel(), ended);
        try
        {
            using var client = factory.CreateClient(ClientName);
            using var response = await client.SendAsync(
                request, HttpCompletionOption.ResponseHeadersRead, ended.Token);
            return await BoundedReply.ReadAsync(
                response.Content,
                ReplyBytesMax,
                body => read((int)response.StatusCode, body, RetryAfter(response)),
                () => unanswered($"The answer has more than {ReplyBytesMax} bytes."),
                ended.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return unanswered($"No answer within {options.CallTimeoutSecondsMax} s.");
        }
        catch (Exception problem) when (problem is HttpRequestException or IOException)
        {
            return unanswered($"The connection failed ({problem.GetType().Name}).");
        }
    }

    /// <summary>Shopify's tokens come with seconds; a reply without them is a token that does not expire.</summary>
    internal static TokenReply ReadToken(
        int status, ReadOnlyMemory<byte> body, TimeSpan? retryAfter, DateTimeOffset now)
    {
        if (status != 200)
        {
            var said = Encoding.UTF8.GetString(body.Span);
            return new TokenReply.Refused(
                ShopifyAnswers.Of(ShopifyAnswers.OfTokenEndpoint, status, null, said), status,
                $"HTTP {status}: {Words(said)}", retryAfter);
        }

        try
        {
            using var json = JsonDocument.Parse(body);
            var root = json.RootElement;
            if (root.ValueKind == JsonValueKind.Object && Text(root, "access_token") is { Length: > 0 } token)
            {
                return new TokenReply.Granted(new(
                    new(token),
                    now + Seconds(root, "expires_in"),
                    Text(root, "refresh_token") is { Length: > 0 } refresh ? new(refresh) : null,
                    now + Seconds(root, "refresh_token_expires_in"),
                    ShopScopes.Parse(Text(root, "scope"))));
            }
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException or FormatException)
        {
            // Told below: an answer that can't be read may hide a pair that was given.
        }

        return new TokenReply.Refused(ShopifyFault.Transient, status, "The answer could not be read.");
    }

    /// <summary>Seconds, with a fraction at times, or a date. (shopify.dev, "API limits".)</summary>
    private TimeSpan? RetryAfter(HttpResponseMessage response) => Bounded(ToldBy(response));

    /// <summary>A wait of nothing would be a loop, and a far date would close the shop until the next start.</summary>
    internal static TimeSpan? Bounded(TimeSpan? wait) =>
        wait is not { } told ? null : told < WaitMin ? WaitMin : told > WaitMax ? WaitMax : told;

    private TimeSpan? ToldBy(HttpResponseMessage response)
    {
        if (!response.Headers.TryGetValues("Retry-After", out var values))
        {
            return null;
        }

        var text = values.First();
        return double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds)
                && seconds is >= 0 and <= 86_400 ? TimeSpan.FromSeconds(seconds)
            : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out var at) && at > clock.GetUtcNow()
                ? at - clock.GetUtcNow()
            : null;
    }

    internal static string? Text(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static double? Number(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number
            ? value.GetDouble()
            : null;

    private static TimeSpan? Seconds(JsonElement parent, string name) =>
        Number(parent, name) is { } seconds and > 0 and < 1e9 ? TimeSpan.FromSeconds(seconds) : null;

    /// <summary>What Shopify said, short enough for a log and a page, and without what looks like a token.</summary>
    internal static string Words(string said)
    {
        // Cut once more when it is masked: half a token is not known for one.
        var text = said.Length > 4 * DetailCharactersMax ? said[..(4 * DetailCharactersMax)] : said;
        var plain = new StringBuilder(text.Length);
        foreach (var letter in text.ReplaceLineEndings(" "))
        {
            plain.Append(char.IsControl(letter) ? ' ' : letter);
        }

        var masked = ShopifyTokens.Masked(plain.ToString().Trim());
        return masked.Length > DetailCharactersMax ? masked[..DetailCharactersMax] + "…" : masked;
    }

    private static HttpRequestMessage Post(Uri address, ReadOnlyMemory<byte> body)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, address)
        {
            Content = new ReadOnlyMemoryContent(body) { Headers = { ContentType = Json } },
        };
        request.Headers.TryAddWithoutValidation("Accept", "application/json");
        return request;
    }

    private static ReadOnlyMemory<byte> Body(Action<Utf8JsonWriter> members)
    {
        var buffer = new ArrayBufferWriter<byte>(BodyBytesUsual);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }
}
