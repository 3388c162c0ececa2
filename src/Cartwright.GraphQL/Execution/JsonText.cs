using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace Cartwright.GraphQL;

/// <summary>
/// The response in the making: JSON in a pooled buffer that can be rewound, which a null that propagates needs and a
/// <see cref="System.Text.Json.Utf8JsonWriter"/> cannot do; and the errors found on the way, innermost path first.
/// </summary>
/// <param name="budget">Bounds it; null for what is short by itself.</param>
internal sealed class JsonText(ResponseBudget? budget = null) : IBufferWriter<byte>, IDisposable
{
    private static readonly SearchValues<char> Escaped = SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Select(code => (char)code), '"', '\\']);

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(1024);
    private int _taken;

    public int Length { get; private set; }
    public ReadOnlyMemory<byte> Written => _buffer.AsMemory(0, Length);
    public List<FieldError>? Errors { get; private set; }
    public int ErrorCount => Errors?.Count ?? 0;

    /// <summary>A string as JSON.</summary>
    public static byte[] Quote(string value)
    {
        using var text = new JsonText();
        text.String(value);
        return text.Written.ToArray();
    }

    public void Rewind(int length) => Length = length;

    public void Byte(byte value)
    {
        if (Length == _buffer.Length) Grow(1);
        _buffer[Length++] = value;
    }

    public void Raw(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Room(bytes.Length));
        Length += bytes.Length;
    }

    public void Null() => Raw("null"u8);

    public void Boolean(bool value) => Raw(value ? "true"u8 : "false"u8);

    public void Number(long value)
    {
        Utf8Formatter.TryFormat(value, Room(20), out var written);
        Length += written;
    }

    public void Number(double value)
    {
        value.TryFormat(Room(32), out var written, default, null);
        Length += written;
    }

    public void Number(decimal value)
    {
        value.TryFormat(Room(40), out var written, default, null);
        Length += written;
    }

    public void String(ReadOnlySpan<char> value)
    {
        Byte((byte)'"');
        while (true)
        {
            var stop = value.IndexOfAny(Escaped);
            var plain = stop < 0 ? value : value[..stop];
            Length += Encoding.UTF8.GetBytes(plain, Room(plain.Length * 3));
            if (stop < 0) break;
            Escape(value[stop]);
            value = value[(stop + 1)..];
        }
        Byte((byte)'"');
    }

    public void AddError(FieldError error, int errorsMax)
    {
        Errors ??= [];
        if (Errors.Count < errorsMax) Errors.Add(error);
    }

    /// <summary>Prepends a step to the paths of the errors from an index on.</summary>
    public void PrependPath(int from, object step)
    {
        for (var i = from; i < ErrorCount; i++) Errors![i].ReversedPath.Add(step);
    }

    /// <summary>Takes over what was written, and found wrong, apart.</summary>
    public void Append(JsonText other, int errorsMax)
    {
        Raw(other.Written.Span);
        foreach (var error in other.Errors ?? []) AddError(error, errorsMax);
    }

    public void Advance(int count) => Length += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Room(Math.Max(sizeHint, 256));
        return _buffer.AsMemory(Length);
    }

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    public void Dispose()
    {
        if (_buffer.Length > 0) ArrayPool<byte>.Shared.Return(_buffer);
        budget?.GiveBack(_taken);
        _taken = 0;
        _buffer = [];
        Length = 0;
    }

    private void Escape(char c)
    {
        switch (c)
        {
            case '"': Raw("\\\""u8); break;
            case '\\': Raw("\\\\"u8); break;
            case '\n': Raw("\\n"u8); break;
            case '\r': Raw("\\r"u8); break;
            case '\t': Raw("\\t"u8); break;
            case '\b': Raw("\\b"u8); break;
            case '\f': Raw("\\f"u8); break;
            default:
                Raw("\\u00"u8);
                Byte((byte)"0123456789abcdef"[c >> 4]);
                Byte((byte)"0123456789abcdef"[c & 15]);
                break;
        }
    }

    private Span<byte> Room(int size)
    {
        if (_buffer.Length - Length < size) Grow(size);
        return _buffer.AsSpan(Length);
    }

    private void Grow(int size)
    {
        var capacity = Math.Max(_buffer.Length * 2, Length + size);
        budget?.Take(Length + size, capacity - _buffer.Length);
        _taken += capacity - _buffer.Length;
        var larger = ArrayPool<byte>.Shared.Rent(capacity);
        _buffer.AsSpan(0, Length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}

/// <summary>An error of the response.</summary>
internal sealed class FieldError(string message, string code, int[] offsets)
{
    public string Message { get; } = message;
    public string Code { get; } = code;

    /// <summary>Byte offsets into the document.</summary>
    public int[] Offsets { get; } = offsets;
    public IReadOnlyDictionary<string, object?>? Extensions { get; init; }

    /// <summary>Response keys and list indexes, the innermost first; empty when no field is meant.</summary>
    public List<object> ReversedPath { get; } = [];

    /// <summary>Whether the error belongs to a field and so has a path.</summary>
    public bool HasPath { get; init; }
}
