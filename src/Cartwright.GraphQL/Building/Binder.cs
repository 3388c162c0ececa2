using System.Collections.Frozen;
using System.Reflection;

namespace Cartwright.GraphQL;

/// <summary>Binds what the host gave to the schema's types, and notes whatever does not match.</summary>
internal sealed class Binder
{
    private readonly SchemaBuilder _builder;
    private readonly Dictionary<string, NamedType> _types;
    private readonly List<string> _problems;
    private readonly Dictionary<string, ScalarBinding> _scalars = [];

    private Binder(SchemaBuilder builder, Dictionary<string, NamedType> types, List<string> problems) =>
        (_builder, _types, _problems) = (builder, types, problems);

    public static void Bind(
        SchemaBuilder builder, Dictionary<string, NamedType> types, IReadOnlyCollection<ObjectType> roots,
        List<string> problems)
    {
        var binder = new Binder(builder, types, problems);
        binder.CheckRoots(roots);
        binder.BindScalars();
        binder.BindEnums();
        binder.BindInputs();
        binder.BindObjects();
    }

    /// <summary>Only a root type starts from nothing: a resolver bound the other way would meet no value of its type.
    /// </summary>
    private void CheckRoots(IReadOnlyCollection<ObjectType> roots)
    {
        foreach (var binding in _builder.Objects)
        {
            if (_types.GetValueOrDefault(binding.Name) is not ObjectType type) continue;
            var isRoot = roots.Contains(type);
            if (isRoot == (binding.ClrType == typeof(RootValue))) continue;
            _problems.Add(isRoot
                ? $"Type {type} is a root type. Bind it with Root, not with Object."
                : $"Type {type} is no root type. Bind it with Object, not with Root.");
        }
    }

    private void BindScalars()
    {
        foreach (var binding in _builder.Scalars)
        {
            if (Find<ScalarType>(binding.Name, "scalar") is not { } type) continue;
            if (BuiltInSdl.IsBuiltInScalar(type.Name)) _problems.Add($"Scalar {type} is built in and cannot be bound.");
            else if (!_scalars.TryAdd(binding.Name, binding)) _problems.Add($"Scalar {type} is bound twice.");
            else type.Codec = binding.MakeCodec();
        }
    }

    private void BindEnums()
    {
        foreach (var (name, clr) in _builder.Enums)
        {
            if (Find<EnumType>(name, "enum") is not { } type) continue;
            if (type.ClrType is not null)
            {
                _problems.Add($"Enum {type} is bound twice.");
                continue;
            }
            type.ClrType = clr;
            var members = Enum.GetNames(clr).ToDictionary(Plain, StringComparer.OrdinalIgnoreCase);
            foreach (var value in type.Values)
            {
                if (members.Remove(Plain(value.Name), out var member)) value.Value = Enum.Parse(clr, member);
                else _problems.Add($"Enum value {type}.{value.Name} has no member in {clr.Name}."
                    + " Add the member, or remove the value from the SDL.");
            }
            foreach (var member in members.Values)
                _problems.Add($"Enum {type} has no value for the member {clr.Name}.{member}."
                    + " Add the value to the SDL, or remove the member.");
        }
    }

    private void BindInputs()
    {
        var bound = new List<InputObjectType>();
        foreach (var (name, clr) in _builder.Inputs)
        {
            if (Find<InputObjectType>(name, "input") is not { } type) continue;
            if (type.ClrType is not null) _problems.Add($"Input {type} is bound twice.");
            type.ClrType = clr;
            bound.Add(type);
        }
        // Inputs refer to each other, so all C# types are known before the first is compiled.
        foreach (var type in bound) type.Create = InputObject.Compile(type, type.ClrType!, _problems);
    }

    private void BindObjects()
    {
        var bound = new List<(ObjectType Type, ObjectBinding Binding)>();
        foreach (var binding in _builder.Objects)
        {
            if (Find<ObjectType>(binding.Name, "object") is not { } type) continue;
            if (type.ClrType is not null) _problems.Add($"Type {type} is bound twice.");
            else bound.Add((type, binding));
            type.ClrType = binding.ClrType;
        }
        CheckUnserved();
        foreach (var type in _types.Values.OfType<AbstractType>()) MapPossibleTypes(type);
        var completers = new CompleterFactory(_scalars);
        foreach (var (type, binding) in bound) BindFields(type, binding, completers);
    }

