using System.Text;
using System.Text.Json;

namespace Cartwright.Sandbox.Models;

/// <summary>
/// A chat model behind OpenAI's chat completions, streamed and whole. It stands in for a real one, which can't be had
/// here: what it answers is decided by its name, see <see cref="ScriptedModel"/>.
/// </summary>
internal static class ModelEndpoints
{
    public const string Key = "sandbox-model-key";

    public static void MapModels(this IEndpointRouteBuilder routes, SandboxIds ids, TimeProvider time)
    {
        var dialect = new ModelDialect();
        OperationPipeline.Map(
            routes, "POST", "/ai/v1/chat/completions",
            new("chat", dialect, TakesKey: false, call => Complete(call, ids, time)));
        new EmbeddingEndpoints().Map(routes, dialect);
    }

    private static Reply Complete(Call call, SandboxIds ids, TimeProvider time)
    {
        if (ModelDialect.Read(call) is not { } asked)
        {
            return ModelDialect.Refuse(400, "We could not parse the JSON body of your request.", null);
        }

        if (asked.ValueKind != JsonValueKind.Object || !asked.TryGetProperty("model", out var name)
            || !asked.TryGetProperty("messages", out var messages) || messages.ValueKind != JsonValueKind.Array)
        {
            return ModelDialect.Refuse(400, "you must provide a model and messages parameter", null);
        }

        if (ScriptedModel.Find(name.GetString()) is not { } model)
        {
            return ModelDialect.Refuse(404, $"The model `{name.GetString()}` does not exist", "model_not_found");
        }

        var answer = model.Answer([.. messages.EnumerateArray().Select(TextOf)]);
        var head = new Head(ids.Mint("chatcmpl-"), time.GetUtcNow().ToUnixTimeSeconds(), model.Name);
        return asked.TryGetProperty("stream", out var stream) && stream.ValueKind == JsonValueKind.True
            ? Streamed(head, answer)
            : Whole(head, answer);
    }

    /// <summary>A message's text; its content is a text or a list of parts.</summary>
    private static string TextOf(JsonElement message) =>
        !message.TryGetProperty("content", out var content) ? ""
        : content.ValueKind == JsonValueKind.String ? content.GetString()!
        : content.ValueKind == JsonValueKind.Array
            ? string.Concat(content.EnumerateArray().Select(part =>
                part.TryGetProperty("text", out var text) ? text.GetString() : ""))
        : "";

    private static Reply Whole(Head head, string answer) => Reply.Json(200, (head, answer), static (json, state) =>
    {
        json.WriteStartObject();
        Write(json, state.head, "chat.completion");
        json.WriteStartArray("choices");
        json.WriteStartObject();
        json.WriteNumber("index", 0);
        json.WriteStartObject("message");
        json.WriteString("role", "assistant");
        json.WriteString("content", state.answer);
        json.WriteEndObject();
        json.WriteString("finish_reason", "stop");
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteStartObject("usage");
        json.WriteNumber("prompt_tokens", 1);
        json.WriteNumber("completion_tokens", 1);
        json.WriteNumber("total_tokens", 2);
        json.WriteEndObject();
        json.WriteEndObject();
    });

    /// <summary>A few letters at a time, as tokens come: a citation is often cut in two.</summary>
    private static Reply Streamed(Head head, string answer)
    {
        const int LettersPerPiece = 5;
        using var body = new MemoryStream();
        for (var at = 0; at < answer.Length; at += LettersPerPiece)
        {
            AddChunk(body, head, answer.Substring(at, Math.Min(LettersPerPiece, answer.Length - at)), null);
        }

        AddChunk(body, head, null, "stop");
        body.Write("data: [DONE]\n\n"u8);
        return new(200, body.ToArray()) { ContentType = "text/event-stream" };
    }

    private static void AddChunk(MemoryStream body, Head head, string? piece, string? finish)
    {
        var chunk = Reply.Json(200, (head, piece, finish), static (json, state) =>
        {
            json.WriteStartObject();
            Write(json, state.head, "chat.completion.chunk");
            json.WriteStartArray("choices");
            json.WriteStartObject();
            json.WriteNumber("index", 0);
            json.WriteStartObject("delta");
            if (state.piece is not null)
            {
                json.WriteString("role", "assistant");
                json.WriteString("content", state.piece);
            }

            json.WriteEndObject();
            json.WriteString("finish_reason", state.finish);
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
        });
        body.Write("data: "u8);
        body.Write(chunk.Body);
        body.Write("\n\n"u8);
    }

    private static void Write(Utf8JsonWriter json, Head head, string kind)
    {
        json.WriteString("id", head.Id);
        json.WriteString("object", kind);
        json.WriteNumber("created", head.Created);
        json.WriteString("model", head.Model);
    }

    private sealed record Head(string Id, long Created, string Model);
}

/// <summary>How such an API looks: a bearer key, and errors as an object.</summary>
internal sealed class ModelDialect : IDialect
{
    public string TargetOf(HttpContext context) => "model";

    public Reply? Check(Call call, Operation operation) =>
        call.Header("Authorization") == $"Bearer {ModelEndpoints.Key}"
            ? null
            : Refuse(401, "Incorrect API key provided.", "invalid_api_key");

    public UInt128 FingerprintOf(Call call) => 0;

    public string KeyScopeOf(Call call, Operation operation) => "model";

    public Reply KeyTaken(Call call) => throw new NotSupportedException("Nothing here takes a key.");

    public Reply KeyInUse(Call call) => throw new NotSupportedException("Nothing here takes a key.");

    public void Decorate(HttpResponse response, Call call, bool isReplayed)
    {
    }

    public bool StoresServerErrors => false;

    /// <summary>Null for a body that is no JSON.</summary>
    public static JsonElement? Read(Call call)
    {
        try
        {
            return JsonDocument.Parse(call.Body).RootElement;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public static Reply Refuse(int status, string message, string? code) =>
        Reply.Json(status, (message, code), static (json, state) =>
        {
            json.WriteStartObject();
            json.WriteStartObject("error");
            json.WriteString("message", state.message);
            json.WriteString("type", "invalid_request_error");
            json.WriteNull("param");
            json.WriteString("code", state.code);
            json.WriteEndObject();
            json.WriteEndObject();
        });
}
