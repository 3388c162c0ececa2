namespace Cartwright;

/// <summary>Who buys and where it goes, as the checkout contract has it. Validated by BuyerIdentityRules.</summary>
public sealed record BuyerIdentity
{
    public string? FirstName { get; init; }
    public string? LastName { get; init; }
    public string? Email { get; init; }
    public string? Phone { get; init; }
    public string? Address1 { get; init; }
    public string? Address2 { get; init; }
    public string? City { get; init; }
    public string? ProvinceCode { get; init; }
    public string? PostalCode { get; init; }

    /// <summary>ISO 3166-1 alpha-2, in capitals.</summary>
    public required string CountryCode { get; init; }
}
