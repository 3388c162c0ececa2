using System.Collections;
using System.Collections.Frozen;
using System.Reflection;
using System.Text.Json;

namespace Cartwright.GraphQL;

/// <summary>
/// Makes the writer of a resolver's values from their GraphQL and C# types, or says why there is none. Reflection
/// ends here: what it makes is typed.
/// </summary>
internal sealed class CompleterFactory(IReadOnlyDictionary<string, ScalarBinding> scalars)
{
    /// <summary>
    /// A <see cref="Completer{TValue}"/> of the C# type; null with the reason when the types do not match.
    /// </summary>
    public object? For(GraphType type, Type clr, NullabilityInfo? nulls, out string? problem)
    {
        problem = null;
        var underlying = Nullable.GetUnderlyingType(clr);
        if (type.IsNonNull && (underlying is not null || nulls is { ReadState: NullabilityState.Nullable }))
        {
            var bare = InputConversion.Display(underlying ?? clr);
            problem = $"{bare}? may be null where {type} may not."
                + $" Answer {bare}, or make the field nullable in the SDL.";
            return null;
        }
        if (underlying is not null)
        {
            var inner = For(new NonNullType(type), underlying, null, out problem);
            return inner is null ? null : Make(typeof(NullableCompleter<>), [underlying], inner);
        }
        if (type.Nullable is ListType list) return ForList(list, type.IsNonNull, clr, nulls, out problem);
        var completer = type.Nullable switch
        {
            ObjectType found => Serves(found, clr)
                ? Make(typeof(ObjectCompleter<>), [clr], type.IsNonNull, found) : null,
            AbstractType found => Serves(found, clr)
                ? Make(typeof(AbstractCompleter<>), [clr], type.IsNonNull, found) : null,
            _ => Leaf(type.Named, clr) is { } write
                ? Make(typeof(LeafCompleter<>), [clr], type.IsNonNull, write) : null,
        };
        if (completer is null) problem = $"{Mismatch(type, clr)} Answer {ClrNames.ForOutput(type, scalars)}.";
        return completer;
    }

    /// <summary>A type that is said to be unserved can only be null, which a value of a struct cannot.</summary>
    private static bool Serves(ObjectType type, Type clr) =>
        type.ClrType is null ? !clr.IsValueType : clr.IsAssignableTo(type.ClrType);

    /// <summary>
    /// Values are told by their exact type, so one of the bound types must fit where the value is kept.
    /// </summary>
    private static bool Serves(AbstractType type, Type clr) => type.ByClrType.Count == 0
        ? !clr.IsSealed : type.ByClrType.Keys.Any(bound => bound.IsAssignableTo(clr));

    private static string Mismatch(GraphType type, Type clr)
    {
        var shown = InputConversion.Display(clr);
        if (ItemOf(clr) is not null) return $"{type} cannot be written from {shown}, which is a list.";
        return type.Nullable switch
        {
            ObjectType { ClrType: { } bound } =>
                $"{type} is bound to {InputConversion.Display(bound)}, the resolver answers {shown}.",
            AbstractType => $"{shown} is bound to no possible type of {type}.",
            _ => $"{type} cannot be written from {shown}.",
        };
    }

    private object? ForList(ListType list, bool isNonNull, Type clr, NullabilityInfo? nulls, out string? problem)
    {
        if (ItemOf(clr) is not { } item)
        {
            problem = $"{list} cannot be written from {InputConversion.Display(clr)}, which is no list."
                + $" Answer {ClrNames.ForOutput(list, scalars)}.";
            return null;
        }
        var completer = For(list.Item, item, DeclaredNulls.OfItems(nulls, item), out problem);
        return completer is null ? null : Make(typeof(ListCompleter<,>), [clr, item], isNonNull, completer);
    }

    private static Type? ItemOf(Type clr) => clr == typeof(string) || clr.IsAssignableTo(typeof(IDictionary)) ? null
        : clr.GetInterfaces().Append(clr).FirstOrDefault(candidate => candidate.IsGenericType
            && candidate.GetGenericTypeDefinition() == typeof(IEnumerable<>))?.GenericTypeArguments[0];

