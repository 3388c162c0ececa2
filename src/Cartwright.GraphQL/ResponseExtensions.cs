using System.Text.Json;

namespace Cartwright.GraphQL;

/// <summary>
/// The response's top-level <c>extensions</c>. Values are null, strings, booleans, numbers, lists, dictionaries with
/// string keys, or a callback that writes exactly one JSON value. Safe to use from several resolvers at once.
/// </summary>
public sealed class ResponseExtensions
{
    private readonly Lock _gate = new();
    private readonly List<KeyValuePair<string, object?>> _entries = [];

    internal ResponseExtensions() { }

    /// <summary>Sets a member; the last value wins.</summary>
    /// <exception cref="ArgumentException">The value is of a kind that has no JSON form here.</exception>
    public void Set(string key, object? value)
    {
        JsonShape.Check(value);
        Put(key, value);
    }

    /// <summary>Sets a member by a callback that writes exactly one JSON value.</summary>
    public void Set(string key, Action<Utf8JsonWriter> write) => Put(key, write);

    internal IReadOnlyList<KeyValuePair<string, object?>> Entries
    {
        get
        {
            lock (_gate) return _entries.Count == 0 ? [] : [.. _entries];
        }
    }

    private void Put(string key, object? value)
    {
        lock (_gate)
        {
            var at = _entries.FindIndex(entry => entry.Key == key);
            if (at < 0) _entries.Add(new(key, value));
            else _entries[at] = new(key, value);
        }
    }
}
