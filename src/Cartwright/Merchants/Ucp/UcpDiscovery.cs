using System.Text.Json;
using Microsoft.Extensions.Options;

namespace Cartwright.Merchants.Ucp;

internal static class UcpVersions
{
    public const string First = "2026-01-11";

    /// <summary>The versions spoken here, the best first.</summary>
    public static readonly string[] Spoken = ["2026-08-25", "2026-04-08", First];
}

internal static class UcpCapabilities
{
    public const string Checkout = "dev.ucp.shopping.checkout";
    public const string Fulfillment = "dev.ucp.shopping.fulfillment";
    public const string OrderCancel = "dev.cartwright.order_cancel";
    public const string Returns = "dev.cartwright.returns";
    public const string CatalogueSearch = "dev.ucp.shopping.catalog.search";
    public const string CatalogueLookup = "dev.ucp.shopping.catalog.lookup";
}

/// <summary>What a merchant says of itself, in the one version that was chosen.</summary>
internal sealed record UcpProfile(
    string Version, string Endpoint, IReadOnlyList<string> Capabilities, IReadOnlyList<UcpHandler> Handlers)
{
    public bool Has(string capability) => Capabilities.Contains(capability);

    /// <summary>
    /// The id that a payment names its handler by; null when the merchant lists handlers and this is none of them.
    /// One that lists none may still name them in a checkout, so the operator's word stands.
    /// </summary>
    public string? ResolveHandler(string wanted) =>
        Handlers.Count == 0 ? wanted
        : Handlers.FirstOrDefault(handler => handler.Id == wanted)?.Id
            ?? Handlers.FirstOrDefault(handler => handler.Name == wanted)?.Id;
}

internal sealed record UcpHandler(string Id, string Name);

internal abstract record UcpDiscovered
{
    private UcpDiscovered() { }

    public sealed record Found(UcpProfile Profile) : UcpDiscovered;

    /// <summary>It answered, and can't be bought from as it is.</summary>
    public sealed record Unusable(string Why) : UcpDiscovered;

    public sealed record Unavailable(string Why) : UcpDiscovered;
}

/// <summary>Finds out which version a merchant speaks and where, and remembers it for a while.</summary>
internal sealed class UcpDiscovery(UcpTransport transport, IOptions<UcpOptions> options, TimeProvider clock)
{
    private static readonly TimeSpan ExpiryMin = TimeSpan.FromSeconds(60);

    private readonly UcpOptions options = options.Value;
    private readonly ExpiringCache<Uri, UcpDiscovered> profiles = new(options.Value.ProfileCountMax, clock);

    public Task<UcpDiscovered> FindAsync(Merchant merchant, CancellationToken cancellationToken) =>
        profiles.GetAsync(merchant.Url, () => LoadAsync(merchant.Url), cancellationToken);

    private async Task<Loaded<UcpDiscovered>> LoadAsync(Uri store)
    {
        using var deadline = transport.StartDeadline(options.DiscoveryDeadlineSeconds);
        var current = new Uri($"{store.GetLeftPart(UriPartial.Path).TrimEnd('/')}/.well-known/ucp");
        var reply = await FetchAsync(current, UcpVersions.Spoken[0], deadline);
        if (reply is UcpReply<UcpProfileDocument>.Answer { Value.Ucp: { } ucp }
            && UcpProfiles.Choose(ucp) is { Address: { } address } older)
        {
            reply = await FetchAsync(new Uri(current, address), older.Version, deadline);
            // The specification forbids using a profile that claims another version than the one it is listed under.
            if (reply is UcpReply<UcpProfileDocument>.Answer answer && answer.Value.Ucp?.Version != older.Version)
                return new(
                    new UcpDiscovered.Unusable($"The store's profile for {older.Version} is of another version."),
                    ExpiryMin);
        }

        return reply switch
        {
            UcpReply<UcpProfileDocument>.Answer answer => new(UcpProfiles.Read(answer.Value), Keep(answer.MaxAge)),
            UcpReply<UcpProfileDocument>.Refusal { Status: 404 or 410 } =>
                new(new UcpDiscovered.Unusable("The store publishes no UCP profile."), ExpiryMin),
            UcpReply<UcpProfileDocument>.Refusal refusal =>
                new(new UcpDiscovered.Unavailable($"The store's profile answers HTTP {refusal.Status}."), default),
            UcpReply<UcpProfileDocument>.Failure failure =>
                new(new UcpDiscovered.Unavailable(failure.Why), default),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    private Task<UcpReply<UcpProfileDocument>> FetchAsync(Uri address, string version, UcpDeadline deadline) =>
        transport.SendAsync(
            new(HttpMethod.Get, address, version), UcpJson.Default.UcpProfileDocument, deadline,
            CancellationToken.None);

    private TimeSpan Keep(TimeSpan? maxAge)
    {
        var wished = maxAge ?? TimeSpan.FromSeconds(options.ProfileExpirySeconds);
        var longest = TimeSpan.FromSeconds(options.ProfileExpirySecondsMax);
        return wished < ExpiryMin ? ExpiryMin : wished > longest ? longest : wished;
    }
}
