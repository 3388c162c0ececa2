using Cartwright.Journal;
using Cartwright.Shops;
using Microsoft.Extensions.Options;

namespace Cartwright.Assistant.Knowledge.Embeddings;

/// <summary>
/// The shops' vectors in memory, read once for each version of a shop's knowledge; of a new version only what is new is
/// read. The shops that were asked longest ago go when all take more than is allowed.
/// </summary>
internal sealed partial class VectorMemory(
    VectorShelf shelf, NamedLocks reading, IOptions<EmbeddingOptions> options, ILogger<VectorMemory> logger)
{
    private const int NewMax = 500;

    private readonly Lock guard = new();
    private readonly Dictionary<ShopDomain, Kept> kept = [];
    private long turns;

    public async ValueTask<ShopVectors> OfAsync(
        ShopDomain shop, long version, string model, CancellationToken cancellationToken)
    {
        if (Find(shop, model) is { } known && known.Version == version)
        {
            return known;
        }

        await using var turn = await reading.TakeAsync($"vectors/{shop.Value}", cancellationToken);
        var before = Find(shop, model);
        if (before is not null && before.Version >= version)
        {
            return before;
        }

        var read = await ReadAsync(shop, version, model, before, cancellationToken);
        Keep(shop, model, read);
        return read;
    }

    private async ValueTask<ShopVectors> ReadAsync(
        ShopDomain shop, long version, string model, ShopVectors? before, CancellationToken cancellationToken)
    {
        var ids = await shelf.IdsAsync(shop, model, cancellationToken);
        Dictionary<string, byte[]> added = new(StringComparer.Ordinal);
        Dictionary<string, int> standing = before is null ? [] : before.Ids.Index().ToDictionary(
            one => one.Item, one => one.Index, StringComparer.Ordinal);
        var missing = ids.Where(id => !standing.ContainsKey(id)).ToList();
        if (before is null || missing.Count > NewMax)
        {
            standing.Clear();
            await foreach (var (id, vector) in shelf.ReadAsync(shop, model, cancellationToken))
            {
                added[id] = vector;
            }
        }
        else if (missing.Count > 0)
        {
            foreach (var (id, vector) in await shelf.ReadAsync(shop, model, missing, cancellationToken))
            {
                added[id] = vector;
            }
        }

        var dimensions = standing.Count > 0 ? before!.Dimensions
            : added.Count > 0 ? VectorBytes.DimensionsOf(added.Values.First()) : 0;
        if ((long)ids.Count * dimensions * sizeof(float) > options.Value.MemoryBytesMax)
        {
            LogTooMany(shop, options.Value.MemoryMegabytesMax);
            return ShopVectors.None(version);
        }

        // What has another length is another model's under the same name.
        string[] held =
        [
            .. ids.Where(id => standing.ContainsKey(id)
                || (added.TryGetValue(id, out var vector) && VectorBytes.DimensionsOf(vector) == dimensions)),
        ];
        var numbers = new float[held.Length * dimensions];
        foreach (var (at, id) in held.Index())
        {
            var place = numbers.AsSpan(at * dimensions, dimensions);
            if (standing.TryGetValue(id, out var was))
            {
                before![was].CopyTo(place);
            }
            else
            {
                VectorBytes.Read(added[id], place);
            }
        }

        return new(version, dimensions, held, numbers);
    }

    private ShopVectors? Find(ShopDomain shop, string model)
    {
        lock (guard)
        {
            if (!kept.TryGetValue(shop, out var found) || found.Model != model)
            {
                return null;
            }

            found.Turn = ++turns;
            return found.Vectors;
        }
    }

    private void Keep(ShopDomain shop, string model, ShopVectors vectors)
    {
        lock (guard)
        {
            kept[shop] = new() { Model = model, Vectors = vectors, Turn = ++turns };
            var bytes = kept.Values.Sum(one => one.Vectors.Bytes);
            while (bytes > options.Value.MemoryBytesMax)
            {
                var oldest = kept.MinBy(one => one.Value.Turn);
                bytes -= oldest.Value.Vectors.Bytes;
                kept.Remove(oldest.Key);
            }
        }
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The vectors of {Shop} take more than {Megabytes} MB, so it is searched by full text alone: raise "
            + "Assistant:Embeddings:MemoryMegabytesMax or set Assistant:Embeddings:Dimensions to less.")]
    private partial void LogTooMany(ShopDomain shop, int megabytes);

    private sealed class Kept
    {
        public required string Model { get; init; }
        public required ShopVectors Vectors { get; init; }
        public long Turn { get; set; }
    }
}
