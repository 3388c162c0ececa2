using Cartwright.Shops;

namespace Cartwright.Assistant.Knowledge;

/// <summary>One document of a shop, as it is listed.</summary>
/// <param name="Source">What a shopper is told it is from: its address, or its file's name. One of a kind in a shop.</param>
/// <param name="Bytes">The size of its file.</param>
/// <param name="Feed">What put it there and may remove it, such as <c>policies</c>; null for a person.</param>
public sealed record KnowledgeDocument(
    string Id,
    ShopDomain Shop,
    string Source,
    string Title,
    string Hash,
    int Passages,
    long Bytes,
    DateTimeOffset AddedAt,
    string? Feed = null);
