using System.Numerics.Tensors;

namespace Cartwright.Assistant.Knowledge.Embeddings;

/// <param name="StandOut">By how many standard deviations it is nearer than the shop's passages are on average.</param>
internal sealed record NearPassage(string Id, double StandOut);

/// <summary>The vectors of one shop in one row of numbers, each of length 1.</summary>
internal sealed class ShopVectors(long version, int dimensions, string[] ids, float[] numbers)
{
    /// <summary>Of fewer, none can be said to stand out.</summary>
    private const int SpreadPassagesMin = 8;

    public static ShopVectors None(long version) => new(version, 0, [], []);

    /// <summary>Of the shop's knowledge when they were read.</summary>
    public long Version => version;

    public int Dimensions => dimensions;

    public IReadOnlyList<string> Ids => ids;

    public long Bytes => (long)numbers.Length * sizeof(float);

    public ReadOnlySpan<float> this[int at] => numbers.AsSpan(at * dimensions, dimensions);

    /// <param name="question">Of length 1.</param>
    /// <returns>The nearest by cosine first.</returns>
    public IReadOnlyList<NearPassage> Nearest(ReadOnlySpan<float> question, int countMax)
    {
        if (ids.Length == 0)
        {
            return [];
        }

        var cosines = new float[ids.Length];
        for (var at = 0; at < ids.Length; at++)
        {
            cosines[at] = TensorPrimitives.Dot(this[at], question);
        }

        var average = TensorPrimitives.Sum<float>(cosines) / ids.Length;
        var deviation = Math.Sqrt((TensorPrimitives.SumOfSquares<float>(cosines) / ids.Length) - (average * average));
        var spread = ids.Length < SpreadPassagesMin || double.IsNaN(deviation) ? 0 : deviation;

        var nearest = new PriorityQueue<int, float>();
        for (var at = 0; at < cosines.Length; at++)
        {
            if (nearest.Count < countMax)
            {
                nearest.Enqueue(at, cosines[at]);
            }
            else
            {
                nearest.EnqueueDequeue(at, cosines[at]);
            }
        }

        var found = new NearPassage[nearest.Count];
        for (var place = found.Length - 1; place >= 0; place--)
        {
            var at = nearest.Dequeue();
            found[place] = new(ids[at], spread > 0 ? (cosines[at] - average) / spread : 0);
        }

        return found;
    }
}
