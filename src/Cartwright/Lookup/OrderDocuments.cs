using System.Text.Json;

namespace Cartwright.Lookup;

/// <summary>
/// Every document that is sent to a shop, ready for a JSON body. A test holds each against Shopify's published schema.
/// </summary>
public static class OrderDocuments
{
    public static readonly JsonEncodedText FindOrder = Read("find-order.graphql");

    /// <summary>Proves that a new connection works, and tells the scopes it has.</summary>
    public static readonly JsonEncodedText LatestOrder = Read("latest-order.graphql");

    private static JsonEncodedText Read(string file)
    {
        using var stream = typeof(OrderDocuments).Assembly.GetManifestResourceStream($"Cartwright.Lookup.{file}")!;
        using var reader = new StreamReader(stream);
        return JsonEncodedText.Encode(reader.ReadToEnd());
    }
}
