using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Cartwright.Sandbox;

/// <summary>
/// What an operation answers. Handlers return it instead of writing to the connection, so that a fault can drop
/// or spoil it after the effect, and an idempotency key can keep it.
/// </summary>
internal sealed record Reply(int Status, byte[] Body)
{
    public string ContentType { get; init; } = "application/json";

    /// <summary>Of a redirect.</summary>
    public string? Location { get; init; }

    public string? RetryAfter { get; init; }

    public string? CacheControl { get; init; }

    /// <summary>False for what was refused before it ran: the key stays free, and a repeat runs.</summary>
    public bool IsStorable { get; init; } = true;

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? t_buffer;

    [ThreadStatic]
    private static Utf8JsonWriter? t_writer;

    public static Reply Json<TState>(int status, TState state, Action<Utf8JsonWriter, TState> write)
    {
        var buffer = t_buffer ??= new ArrayBufferWriter<byte>(4096);
        var writer = t_writer ??= new Utf8JsonWriter(
            buffer, new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true });
        buffer.ResetWrittenCount();
        writer.Reset(buffer);
        write(writer, state);
        writer.Flush();
        return new(status, buffer.WrittenSpan.ToArray());
    }

    public static Reply Html(int status, string html) =>
        new(status, Encoding.UTF8.GetBytes(html)) { ContentType = "text/html; charset=utf-8" };
}