    private void CheckUnserved()
    {
        foreach (var name in _builder.UnservedTypes)
            if (Find<ObjectType>(name, "object") is { ClrType: not null })
                _problems.Add($"Type {name} is bound and also said to be unserved.");
        foreach (var type in _types.Values.OfType<ObjectType>())
            if (type.ClrType is null && !_builder.UnservedTypes.Contains(type.Name))
                _problems.Add($"Type {type} has no resolvers. Bind it with Object, or name it in Unserved.");
    }

    private void MapPossibleTypes(AbstractType type)
    {
        var map = new Dictionary<Type, ObjectType>();
        foreach (var possible in type.PossibleTypes)
        {
            if (possible.ClrType is null || map.TryAdd(possible.ClrType, possible)) continue;
            _problems.Add(
                $"{type} cannot tell {map[possible.ClrType]} from {possible}: both are {possible.ClrType.Name}.");
        }
        type.ByClrType = map.ToFrozenDictionary();
    }

    private void BindFields(ObjectType type, ObjectBinding binding, CompleterFactory completers)
    {
        var given = new Dictionary<string, FieldBinding>();
        foreach (var field in binding.Fields)
        {
            if (!type.FieldsByName.ContainsKey(field.Name))
                _problems.Add($"{type} has no field \"{field.Name}\" for its resolver."
                    + Suggestions.For(field.Name, type.FieldsByName.Keys)
                    + " Add the field to the SDL, or remove the resolver.");
            else if (!given.TryAdd(field.Name, field)) _problems.Add($"{type}.{field.Name} is bound twice.");
        }
        foreach (var field in type.Fields)
        {
            var resolver = given.GetValueOrDefault(field.Name) ?? FromProperty(binding, field);
            if (resolver is null)
            {
                var how = binding.IsStream ? "Stream" : "Field";
                _problems.Add($"{field} has no resolver. Bind {type} with {how}(\"{field.Name}\", …)"
                    + (binding.FromProperties && field.Arguments.Length == 0
                        ? $", or give {binding.ClrType.Name} a public property of that name." : "."));
                continue;
            }
            if (resolver.ArgumentsType is { } arguments
                && InputObject.Compile(field, arguments, _problems) is { } create) resolver.UseArguments(create);
            var completer = completers.For(field.Type, resolver.ValueType, resolver.Nulls, out var problem);
            if (completer is null) _problems.Add($"{field}: {problem}");
            else field.Resolver = resolver.Bind(completer);
        }
    }

    private static FieldBinding? FromProperty(ObjectBinding binding, FieldDef field)
    {
        if (!binding.FromProperties || field.Arguments.Length > 0) return null;
        var property = Array.Find(binding.ClrType.GetProperties(), candidate =>
            string.Equals(candidate.Name, field.Name, StringComparison.OrdinalIgnoreCase)
            && candidate.GetMethod is { IsPublic: true, IsStatic: false }
                && candidate.GetIndexParameters().Length == 0);
        if (property is null || binding.ClrType.IsValueType) return null;
        return (FieldBinding)typeof(Binder).GetMethod(nameof(PropertyBinding),
            BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(binding.ClrType, property.PropertyType).Invoke(null, [field.Name, property])!;
    }

    private static ValueFieldBinding<T, TValue> PropertyBinding<T, TValue>(string name, PropertyInfo property)
        where T : notnull =>
        new(name, property.GetMethod!.CreateDelegate<Func<T, TValue>>()) { Nulls = DeclaredNulls.Of(property) };

    private T? Find<T>(string name, string kind) where T : NamedType
    {
        if (_types.GetValueOrDefault(name) is T type) return type;
        _problems.Add(_types.ContainsKey(name)
            ? $"Type \"{name}\" is bound as {kind}, which it is not."
            : $"Unknown type \"{name}\" is bound as {kind}." + Suggestions.For(name, _types.Keys));
        return null;
    }

    private static string Plain(string name) => name.Replace("_", "", StringComparison.Ordinal);
}
