using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Cartwright.Accounts;
using Cartwright.Shops;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.EndToEnd;

/// <summary>A shop of the sandbox, in which orders are looked up by gateways that are processes of their own.</summary>
internal sealed class SandboxShop(HttpClient http, Uri sandbox)
{
    public static ShopDomain Domain { get; } = ShopDomain.Parse("tulips.myshopify.com");

    /// <summary>Installs the app at the shop, and writes what it gave into the gateways' journal.</summary>
    /// <param name="gateway">A gateway's services on that journal.</param>
    public async Task ConnectAsync(IServiceProvider gateway, CancellationToken cancellationToken)
    {
        // Lookups are not to wait for Shopify's throttle.
        using var changed = await http.PutAsJsonAsync(
            At(""),
            new { maximum_available = 10_000_000, restore_rate = 1_000_000, available = 10_000_000 }, cancellationToken);
        changed.IsSuccessStatusCode.ShouldBeTrue();
        var given = await TellAsync("install", cancellationToken);
        var directory = gateway.GetRequiredService<ShopDirectory>();
        await directory.RegisterAsync(Domain, ApiKeys.DefaultAccount, cancellationToken);
        var now = TimeProvider.System.GetUtcNow();
        var session = new ShopSession(
            new(given["access_token"]!.GetValue<string>()), now.AddHours(1),
            new(given["refresh_token"]!.GetValue<string>()), now.AddDays(90),
            ShopScopes.Parse(given["scope"]!.GetValue<string>()));
        await directory.ChangeAsync(
            Domain, shop => ShopDecisions.Connect(shop, session, "authorization_code", now), null, cancellationToken);
    }

    /// <summary>From now on the token that the gateways have is refused.</summary>
    public Task ExpireAsync(CancellationToken cancellationToken) => TellAsync("expire", cancellationToken);

    public async Task<JsonNode> BooksAsync(CancellationToken cancellationToken) =>
        (await http.GetFromJsonAsync<JsonNode>(At("/books"), cancellationToken))!;

    /// <param name="key">Of the account that the shop belongs to.</param>
    /// <returns>The answer, and its code, such as FOUND; or all of it again, where it has none.</returns>
    public async Task<(string Text, string Code)> LookUpAsync(Uri node, string key, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(
            HttpMethod.Post, new Uri(node, $"v1/shops/{Domain.Value}/orders/lookup"))
        {
            Content = JsonContent.Create(new { order = "#1001", email = "ada@example.com" }),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", key);
        using var answer = await http.SendAsync(request, cancellationToken);
        var text = await answer.Content.ReadAsStringAsync(cancellationToken);
        return (text, CodeOf(JsonNode.Parse(text)!) ?? text);
    }

    /// <summary>Of what was looked up, or of what was refused before.</summary>
    private static string? CodeOf(JsonNode said) =>
        (said["code"] ?? said["errors"]?[0]?["extensions"]?["code"])?.GetValue<string>();

    private Uri At(string path) => new(sandbox, $"sandbox/shops/{Domain.Value}{path}");

    private async Task<JsonNode> TellAsync(string what, CancellationToken cancellationToken)
    {
        using var answer = await http.PostAsJsonAsync(At($"/{what}"), new { }, cancellationToken);
        var said = await answer.Content.ReadAsStringAsync(cancellationToken);
        answer.IsSuccessStatusCode.ShouldBeTrue(said);
        return said.Length == 0 ? new JsonObject() : JsonNode.Parse(said)!;
    }
}
