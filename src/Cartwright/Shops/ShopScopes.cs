namespace Cartwright.Shops;

/// <summary>What a shop's merchant allows the app, as Shopify writes it: names joined by commas.</summary>
public sealed record ShopScopes
{
    public static readonly ShopScopes None = new([]);

    private readonly string[] handles;

    private ShopScopes(string[] handles) => this.handles = handles;

    public static ShopScopes Parse(string? text) => Of((text ?? "").Split(
        [',', ' '], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));

    public static ShopScopes Of(IEnumerable<string> handles) =>
        new([.. handles.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)]);

    /// <summary>A scope to write holds the one to read too: Shopify leaves the weaker one out.</summary>
    public bool Has(string handle) => handles.Contains(handle, StringComparer.Ordinal)
        || (handle.StartsWith("read_", StringComparison.Ordinal)
            && handles.Contains($"write_{handle[5..]}", StringComparer.Ordinal));

    public IReadOnlyList<string> MissingOf(ShopScopes wanted) => [.. wanted.handles.Where(handle => !Has(handle))];

    public bool Equals(ShopScopes? other) => other is not null && handles.SequenceEqual(other.handles);

    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    public override string ToString() => string.Join(',', handles);
}
