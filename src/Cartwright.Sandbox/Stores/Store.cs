namespace Cartwright.Sandbox.Stores;

internal enum UcpVersion
{
    V20260111,
    V20260408,
    V20260825,
}

/// <summary>A shop: what it sells, where it delivers, what it charges. Prices are in minor units.</summary>
internal sealed record Store
{
    public required string Name { get; init; }

    public required string Title { get; init; }

    public required UcpVersion Version { get; init; }

    public required string Marketplace { get; init; }

    public string Currency { get; init; } = "USD";

    /// <summary>Where it delivers, with what that costs; nowhere else.</summary>
    public required IReadOnlyList<ShippingZone> Zones { get; init; }

    public required IReadOnlyList<StoreProduct> Products { get; init; }

    /// <summary>Every completion ends in requires_escalation: a person has to review it.</summary>
    public bool AlwaysEscalates { get; init; }

    /// <summary>Offers the extensions dev.cartwright.order_cancel and dev.cartwright.returns.</summary>
    public bool TakesChanges { get; init; }

    public string HandlerId => $"{Name}_card";

    /// <summary>The only payment credential this store takes.</summary>
    public string PaymentToken => $"tok_{Name}_on_account";

    public string VersionText => Version switch
    {
        UcpVersion.V20260111 => "2026-01-11",
        UcpVersion.V20260408 => "2026-04-08",
        UcpVersion.V20260825 => "2026-08-25",
    };

    public ShippingZone? ZoneOf(string country) => Zones.FirstOrDefault(zone => zone.Countries.Contains(country));
}

/// <param name="TaxBasisPoints">Of goods and shipping together: 800 is 8%.</param>
internal sealed record ShippingZone(
    IReadOnlyList<string> Countries, int TaxBasisPoints, long Standard, long Express, int DaysMax);

internal sealed record StoreProduct(
    string Id, string Title, string Description, string Category, IReadOnlyList<StoreVariant> Variants)
{
    public string OptionName { get; init; } = "Size";

    /// <summary>The only country it may be sent to; null for everywhere the store delivers.</summary>
    public string? OnlyTo { get; init; }

    /// <summary>States and provinces it is not sent to.</summary>
    public IReadOnlyList<string> NotTo { get; init; } = [];

    public StoreDemand Demand { get; init; } = StoreDemand.None;

    public string Handle => Id.Replace('_', '-');
}

/// <summary>What a product's buyer must give beside the usual.</summary>
internal enum StoreDemand
{
    None,
    Phone,
    SecondAddressLine,
    Company,
    Membership,
}

/// <param name="Stock">How many there are at the start; null for as many as anyone wants.</param>
internal sealed record StoreVariant(string Id, string Title, long Price, int? Stock = null);
