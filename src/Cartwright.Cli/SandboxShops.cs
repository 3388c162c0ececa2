using System.Text.Json.Serialization;
using Cartwright.Accounts;
using Cartwright.Shops;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Cli;

/// <summary>One of the sandbox's shops, as <c>GET /sandbox/shops</c> tells it.</summary>
internal sealed record SandboxShop(string Domain, string Name, Uri Url);

/// <summary>What a shop of the sandbox has seen: evidence that does not come from the gateway.</summary>
internal sealed record SandboxShopBooks(long Refreshes, long Queries, long Throttled, long Unauthorized)
{
    internal SandboxShopBooks Since(SandboxShopBooks before) => new(
        Refreshes - before.Refreshes, Queries - before.Queries, Throttled - before.Throttled,
        Unauthorized - before.Unauthorized);
}

/// <summary>A rule for a fault, as <c>PUT /sandbox/faults</c> takes it.</summary>
internal sealed record SandboxFault(string Target, string Operation, string Kind)
{
    public int? Code { get; init; }
    public double? RetryAfter { get; init; }
    public int? Times { get; init; }
}

/// <summary>
/// Makes the sandbox's shops known to a gateway: names them for the default account, as <c>shops connect</c> does, and
/// has their webhooks sent to it.
/// </summary>
internal static class SandboxShops
{
    /// <returns>Each shop with the address that its merchant opens.</returns>
    internal static async Task<IReadOnlyList<(SandboxShop Shop, Uri Address)>> RegisterAsync(
        RunningGateway gateway, RunningSandbox sandbox, CancellationToken cancellationToken)
    {
        if (!SandboxSettings.HasShops(sandbox.Address)) return [];
        var directory = gateway.Services.GetRequiredService<ShopDirectory>();
        var connect = gateway.Services.GetRequiredService<ConnectShop>();
        List<(SandboxShop, Uri)> registered = [];
        foreach (var shop in await sandbox.ListShopsAsync(cancellationToken))
        {
            var domain = ShopDomain.Parse(shop.Domain);
            await directory.RegisterAsync(domain, ApiKeys.DefaultAccount, cancellationToken);
            await sandbox.HookShopAsync(
                shop.Domain, new(gateway.Addresses[0], HearShopify.Path), cancellationToken);
            if (connect.AddressOf(domain) is { } address) registered.Add((shop, address));
        }
        return registered;
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(IReadOnlyList<SandboxShop>))]
[JsonSerializable(typeof(SandboxShopBooks))]
[JsonSerializable(typeof(IReadOnlyList<SandboxFault>))]
[JsonSerializable(typeof(SandboxHook))]
internal sealed partial class SandboxShopJson : JsonSerializerContext;

internal sealed record SandboxHook(Uri Url);
