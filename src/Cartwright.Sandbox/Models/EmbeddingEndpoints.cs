using System.Collections.Concurrent;
using System.Text.Json;
using Cartwright.Sandbox.Faults;

namespace Cartwright.Sandbox.Models;

/// <summary>A model behind OpenAI's embeddings. What it was sent can be read at <c>/sandbox/embeddings</c>.</summary>
internal sealed class EmbeddingEndpoints
{
    private const int TextsMax = 2_048;
    private const int HeardMax = 5_000;

    private readonly ConcurrentQueue<string> heard = new();

    public void Map(IEndpointRouteBuilder routes, ModelDialect dialect)
    {
        OperationPipeline.Map(
            routes, "POST", "/ai/v1/embeddings", new("embeddings", dialect, TakesKey: false, Embed));
        routes.MapGet("/sandbox/embeddings", () => Results.Bytes(Heard().Body, "application/json"));
    }

    private Reply Heard() => Reply.Json(200, heard, static (json, texts) =>
    {
        json.WriteStartArray();
        foreach (var text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    });

    private Reply Embed(Call call)
    {
        if (ModelDialect.Read(call) is not { } asked)
        {
            return ModelDialect.Refuse(400, "We could not parse the JSON body of your request.", null);
        }

        if (asked.ValueKind != JsonValueKind.Object || !asked.TryGetProperty("model", out var name)
            || name.ValueKind != JsonValueKind.String || TextsOf(asked) is not { Count: > 0 } texts)
        {
            return ModelDialect.Refuse(400, "you must provide a model and input parameter", null);
        }

        if (EmbedTexts.Find(name.GetString()) is not { } model)
        {
            return ModelDialect.Refuse(404, $"The model `{name.GetString()}` does not exist", "model_not_found");
        }

        if (texts.Count > TextsMax || texts.Contains(""))
        {
            return ModelDialect.Refuse(400, $"'$.input' holds 1 to {TextsMax} texts that are not empty", null);
        }

        var length = model.Dimensions;
        if (asked.TryGetProperty("dimensions", out var dimensions)
            && (!dimensions.TryGetInt32(out length) || length is < 8 or > EmbedTexts.DimensionsMax))
        {
            return ModelDialect.Refuse(400, $"'dimensions' is 8 to {EmbedTexts.DimensionsMax}", null);
        }

        if (asked.TryGetProperty("encoding_format", out var format) && format.GetString() != "float")
        {
            return ModelDialect.Refuse(400, "Only encoding_format float is known here.", null);
        }

        Hear(texts);
        var given = call.Faults.Has(FaultKind.WrongDimensions) ? length - 1 : length;
        return Answer(model, [.. texts.Select(text => model.Of(text, given))], texts);
    }

    private static List<string>? TextsOf(JsonElement asked) =>
        !asked.TryGetProperty("input", out var input) ? null
        : input.ValueKind == JsonValueKind.String ? [input.GetString()!]
        : input.ValueKind == JsonValueKind.Array
            && input.EnumerateArray().All(text => text.ValueKind == JsonValueKind.String)
                ? [.. input.EnumerateArray().Select(text => text.GetString()!)]
        : null;

    private void Hear(List<string> texts)
    {
        texts.ForEach(heard.Enqueue);
        while (heard.Count > HeardMax)
        {
            heard.TryDequeue(out _);
        }
    }

    private static Reply Answer(EmbedTexts model, float[][] vectors, List<string> texts) =>
        Reply.Json(200, (model, vectors, texts), static (json, state) =>
        {
            json.WriteStartObject();
            json.WriteString("object", "list");
            json.WriteStartArray("data");
            foreach (var (index, vector) in state.vectors.Index())
            {
                json.WriteStartObject();
                json.WriteString("object", "embedding");
                json.WriteNumber("index", index);
                json.WriteStartArray("embedding");
                foreach (var number in vector)
                {
                    json.WriteNumberValue(number);
                }

                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteString("model", state.model.Name);
            var tokens = state.texts.Sum(text => (text.Length / 4) + 1);
            json.WriteStartObject("usage");
            json.WriteNumber("prompt_tokens", tokens);
            json.WriteNumber("total_tokens", tokens);
            json.WriteEndObject();
            json.WriteEndObject();
        });
}
