using System.Numerics.Tensors;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Options;

namespace Cartwright.Assistant.Knowledge.Embeddings;

internal abstract record EmbedResult
{
    private EmbedResult() { }

    /// <param name="Vectors">One for each text, of length 1 each.</param>
    public sealed record Embedded(IReadOnlyList<float[]> Vectors) : EmbedResult;

    /// <param name="Why">In words an operator understands.</param>
    public sealed record Failed(string Why) : EmbedResult;
}

/// <summary>Turns texts into vectors, and believes only vectors that can be compared.</summary>
/// <param name="generator">Null when no model is set.</param>
internal sealed class EmbedTexts(
    IEmbeddingGenerator<string, Embedding<float>>? generator, IOptions<EmbeddingOptions> options, TimeProvider clock)
    : IDisposable
{
    public bool IsOn => generator is not null;

    /// <summary>What its vectors are stored under.</summary>
    public string Model => options.Value.StoredAs;

    public async Task<EmbedResult> HandleAsync(
        IReadOnlyList<string> texts, TimeSpan deadline, CancellationToken cancellationToken)
    {
        if (generator is null)
        {
            return new EmbedResult.Failed("no model is set");
        }

        using var late = new CancellationTokenSource(deadline, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token);
        try
        {
            var made = await generator.GenerateAsync(
                texts, new() { ModelId = options.Value.Model, Dimensions = options.Value.Dimensions }, either.Token);
            return Check([.. made.Select(one => one.Vector.ToArray())], texts.Count);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new EmbedResult.Failed("it did not answer in time");
        }
        catch (HttpRequestException failure)
        {
            return new EmbedResult.Failed(failure.StatusCode is null && failure.InnerException is null
                ? failure.Message
                : $"the connection failed ({failure.InnerException?.GetType().Name ?? failure.GetType().Name})");
        }
        catch (IOException failure)
        {
            return new EmbedResult.Failed($"the connection failed ({failure.GetType().Name})");
        }
    }

    public void Dispose() => generator?.Dispose();

    private EmbedResult Check(float[][] vectors, int count)
    {
        if (vectors.Length != count)
        {
            return new EmbedResult.Failed("its answer holds no vector for each text");
        }

        var wanted = options.Value.Dimensions ?? vectors[0].Length;
        foreach (var vector in vectors)
        {
            if (vector.Length != wanted || vector.Length is 0 or > EmbeddingOptions.DimensionsMax)
            {
                return new EmbedResult.Failed($"it gave vectors of {vector.Length} numbers where {wanted} were expected");
            }

            var length = TensorPrimitives.Norm(vector);
            if (!float.IsNormal(length))
            {
                return new EmbedResult.Failed("it gave a vector without a direction");
            }

            TensorPrimitives.Divide(vector, length, vector);
        }

        return new EmbedResult.Embedded(vectors);
    }
}
