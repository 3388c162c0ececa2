namespace Cartwright.Web.DemoStore;

/// <summary>Something that the demo store shows; nothing is sold there.</summary>
public sealed record DemoProduct(string Id, string Name, string Price, string About, string Color)
{
    public static readonly IReadOnlyList<DemoProduct> All =
    [
        new("tulip-bouquet", "Tulip bouquet", "$24.00", "Ten stems, cut the same morning.", "#c2264b"),
        new("tulip-bulbs", "Tulip bulbs", "$12.00", "Plant before the frost.", "#d9822b"),
        new("parrot-tulips", "Parrot tulips", "$36.00", "A short season, and few of them.", "#7a3fa0"),
        new("black-tulip", "Black tulip", "$999.00", "There was only ever one.", "#2b2233"),
    ];
}
