using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization;
using Cartwright.Outbound;
using Microsoft.Extensions.AI;

namespace Cartwright.Assistant.Knowledge.Embeddings;

/// <summary>
/// An OpenAI-compatible endpoint. The package OpenAI, which the chat model uses, asks for vectors in base64, which not
/// every such endpoint knows, and reads replies of any length; so this small client stands here instead.
/// </summary>
internal sealed class EmbeddingEndpoint(IHttpClientFactory factory, EmbeddingOptions options)
    : IEmbeddingGenerator<string, Embedding<float>>
{
    public const string ClientName = "embeddings";

    private const int HeadBytesMax = 64 * 1024;
    private const int BytesPerNumberMax = 28;

    private readonly Uri address = new(options.BaseAddress!.AbsoluteUri.TrimEnd('/') + "/embeddings");

    /// <exception cref="HttpRequestException">It did not answer, or with something else than vectors.</exception>
    public async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? asked, CancellationToken cancellationToken)
    {
        string[] texts = [.. values];
        using var request = new HttpRequestMessage(HttpMethod.Post, address)
        {
            Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(
                new EmbeddingAsk(asked?.ModelId ?? options.Model!, texts, "float", asked?.Dimensions ?? options.Dimensions),
                EmbeddingJson.Default.EmbeddingAsk)),
        };
        request.Content.Headers.ContentType = new("application/json");
        if (options.Key is { } key)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key.Reveal());
        }

        using var client = factory.CreateClient(ClientName);
        using var response = await client.SendAsync(
            request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            // Its own words may repeat what it was sent.
            throw new HttpRequestException($"it answered {(int)response.StatusCode}");
        }

        var bytesMax = HeadBytesMax + (texts.Length * EmbeddingOptions.DimensionsMax * BytesPerNumberMax);
        var body = await BoundedReply.ReadAsync(response.Content, bytesMax, cancellationToken)
            ?? throw new HttpRequestException("its answer is too long");
        return Read(body, texts.Length);
    }

    public object? GetService(Type serviceType, object? serviceKey) =>
        serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose()
    {
    }

    private static GeneratedEmbeddings<Embedding<float>> Read(ReadOnlyMemory<byte> body, int count)
    {
        EmbeddingAnswer? answer;
        try
        {
            answer = JsonSerializer.Deserialize(body.Span, EmbeddingJson.Default.EmbeddingAnswer);
        }
        catch (JsonException)
        {
            answer = null;
        }

        var rows = answer?.Data?.OrderBy(row => row.Index).ToList();
        if (rows is null || rows.Count != count
            || rows.Index().Any(row => row.Item.Index != row.Index || row.Item.Embedding is null))
        {
            throw new HttpRequestException("its answer holds no vector for each text");
        }

        return new(rows.Select(row => new Embedding<float>(row.Embedding)));
    }
}

internal sealed record EmbeddingAsk(
    string Model,
    string[] Input,
    string EncodingFormat,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Dimensions);

internal sealed record EmbeddingAnswer(EmbeddingRow[]? Data);

internal sealed record EmbeddingRow(int Index, float[]? Embedding);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(EmbeddingAsk))]
[JsonSerializable(typeof(EmbeddingAnswer))]
internal sealed partial class EmbeddingJson : JsonSerializerContext;
