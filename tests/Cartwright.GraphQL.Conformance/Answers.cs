using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.Json;

namespace Cartwright.GraphQL.Conformance;

/// <summary>
/// Serves any schema from a pure function of the field, its arguments and the object it is asked of. The same
/// function is written in tests/npm/oracle.cjs; what either answers is comparable only as long as they agree.
/// </summary>
internal sealed class Answers(Model model, bool isAsync)
{
    private readonly Dictionary<string, Type> _classes = [];

    /// <summary>A value of an object type, of which only its seed is known.</summary>
    internal abstract class Thing
    {
        public uint Seed { get; set; }
    }

    // The engine tells object types by the C# type, so that each needs one: these are made from digits.
    internal sealed class Thing<T1, T2, T3, T4, T5, T6, T7, T8> : Thing;

    private sealed class Zero;

    private sealed class One;

    public Schema Bind(string sdl)
    {
        var builder = new SchemaBuilder(sdl);
        if (model.Types.ContainsKey("Day")) builder.Scalar("Day", (string day) => day, ReadDay);
        var roots = new[] { model.Query, model.Mutation };
        var objects = model.Own.Where(type => type.Kind == "OBJECT").ToList();
        foreach (var type in objects) _classes.Add(type.Name, ClassOf(_classes.Count));
        foreach (var type in objects)
        {
            if (type.Name == model.Subscription) builder.Subscription(type.Name, root => BindStreams(root, type));
            else if (roots.Contains(type.Name)) builder.Root(type.Name, root => BindRoot(root, type));
            else Call(nameof(BindObject), [_classes[type.Name]], builder, type);
        }
        return builder.Build();
    }

    public static uint Hash(string text)
    {
        var value = 0x811c9dc5;
        foreach (var unit in text) value = unchecked((value ^ unit) * 0x01000193);
        return value;
    }

    private static string ReadDay(string text) =>
        text.Length == 10 && text.Select((c, i) => i is 4 or 7 ? c == '-' : char.IsAsciiDigit(c)).All(fits => fits)
            ? text : throw new FormatException("Write a day as 2026-11-23.");

    private static Type ClassOf(int number) => typeof(Thing<,,,,,,,>).MakeGenericType(
        [.. Enumerable.Range(0, 8).Select(bit => (number >> bit & 1) == 0 ? typeof(Zero) : typeof(One))]);

    private void BindObject<T>(SchemaBuilder builder, ModelType type) where T : Thing => builder.Object<T>(
        type.Name, target =>
        {
            foreach (var field in type.Fields)
                Call(nameof(BindField), [typeof(T), ClrOf(field.Type)], target, type, field);
        });

    private void BindField<T, TValue>(ObjectBuilder<T> target, ModelType type, ModelField field) where T : Thing
    {
        if (!IsAsync(field)) target.Field(field.Name, (thing, r) => Resolve<TValue>(type, field, thing, r));
        else target.FieldAsync(field.Name, async (thing, r) =>
        {
            await Task.Yield();
            return Resolve<TValue>(type, field, thing, r);
        });
    }

    private void BindRoot(RootBuilder root, ModelType type)
    {
        foreach (var field in type.Fields) Call(nameof(BindRootField), [ClrOf(field.Type)], root, type, field);
    }

    private void BindStreams(SubscriptionBuilder root, ModelType type)
    {
        foreach (var field in type.Fields) Call(nameof(BindStream), [ClrOf(field.Type)], root, field);
    }

    // Streams are not compared, so that these have no events.
    private static void BindStream<TValue>(SubscriptionBuilder root, ModelField field) =>
        root.Stream(field.Name, _ => AsyncEnumerable.Empty<TValue>());

    private void BindRootField<TValue>(RootBuilder root, ModelType type, ModelField field)
    {
        if (!IsAsync(field)) root.Field(field.Name, r => Resolve<TValue>(type, field, null, r));
        else root.FieldAsync(field.Name, async r =>
        {
            await Task.Yield();
            return Resolve<TValue>(type, field, null, r);
        });
    }

    private bool IsAsync(ModelField field) => isAsync && Hash(field.Name) % 3 == 0;

    private void Call(string method, Type[] types, params object[] arguments) => typeof(Answers)
        .GetMethod(method, BindingFlags.Instance | BindingFlags.Static | BindingFlags.NonPublic)!.MakeGenericMethod(types)
        .Invoke(this, BindingFlags.DoNotWrapExceptions, null, arguments, null);

