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
    public object? For(GraphType type, Type clr, out string? problem)
    {
        problem = null;
        if (Nullable.GetUnderlyingType(clr) is { } underlying)
        {
            if (type.IsNonNull)
            {
                problem = $"{InputConversion.Display(clr)}? may be null where {type} may not.".Replace(
                    "Nullable<" + underlying.Name + ">", underlying.Name, StringComparison.Ordinal);
                return null;
            }
            var inner = For(new NonNullType(type), underlying, out problem);
            return inner is null ? null : Make(typeof(NullableCompleter<>), [underlying], inner);
        }
        switch (type.Nullable)
        {
            case ListType list: return ForList(list, type.IsNonNull, clr, out problem);
            case ObjectType objectType:
                if (objectType.ClrType is null || clr.IsAssignableTo(objectType.ClrType))
                    return Make(typeof(ObjectCompleter<>), [clr], type.IsNonNull, objectType);
                problem = $"{type} is bound to {objectType.ClrType.Name}, "
                    + $"the resolver answers {InputConversion.Display(clr)}.";
                return null;
            case AbstractType abstractType:
                if (!clr.IsSealed || abstractType.ByClrType.ContainsKey(clr))
                    return Make(typeof(AbstractCompleter<>), [clr], type.IsNonNull, abstractType);
                problem = $"{InputConversion.Display(clr)} is bound to no possible type of {type}.";
                return null;
            default:
                if (Leaf(type.Named, clr) is { } write)
                    return Make(typeof(LeafCompleter<>), [clr], type.IsNonNull, write);
                problem = $"{type} cannot be written from {InputConversion.Display(clr)}.";
                return null;
        }
    }

    private object? ForList(ListType list, bool isNonNull, Type clr, out string? problem)
    {
        problem = $"{list} cannot be written from {InputConversion.Display(clr)}, which is no list.";
        if (clr == typeof(string) || clr.IsAssignableTo(typeof(IDictionary))) return null;
        var item = clr.GetInterfaces().Append(clr).FirstOrDefault(candidate =>
            candidate.IsGenericType
                && candidate.GetGenericTypeDefinition() == typeof(IEnumerable<>))?.GenericTypeArguments[0];
        if (item is null) return null;
        var completer = For(list.Item, item, out problem);
        return completer is null ? null : Make(typeof(ListCompleter<,>), [clr, item], isNonNull, completer);
    }

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
