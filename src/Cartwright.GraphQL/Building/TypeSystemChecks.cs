using System.Text.RegularExpressions;

namespace Cartwright.GraphQL;

/// <summary>The rules of the specification's section 3 for the types themselves.</summary>
internal static class TypeSystemChecks
{
    public static void Run(List<NamedType> types, List<DirectiveDef> directives, List<string> problems)
    {
        foreach (var directive in directives)
        {
            CheckName(directive.Name, "@" + directive.Name, problems);
            CheckArguments(directive.Arguments, "@" + directive.Name, problems);
        }
        foreach (var type in types.Where(type => !IsIntrospective(type)))
        {
            CheckName(type.Name, type.Name, problems);
            switch (type)
            {
                case UnionType { PossibleTypes.Length: 0 }: problems.Add($"Union {type} must have a member."); break;
                case EnumType { Values.Length: 0 }: problems.Add($"Enum {type} must have a value."); break;
                case EnumType named:
                    foreach (var value in named.Values) CheckName(value.Name, $"{type}.{value.Name}", problems);
                    break;
                case InputObjectType input: CheckInput(input, problems); break;
                case CompositeType composite: CheckFields(composite, problems); break;
            }
        }
    }

    /// <summary>Checks that defaults fit their types. Runs after scalars are bound, which decide what fits.</summary>
    public static void CheckDefaults(List<NamedType> types, List<DirectiveDef> directives, List<string> problems)
    {
        if (DefaultCycles.Find(types.OfType<InputObjectType>()) is { Count: > 0 } cycles)
        {
            // Whoever works such a default out never comes to its end.
            problems.AddRange(cycles);
            return;
        }
        var inputs = types.OfType<CompositeType>()
            .SelectMany(type =>
                type.Fields.SelectMany(field => field.Arguments.Select(a => (Where: $"{field}({a.Name}:)", a))))
            .Concat(types.OfType<InputObjectType>().SelectMany(type =>
                type.Fields.Select(f => (Where: $"{type}.{f.Name}", f))))
            .Concat(directives.SelectMany(d => d.Arguments.Select(a => (Where: $"@{d.Name}({a.Name}:)", a))));
        foreach (var (where, value) in inputs)
        {
            try
            {
                _ = value.DefaultOrAbsent;
            }
            catch (InputException e)
            {
                problems.Add($"{where} has a wrong default: {e.Message}");
            }
        }
    }

    private static void CheckName(string name, string shown, List<string> problems)
    {
        if (name.StartsWith("__", StringComparison.Ordinal))
            problems.Add($"Name \"{shown}\" must not begin with \"__\", which is kept for introspection.");
    }

    private static void CheckArguments(InputValue[] arguments, string where, List<string> problems)
    {
        foreach (var argument in arguments)
        {
            CheckName(argument.Name, $"{where}({argument.Name}:)", problems);
            if (!argument.Type.Named.IsInput)
                problems.Add($"{where}({argument.Name}:) must have an input type, not {argument.Type}.");
        }
    }

    private static bool IsIntrospective(NamedType type) => Regex.IsMatch(
        type.Name, "^__(Schema|Type|Field|InputValue|EnumValue|Directive|TypeKind|DirectiveLocation)$");

    private static void CheckInput(InputObjectType type, List<string> problems)
    {
        if (type.Fields.Length == 0) problems.Add($"Input {type} must have a field.");
        foreach (var field in type.Fields)
        {
            CheckName(field.Name, $"{type}.{field.Name}", problems);
            if (!field.Type.Named.IsInput) problems.Add(
                $"{type}.{field.Name} must have an input type, not {field.Type}.");
            if (type.IsOneOf && (field.Type.IsNonNull || field.DefaultNode is not null))
                problems.Add($"OneOf input field {type}.{field.Name} must be nullable and have no default.");
        }
        if (IsEndless(type, type, [])) problems.Add($"Input {type} contains itself through non-null fields.");
    }

    private static bool IsEndless(InputObjectType type, InputObjectType sought, HashSet<InputObjectType> seen) =>
        type.Fields.Any(field => field.Type is NonNullType { Item: InputObjectType inner }
            && (inner == sought || seen.Add(inner) && IsEndless(inner, sought, seen)));

    private static void CheckFields(CompositeType type, List<string> problems)
    {
        if (type is not UnionType && type.Fields.Length == 0) problems.Add($"Type {type} must have a field.");
        foreach (var field in type.Fields)
        {
            CheckName(field.Name, field.ToString(), problems);
            if (!field.Type.Named.IsOutput) problems.Add($"{field} must have an output type, not {field.Type}.");
            CheckArguments(field.Arguments, field.ToString(), problems);
        }
        foreach (var implemented in type.Interfaces) CheckImplements(type, implemented, problems);
    }

    private static void CheckImplements(CompositeType type, InterfaceType implemented, List<string> problems)
    {
        if (type == implemented) problems.Add($"Type {type} cannot implement itself.");
        foreach (var inherited in implemented.Interfaces)
            if (!type.Interfaces.Contains(inherited))
                problems.Add($"Type {type} must implement {inherited} because {implemented} does.");
        foreach (var wanted in implemented.Fields)
        {
            if (!type.FieldsByName.TryGetValue(wanted.Name, out var field))
            {
                problems.Add($"{type} lacks the field {wanted.Name}, which {implemented} asks for.");
                continue;
            }
            if (!TypeRelations.IsSubtype(field.Type, wanted.Type))
                problems.Add($"{field} is {field.Type} where {wanted} asks for {wanted.Type}.");
            foreach (var argument in wanted.Arguments)
            {
                if (field.Argument(argument.Name) is not { } own)
                    problems.Add($"{field} lacks the argument {argument.Name}, which {wanted} asks for.");
                else if (!TypeRelations.AreSame(own.Type, argument.Type))
                    problems.Add($"{field}({own.Name}:) is {own.Type} where {wanted} asks for {argument.Type}.");
            }
            foreach (var own in field.Arguments)
                if (own.IsRequired && wanted.Argument(own.Name) is null)
                    problems.Add($"{field}({own.Name}:) is required, but {wanted} does not have it.");
        }
    }
}
