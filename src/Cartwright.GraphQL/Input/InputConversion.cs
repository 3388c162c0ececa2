using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;

namespace Cartwright.GraphQL;

/// <summary>
/// Turns coerced values (strings, numbers, booleans, enum members, input objects, arrays of them) into the C# type a
/// resolver or an input class asks for. Converters are made once for each type.
/// </summary>
internal static class InputConversion
{
    private static readonly ConcurrentDictionary<Type, Func<object?, object?>?> Converters = new();

    /// <summary>Argument values as <typeparamref name="T"/>.</summary>
    public static T To<T>(object? value, string name)
    {
        if (value is T same) return same;
        if (value is null or Absent) return default!;
        var convert = For(typeof(T));
        try
        {
            if (convert?.Invoke(value) is T converted) return converted;
        }
        catch (InvalidCastException) { }
        throw new InvalidOperationException(
            $"The argument \"{name}\" is a {value.GetType()} and cannot be read as {typeof(T)}.");
    }

    /// <summary>A converter to a type that is no list of something unknown.</summary>
    public static Func<object?, object?>? For(Type type) => Converters.GetOrAdd(type, Make);

    /// <summary>Says why values of a GraphQL type cannot be kept in a C# type; null when they can.</summary>
    public static string? Problem(GraphType type, Type clr)
    {
        if (OptionalItem(clr) is { } inner) return Problem(type, inner);
        if (!type.IsNonNull && clr.IsValueType && Nullable.GetUnderlyingType(clr) is null)
            return $"{type} may be null, which {clr.Name} cannot hold. Use {clr.Name}? or Optional<{clr.Name}?>.";
        var bare = Nullable.GetUnderlyingType(clr) ?? clr;
        var fits = type.Nullable switch
        {
            ListType list => ListItem(bare) is { } item && Problem(list.Item, item) is null,
            ScalarType { Codec: IntCodec } => bare == typeof(int) || bare == typeof(long) || bare == typeof(double)
                || bare == typeof(decimal),
            ScalarType { Codec: FloatCodec } => bare == typeof(double) || bare == typeof(decimal),
            ScalarType { Codec: StringCodec or IdCodec } => bare == typeof(string),
            ScalarType { Codec: BooleanCodec } => bare == typeof(bool),
            ScalarType scalar => scalar.Codec is AnyCodec
                || scalar.Codec.GetType().GenericTypeArguments[0].IsAssignableTo(bare),
            EnumType enumType => bare == (enumType.ClrType ?? typeof(string)),
            InputObjectType input => input.ClrType is null
                ? bare.IsAssignableFrom(typeof(Dictionary<string, object?>)) : bare.IsAssignableFrom(input.ClrType),
            _ => false,
        };
        return fits ? null : $"{type} cannot be kept in {Display(clr)}. Use {ClrNames.ForInput(type)}.";
    }

    public static string Display(Type type)
    {
        if (Nullable.GetUnderlyingType(type) is { } underlying) return Display(underlying) + "?";
        if (type.IsArray) return Display(type.GetElementType()!) + "[]";
        if (!type.IsGenericType) return type.Name;
        var name = type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)];
        return $"{name}<{string.Join(", ", type.GenericTypeArguments.Select(Display))}>";
    }

    private static Func<object?, object?>? Make(Type type)
    {
        if (OptionalItem(type) is { } optional) return MakeGeneric(nameof(MakeOptional), optional);
        var bare = Nullable.GetUnderlyingType(type) ?? type;
        if (bare == typeof(long)) return value => value is int number ? (long)number : value;
        if (bare == typeof(double)) return value => value is int number ? (double)number : value;
        if (bare == typeof(decimal)) return ToDecimal;
        if (ListItem(bare) is { } item) return MakeGeneric(nameof(MakeList), item, bare);
        return value => value;
    }

    private static object? ToDecimal(object? value) => value switch
    {
        int number => (decimal)number,
        // A double's shortest text is what the client wrote; its binary value is not.
        double real when Math.Abs(real) < 1e28 => decimal.Parse(
            real.ToString("R", CultureInfo.InvariantCulture), NumberStyles.Float, CultureInfo.InvariantCulture),
        _ => value,
    };

    private static Func<object?, object?>? MakeGeneric(string method, params Type[] types) =>
        (Func<object?, object?>?)typeof(InputConversion)
            .GetMethod(method, BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(types)
            .Invoke(null, null);

    private static Func<object?, object?> MakeOptional<T>() =>
        value => new Optional<T>(value is null ? default : (T)For(typeof(T))!(value)!);

    private static Func<object?, object?> MakeList<T, TList>()
    {
        var convert = For(typeof(T))!;
        return value =>
        {
            if (value is not object?[] items) return value;
            var array = new T[items.Length];
            for (var i = 0; i < items.Length; i++) array[i] = items[i] is null ? default! : (T)convert(items[i])!;
            return typeof(TList) == typeof(List<T>) ? new List<T>(array) : array;
        };
    }

    private static Type? OptionalItem(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Optional<>) ? type.GenericTypeArguments[0]
            : null;

    private static Type? ListItem(Type type)
    {
        if (type.IsArray) return type.GetElementType();
        if (type.GenericTypeArguments is not [var item]) return null;
        return type == typeof(List<>).MakeGenericType(item) || type.IsAssignableFrom(item.MakeArrayType()) ? item
            : null;
    }
}
