namespace Cartwright.GraphQL;

/// <summary>
/// A field of an input object that may be left out. <see cref="IsGiven"/> is false when the request does not name
/// it, and true with a null value when the request says null.
/// </summary>
public readonly record struct Optional<T>
{
    /// <summary>A given value.</summary>
    public Optional(T? value)
    {
        IsGiven = true;
        Value = value;
    }

    /// <summary>Whether the request names the field.</summary>
    public bool IsGiven { get; }

    /// <summary>The value; the type's default when the field was left out.</summary>
    public T? Value { get; }
}
