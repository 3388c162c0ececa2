using Cartwright.Shops;

namespace Cartwright.Assistant.Knowledge.Embeddings;

/// <summary>How many passages of each of a shop's documents have a vector of the model that is set.</summary>
public sealed class CountVectors
{
    private readonly EmbedTexts embed;
    private readonly VectorShelf vectors;

    internal CountVectors(EmbedTexts embed, VectorShelf vectors) => (this.embed, this.vectors) = (embed, vectors);

    /// <returns>By the document's id, without those that have none; null when no model is set.</returns>
    public async ValueTask<IReadOnlyDictionary<string, int>?> HandleAsync(
        ShopDomain shop, CancellationToken cancellationToken) =>
        embed.IsOn
            ? (await vectors.CountsAsync(shop, embed.Model, cancellationToken)).ToDictionary(
                one => one.DocumentId, one => one.Count, StringComparer.Ordinal)
            : null;
}
