using System.Text.Json;

namespace Cartwright.GraphQL;

internal abstract record ScalarBinding(string Name, Type ClrType);

internal sealed record TextScalarBinding<T>(string Name, Func<T, string> Serialize, Func<string, T> Parse)
    : ScalarBinding(Name, typeof(T)) where T : notnull;

internal sealed record JsonScalarBinding<T>(string Name, Action<Utf8JsonWriter, T> Write, Func<JsonElement, T> Parse)
    : ScalarBinding(Name, typeof(T)) where T : notnull;
