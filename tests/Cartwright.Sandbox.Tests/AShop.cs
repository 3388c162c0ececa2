using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Cartwright.Sandbox.Tests;

/// <summary>A shop of a running sandbox, with an app that speaks to it by hand.</summary>
public sealed class AShop(ARunningSandbox sandbox, string domain = AShop.Tulips)
{
    public const string Tulips = "tulips.myshopify.com";
    public const string Mugs = "mugs.myshopify.com";
    public const string Posters = "posters.myshopify.com";
    public const string Porter = "porter.myshopify.com";

    private const string IdTokenType = "urn:ietf:params:oauth:token-type:id_token";
    private const string OfflineTokenType = "urn:shopify:params:oauth:token-type:offline-access-token";

    public string Domain => domain;

    public async Task<Answer> InstallAsync(string body = "{}")
    {
        var installed = await ControlAsync(HttpMethod.Post, "install", body);
        installed.Status.ShouldBe(200, installed.Body);
        return installed;
    }

    public Task<Answer> ControlAsync(HttpMethod method, string path, string? body = null) =>
        SendAsync(method, $"/sandbox/shops/{domain}{(path.Length > 0 ? "/" : "")}{path}", body);

    public async Task ChangeAsync(string change) =>
        (await ControlAsync(HttpMethod.Put, "", change)).Status.ShouldBe(204);

    public async Task<string> BookAsync(string name) => (await ControlAsync(HttpMethod.Get, "books"))[name]!;

    public Task<Answer> TokenAsync(string body) =>
        SendAsync(HttpMethod.Post, $"/shopify/{domain}/admin/oauth/access_token", body);

    public Task<Answer> RefreshAsync(
        string? token, string client = "sandbox-app-key", string secret = "sandbox-app-secret") =>
        TokenAsync(JsonSerializer.Serialize(new
        {
            client_id = client,
            client_secret = secret,
            refresh_token = token,
            grant_type = "refresh_token",
        }));

    public Task<Answer> ExchangeAsync(string subject, bool isIdToken = true, string? expiring = "1") =>
        TokenAsync(JsonSerializer.Serialize(new
        {
            client_id = "sandbox-app-key",
            client_secret = "sandbox-app-secret",
            grant_type = "urn:ietf:params:oauth:grant-type:token-exchange",
            subject_token = subject,
            subject_token_type = isIdToken ? IdTokenType : OfflineTokenType,
            requested_token_type = OfflineTokenType,
            expiring,
        }));

    public string IdToken(
        string? shop = null, string audience = "sandbox-app-key", string secret = "sandbox-app-secret", int life = 60)
    {
        static string Part(ReadOnlySpan<byte> bytes) => System.Buffers.Text.Base64Url.EncodeToString(bytes);
        var now = sandbox.Time.GetUtcNow().ToUnixTimeSeconds();
        var head = Part("""{"alg":"HS256","typ":"JWT"}"""u8);
        var body = Part(JsonSerializer.SerializeToUtf8Bytes(new
        {
            iss = $"https://{shop ?? domain}/admin",
            dest = $"https://{shop ?? domain}",
            aud = audience,
            exp = now + life,
            nbf = now - 5,
            sub = "1",
        }));
        var signature = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.ASCII.GetBytes($"{head}.{body}"));
        return $"{head}.{body}.{Part(signature)}";
    }

    public Task<Answer> QueryAsync(string? token, string query, object? variables = null, string version = "2026-10") =>
        SendAsync(HttpMethod.Post, $"/shopify/{domain}/admin/api/{version}/graphql.json",
            JsonSerializer.Serialize(new { query, variables }), token);

    /// <summary>The names of what a search finds.</summary>
    public async Task<string[]> FindAsync(string? token, string search)
    {
        var answer = await QueryAsync(token,
            "query($q: String) { orders(first: 250, query: $q) { nodes { name } } }", new { q = search });
        answer["errors"].ShouldBeNull(answer.Body);
        return [.. answer.Find("data.orders.nodes")!.Value.EnumerateArray()
            .Select(node => node.GetProperty("name").GetString()!)];
    }

    private async Task<Answer> SendAsync(HttpMethod method, string path, string? body = null, string? token = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        if (token is not null)
            request.Headers.Add("X-Shopify-Access-Token", token);
        return await sandbox.SendAsync(request);
    }
}
