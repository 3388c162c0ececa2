using System.Text.Json;

namespace Cartwright.Merchants.Ucp;

internal sealed record UcpProfileDocument
{
    public UcpProfileBody? Ucp { get; init; }

    /// <summary>Where 2026-01-11 keeps the handlers.</summary>
    public JsonElement Payment { get; init; }
}

/// <summary>Services and capabilities changed their form between the versions, so they are read by hand.</summary>
internal sealed record UcpProfileBody
{
    public string? Version { get; init; }
    public JsonElement SupportedVersions { get; init; }
    public JsonElement Services { get; init; }
    public JsonElement Capabilities { get; init; }
    public JsonElement PaymentHandlers { get; init; }
}

/// <param name="Address">Where the profile of this version is; null when it is the one at hand.</param>
internal sealed record UcpVersionChoice(string Version, string? Address);

/// <summary>Reads merchants' profiles of every version.</summary>
internal static class UcpProfiles
{
    private const string Shopping = "dev.ucp.shopping";

    /// <summary>The best version that both sides speak; null when there is none.</summary>
    public static UcpVersionChoice? Choose(UcpProfileBody profile)
    {
        foreach (var version in UcpVersions.Spoken)
        {
            if (profile.Version == version) return new(version, null);
            if (Member(profile.SupportedVersions, version) is { ValueKind: JsonValueKind.String } address)
                return new(version, address.GetString());
        }

        return null;
    }

    public static UcpDiscovered Read(UcpProfileDocument document)
    {
        if (document.Ucp is not { } ucp) return new UcpDiscovered.Unusable("The store's profile is not a UCP profile.");
        if (Choose(ucp) is not { Address: null } choice)
            return new UcpDiscovered.Unusable(
                $"The store speaks no version of UCP that is spoken here ({string.Join(", ", UcpVersions.Spoken)}).");
        if (Endpoint(ucp.Services, choice.Version) is not { } endpoint)
            return new UcpDiscovered.Unusable("The store's profile names no REST endpoint for shopping.");
        var capabilities = Capabilities(ucp.Capabilities).Distinct().Order(StringComparer.Ordinal).ToList();
        return capabilities.Contains(UcpCapabilities.Checkout)
            ? new UcpDiscovered.Found(new(
                choice.Version, endpoint, capabilities, [.. Handlers(ucp.PaymentHandlers), .. FirstHandlers(document)]))
            : new UcpDiscovered.Unusable("The store's profile does not offer checkout.");
    }

    private static string? Endpoint(JsonElement services, string version)
    {
        var shopping = Member(services, Shopping);
        if (shopping is { ValueKind: JsonValueKind.Object } first && Member(first, "rest") is { } rest)
            return Checked(Text(rest, "endpoint"));

        var offered = Items(shopping).Where(service => Text(service, "transport") == "rest").ToList();
        return Checked(offered
            .OrderByDescending(service => Text(service, "version") == version)
            .Select(service => Text(service, "endpoint"))
            .FirstOrDefault(endpoint => endpoint is not null));
    }

    /// <summary>Whether the address may be called is judged when it is called; here only its form counts.</summary>
    private static string? Checked(string? endpoint) =>
        Uri.TryCreate(endpoint, UriKind.Absolute, out var address)
        && address.Scheme is "http" or "https" && address.Query.Length == 0 && address.Fragment.Length == 0
            ? address.AbsoluteUri.TrimEnd('/')
            : null;

    private static IEnumerable<string> Capabilities(JsonElement capabilities) => capabilities.ValueKind switch
    {
        JsonValueKind.Object => capabilities.EnumerateObject().Select(capability => capability.Name),
        JsonValueKind.Array => capabilities.EnumerateArray()
            .Select(capability => Text(capability, "name")).OfType<string>(),
        _ => [],
    };

    private static IEnumerable<UcpHandler> Handlers(JsonElement handlers) =>
        handlers.ValueKind != JsonValueKind.Object ? [] :
        from handler in handlers.EnumerateObject()
        from instance in Items(handler.Value)
        let id = Text(instance, "id")
        where id is not null
        select new UcpHandler(id, handler.Name);

    private static IEnumerable<UcpHandler> FirstHandlers(UcpProfileDocument document) =>
        from handler in Items(Member(document.Payment, "handlers"))
        let id = Text(handler, "id")
        where id is not null
        select new UcpHandler(id, Text(handler, "name") ?? id);

    private static JsonElement? Member(JsonElement? parent, string name) =>
        parent is { ValueKind: JsonValueKind.Object } given && given.TryGetProperty(name, out var value) ? value : null;

    private static JsonElement.ArrayEnumerator Items(JsonElement? list) =>
        list is { ValueKind: JsonValueKind.Array } given ? given.EnumerateArray() : default;

    private static string? Text(JsonElement parent, string name) =>
        Member(parent, name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;
}
