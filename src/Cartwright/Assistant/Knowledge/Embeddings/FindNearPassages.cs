using System.Diagnostics;
using Cartwright.Assistant.Privacy;
using Cartwright.Shops;
using Cartwright.Storage;
using Microsoft.Extensions.Options;

namespace Cartwright.Assistant.Knowledge.Embeddings;

/// <summary>
/// The passages of a shop whose vectors are nearest to a question's. It never fails: without a model, or while it is
/// down, it finds none, and full text answers alone.
/// </summary>
internal sealed partial class FindNearPassages(
    EmbedTexts embed, VectorMemory memory, IOptions<EmbeddingOptions> options, TimeProvider clock,
    ILogger<FindNearPassages> logger)
{
    private const int QuestionsPerGenerationMax = 1_000;

    private readonly FoldCache<float[]> asked = new(QuestionsPerGenerationMax);
    private readonly EndpointPause pause = new(clock);

    /// <param name="version">Of the shop's knowledge.</param>
    /// <returns>The nearest first.</returns>
    public async ValueTask<IReadOnlyList<NearPassage>> HandleAsync(
        ShopDomain shop, long version, string question, int countMax, CancellationToken cancellationToken)
    {
        if (!embed.IsOn)
        {
            return [];
        }

        var vectors = await memory.OfAsync(shop, version, embed.Model, cancellationToken);
        // Nothing leaves for a shop that has nothing to compare it with.
        return vectors.Ids.Count > 0
            && await VectorOfAsync(question, vectors.Dimensions, cancellationToken) is { } vector
                ? vectors.Nearest(vector, countMax)
                : [];
    }

    private async ValueTask<float[]?> VectorOfAsync(
        string question, int dimensions, CancellationToken cancellationToken)
    {
        var sent = MaskPersonal.WithOrdersIn(question).Trim();
        if (sent.Length == 0)
        {
            return null;
        }

        if (asked.Find(sent) is { } known && known.Length == dimensions)
        {
            return known;
        }

        if (!pause.TryEnter())
        {
            return null;
        }

        EmbedResult result;
        try
        {
            result = await embed.HandleAsync([sent], options.Value.QuestionDeadline, cancellationToken);
        }
        catch
        {
            pause.Left();
            throw;
        }

        switch (result)
        {
            case EmbedResult.Embedded { Vectors: [var vector] } when vector.Length == dimensions:
                if (pause.Worked())
                {
                    LogUp();
                }

                asked.Keep(sent, vector);
                return vector;
            case EmbedResult.Embedded:
                Fail($"it gave a vector that has not the {dimensions} numbers of those that are stored");
                return null;
            case EmbedResult.Failed failed:
                Fail(failed.Why);
                return null;
            default:
                throw new UnreachableException();
        }
    }

    private void Fail(string why)
    {
        if (pause.Failed())
        {
            LogDown(why);
        }
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The embeddings' endpoint: {Why}. Questions are searched by full text alone until it works again.")]
    private partial void LogDown(string why);

    [LoggerMessage(Level = LogLevel.Information, Message = "The embeddings' endpoint works again.")]
    private partial void LogUp();
}