    private Type ClrOf(TypeRef type)
    {
        if (type.Item is { } item) return ClrOf(item).MakeArrayType();
        var value = type.Name switch
        {
            "Int" => typeof(int),
            "Float" => typeof(double),
            "Boolean" => typeof(bool),
            _ => null,
        };
        if (value is not null) return type.IsNonNull ? value : typeof(Nullable<>).MakeGenericType(value);
        if (!model[type].IsComposite) return typeof(string);
        return _classes.GetValueOrDefault(type.Named) ?? typeof(Thing);
    }

    private TValue Resolve<TValue>(ModelType type, ModelField field, Thing? thing, FieldRequest request)
    {
        var given = string.Join(',', field.Arguments.Where(argument => request.HasArgument(argument.Name))
            .Select(argument => $"{argument.Name}:{Canonical(request.Argument<object?>(argument.Name))}"));
        var from = thing?.Seed.ToString(CultureInfo.InvariantCulture) ?? "root";
        var seed = Hash($"{from}/{type.Name}.{field.Name}({given})");
        if (seed % 29 == 0) throw new GraphQLException("No luck.", "NO_LUCK");
        return (TValue)Make(field.Type, seed, given.Length > 0 ? given : null)!;
    }

    private object? Make(TypeRef type, uint seed, string? echo)
    {
        if (!type.IsNonNull && seed % 7 == 0) return null;
        if (type.IsNonNull && type.Name is not ("Int" or "Float" or "Boolean") && seed % 41 == 0) return null;
        if (type.Item is { } item)
        {
            var list = Array.CreateInstance(ClrOf(item), (int)(seed % 4));
            for (var i = 0; i < list.Length; i++) list.SetValue(Make(item, Hash($"{seed}[{i}]"), echo), i);
            return list;
        }
        var bare = model[type];
        if (!bare.IsComposite) return Leaf(bare, seed, echo);
        var concrete = bare.Concrete.Order(StringComparer.Ordinal).ToList();
        var thing = (Thing)Activator.CreateInstance(_classes[concrete[(int)(seed % concrete.Count)]])!;
        thing.Seed = seed;
        return thing;
    }

    private static object Leaf(ModelType type, uint seed, string? echo) => type.Name switch
    {
        _ when type.Kind == "ENUM" => type.Values[seed % type.Values.Length],
        "Int" => (int)(seed % 2000001) - 1000000,
        "Float" => ((int)(seed % 2000001) - 1000000) / 8.0,
        "Boolean" => seed % 2 == 0,
        _ => echo ?? $"{type.Name} {seed % 1000}",
    };

    private static string Canonical(object? value) => value switch
    {
        null => "null",
        string text => Quote(text),
        bool truth => truth ? "true" : "false",
        int number => Number(number),
        double number => Number(number),
        JsonElement json => Canonical(Plain(json)),
        IReadOnlyDictionary<string, object?> fields => "{" + string.Join(',', fields
            .OrderBy(field => field.Key, StringComparer.Ordinal)
            .Select(field => $"{field.Key}:{Canonical(field.Value)}")) + "}",
        object?[] items => $"[{string.Join(',', items.Select(Canonical))}]",
        _ => throw new InvalidOperationException($"An argument is a {value.GetType()}."),
    };

    private static object? Plain(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.Undefined => null,
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.String => json.GetString(),
        JsonValueKind.Number => json.GetDouble(),
        JsonValueKind.Array => json.EnumerateArray().Select(Plain).ToArray(),
        // Of members of the same name the last counts, as it does in JavaScript.
        JsonValueKind.Object => json.EnumerateObject().Aggregate(new Dictionary<string, object?>(), (all, member) =>
        {
            all[member.Name] = Plain(member.Value);
            return all;
        }),
    };

    private static string Number(double number) => Math.Abs(number) < 9007199254740992 && Math.Floor(number) == number
        ? ((long)number).ToString(CultureInfo.InvariantCulture)
        : $"x{BitConverter.DoubleToUInt64Bits(number).ToString("x", CultureInfo.InvariantCulture)}";

    private static string Quote(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var unit in text)
        {
            if (unit is >= ' ' and <= '~' and not ('"' or '\\')) quoted.Append(unit);
            else quoted.Append(CultureInfo.InvariantCulture, $"\\u{(int)unit:x4}");
        }
        return quoted.Append('"').ToString();
    }
}
