using System.Text.Json;

namespace Cartwright.GraphQL;

/// <summary>A custom scalar as the host gave it.</summary>
internal abstract record ScalarBinding(string Name, Type ClrType)
{
    public abstract ScalarCodec MakeCodec();

    /// <summary>A <see cref="LeafWriter{T}"/> of the C# type.</summary>
    public abstract Delegate MakeWriter();
}

internal sealed record TextScalarBinding<T>(string Name, Func<T, string> Serialize, Func<string, T> Parse)
    : ScalarBinding(Name, typeof(T)) where T : notnull
{
    public override ScalarCodec MakeCodec() => new TextCodec<T>(Name, Parse);

    public override Delegate MakeWriter() => (LeafWriter<T>)((value, output) =>
    {
        output.String(Serialize(value));
        return null;
    });
}

internal sealed record JsonScalarBinding<T>(string Name, Action<Utf8JsonWriter, T> Write, Func<JsonElement, T> Parse)
    : ScalarBinding(Name, typeof(T)) where T : notnull
{
    public override ScalarCodec MakeCodec() => new JsonCodec<T>(Name, Parse);

    public override Delegate MakeWriter() => (LeafWriter<T>)((value, output) =>
    {
        using var writer = new Utf8JsonWriter(output);
        Write(writer, value);
        writer.Flush();
        return writer is { CurrentDepth: 0, BytesCommitted: > 0 } ? null
            : $"the writer of {Name} left the value unfinished";
    });
}