    private Delegate? Leaf(NamedType type, Type clr)
    {
        if (type is EnumType enumType)
        {
            if (enumType.ClrType is null) return clr == typeof(string) ? NameWriter(enumType) : null;
            return enumType.ClrType != clr ? null : (Delegate)typeof(CompleterFactory)
                .GetMethod(nameof(EnumWriter), BindingFlags.NonPublic | BindingFlags.Static)!
                .MakeGenericMethod(clr).Invoke(null, [enumType])!;
        }
        if (scalars.TryGetValue(type.Name, out var binding))
            return clr == binding.ClrType ? binding.MakeWriter() : null;
        var isCustom = !BuiltInSdl.IsBuiltInScalar(type.Name);
        if (isCustom && clr == typeof(JsonElement)) return (LeafWriter<JsonElement>)((value, output) =>
        {
            using var writer = new Utf8JsonWriter(output);
            value.WriteTo(writer);
            return null;
        });
        return BuiltInWriter(isCustom ? null : type.Name, clr);
    }

    /// <summary>The writer for a built-in scalar; any of them for a custom scalar without a binding.</summary>
    private static Delegate? BuiltInWriter(string? name, Type clr)
    {
        if (clr == typeof(string))
            return name is null or "String" or "ID" ? (LeafWriter<string>)LeafWriters.Text : null;
        if (clr == typeof(bool)) return name is null or "Boolean" ? (LeafWriter<bool>)LeafWriters.Boolean : null;
        if (clr == typeof(Guid)) return name is null or "ID" ? (LeafWriter<Guid>)LeafWriters.Guid : null;
        if (clr == typeof(int)) return name switch
        {
            null or "Int" or "Float" => (LeafWriter<int>)LeafWriters.Integer,
            "ID" => (LeafWriter<int>)LeafWriters.IntegerId,
            _ => null,
        };
        if (clr == typeof(long)) return name switch
        {
            null or "Float" => (LeafWriter<long>)LeafWriters.Long,
            "Int" => (LeafWriter<long>)LeafWriters.LongAsInt,
            "ID" => (LeafWriter<long>)LeafWriters.LongId,
            _ => null,
        };
        if (name is not (null or "Float")) return null;
        if (clr == typeof(double)) return (LeafWriter<double>)LeafWriters.Double;
        if (clr == typeof(decimal)) return (LeafWriter<decimal>)LeafWriters.Decimal;
        return null;
    }

    private static LeafWriter<string> NameWriter(EnumType type)
    {
        var names = type.Values.ToFrozenDictionary(value => value.Name, value => JsonText.Quote(value.Name));
        return (value, output) =>
        {
            if (!names.TryGetValue(value, out var json)) return $"enum {type} has no value \"{value}\".";
            output.Raw(json);
            return null;
        };
    }

    private static LeafWriter<T> EnumWriter<T>(EnumType type) where T : struct, Enum
    {
        // Unmatched values are noted already; they keep their name as a value.
        var names = type.Values.Where(value => value.Value is T)
            .ToFrozenDictionary(value => (T)value.Value, value => JsonText.Quote(value.Name));
        return (value, output) =>
        {
            if (!names.TryGetValue(value, out var json)) return $"enum {type} has no value for {value}.";
            output.Raw(json);
            return null;
        };
    }

    private static object Make(Type generic, Type[] arguments, params object[] parameters) =>
        Activator.CreateInstance(generic.MakeGenericType(arguments), parameters)!;
}

/// <summary>Writers of the built-in scalars.</summary>
internal static class LeafWriters
{
    public static string? Text(string value, JsonText output)
    {
        output.String(value);
        return null;
    }

    public static string? Boolean(bool value, JsonText output)
    {
        output.Boolean(value);
        return null;
    }

    public static string? Guid(Guid value, JsonText output)
    {
        output.String(value.ToString());
        return null;
    }

    public static string? Integer(int value, JsonText output) => Long(value, output);

    public static string? Long(long value, JsonText output)
    {
        output.Number(value);
        return null;
    }

    public static string? LongAsInt(long value, JsonText output) =>
        value is < int.MinValue or > int.MaxValue ? $"Int cannot represent {value}." : Long(value, output);

    public static string? IntegerId(int value, JsonText output) => LongId(value, output);

    public static string? LongId(long value, JsonText output)
    {
        output.Byte((byte)'"');
        output.Number(value);
        output.Byte((byte)'"');
        return null;
    }

    public static string? Double(double value, JsonText output)
    {
        if (!double.IsFinite(value)) return $"Float cannot represent {value}.";
        output.Number(value);
        return null;
    }

    public static string? Decimal(decimal value, JsonText output)
    {
        output.Number(value);
        return null;
    }
}
