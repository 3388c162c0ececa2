namespace Cartwright.Lookup;

/// <summary>Every document that is sent to a shop. A test holds each against Shopify's published schema.</summary>
public static class OrderDocuments
{
    public static readonly string FindOrder = Read("find-order.graphql");

    /// <summary>Proves that a new connection works, and tells the scopes it has.</summary>
    public static readonly string LatestOrder = Read("latest-order.graphql");

    private static string Read(string file)
    {
        using var stream = typeof(OrderDocuments).Assembly.GetManifestResourceStream($"Cartwright.Lookup.{file}")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
