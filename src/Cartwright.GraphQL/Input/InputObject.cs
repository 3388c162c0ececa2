using System.Linq.Expressions;
using System.Reflection;

namespace Cartwright.GraphQL;

/// <summary>Makes the C# value of an input object.</summary>
internal static class InputObject
{
    /// <summary>From the fields' values in the type's order, <see cref="Absent"/> among them.</summary>
    public static object Create(InputObjectType type, object?[] values)
    {
        if (type.Create is not null) return type.Create(values);
        var dictionary = new Dictionary<string, object?>(values.Length);
        foreach (var field in type.Fields)
            if (values[field.Index] is not Absent) dictionary.Add(field.Name, values[field.Index]);
        return dictionary;
    }

    /// <summary>Compiles the way from an input type's values to its class, and notes what does not match.</summary>
    public static Func<object?[], object>? Compile(InputObjectType type, Type clr, List<string> problems) =>
        Compile(new Inputs($"Input {type}", type.Fields, "field", "."), clr, problems);

    /// <summary>Compiles the way from a field's arguments to their class, and notes what does not match.</summary>
    public static Func<object?[], object>? Compile(FieldDef field, Type clr, List<string> problems) =>
        Compile(new Inputs(field.ToString(), field.Arguments, "argument", " argument "), clr, problems);

    private static Func<object?[], object>? Compile(Inputs inputs, Type clr, List<string> problems)
    {
        var before = problems.Count;
        var constructor = clr.GetConstructors()
            .Where(candidate => candidate.GetParameters() is not [var only] || only.ParameterType != clr)
            .MaxBy(candidate => candidate.GetParameters().Length);
        if (constructor is null && !clr.IsValueType)
        {
            problems.Add($"{inputs.Owner} is bound to {clr.Name}, which has no public constructor. Give it one.");
            return null;
        }
        var values = Expression.Parameter(typeof(object?[]), "values");
        var taken = new HashSet<string>();
        var arguments = new List<Expression>();
        foreach (var parameter in constructor?.GetParameters() ?? [])
        {
            if (inputs.Find(parameter.Name!) is not { } field)
                problems.Add($"{inputs.Owner} has no {inputs.Word} for the parameter {parameter.Name} of {clr.Name}."
                    + $" Add the {inputs.Word} to the SDL, or remove the parameter.");
            else
            {
                taken.Add(field.Name);
                if (!Fits(inputs, field, parameter.ParameterType, problems)) continue;
                var initial = parameter.HasDefaultValue && parameter.DefaultValue is { } value
                    ? Expression.Constant(EnumAware(value, parameter.ParameterType), parameter.ParameterType)
                    : (Expression)Expression.Default(parameter.ParameterType);
                arguments.Add(Read(values, field, parameter.ParameterType, initial));
            }
        }
        var properties = Properties(inputs, clr, constructor, taken, problems);
        if (problems.Count > before) return null;
        var made = Expression.Variable(clr, "made");
        var create = constructor is null ? (Expression)Expression.Default(clr) : Expression.New(constructor, arguments);
        Expression[] body =
        [
            Expression.Assign(made, create),
            .. properties.Select(pair => (pair.Field, Target: Expression.Property(made, pair.Property)))
                .Select(pair => Expression.Assign(
                    pair.Target, Read(values, pair.Field, pair.Target.Type, pair.Target))),
            Expression.Convert(made, typeof(object)),
        ];
        return Expression.Lambda<Func<object?[], object>>(Expression.Block([made], body), values).Compile();
    }

    /// <summary>The properties that are set after construction, each with its field.</summary>
    private static List<(InputValue Field, PropertyInfo Property)> Properties(
        Inputs inputs, Type clr, ConstructorInfo? constructor, HashSet<string> taken, List<string> problems)
    {
        var settable = Array.FindAll(clr.GetProperties(), property => property.SetMethod is { IsPublic: true });
        var parameters = (constructor?.GetParameters() ?? []).Select(parameter => parameter.Name);
        foreach (var property in settable)
            if (inputs.Find(property.Name) is null
                && !parameters.Contains(property.Name, StringComparer.OrdinalIgnoreCase))
                problems.Add($"{inputs.Owner} has no {inputs.Word} for the property {property.Name} of {clr.Name}."
                    + $" Add the {inputs.Word} to the SDL, or make the property read-only.");
        var found = new List<(InputValue, PropertyInfo)>();
        foreach (var field in inputs.Values.Where(field => !taken.Contains(field.Name)))
        {
            var property = Array.Find(settable, candidate =>
                string.Equals(candidate.Name, field.Name, StringComparison.OrdinalIgnoreCase));
            if (property is null)
                problems.Add($"{inputs.Path(field)} has no parameter or settable property in {clr.Name}."
                    + $" Add one, or remove the {inputs.Word} from the SDL.");
            else if (Fits(inputs, field, property.PropertyType, problems)) found.Add((field, property));
        }
        return found;
    }

    private static ConditionalExpression Read(Expression values, InputValue field, Type type, Expression whenAbsent)
    {
        var slot = Expression.ArrayIndex(values, Expression.Constant(field.Index));
        var convert = InputConversion.For(type)!;
        var converted = Expression.Convert(Expression.Invoke(Expression.Constant(convert), slot), type);
        return Expression.Condition(Expression.TypeIs(slot, typeof(Absent)), whenAbsent, converted);
    }

    private static object EnumAware(object value, Type type)
    {
        var inner = Nullable.GetUnderlyingType(type) ?? type;
        return inner.IsEnum ? Enum.ToObject(inner, value) : value;
    }

    private static bool Fits(Inputs inputs, InputValue field, Type clr, List<string> problems)
    {
        if (InputConversion.Problem(field.Type, clr) is not { } problem) return true;
        problems.Add($"{inputs.Path(field)}: {problem}");
        return false;
    }

    /// <summary>The fields of an input type, or the arguments of a field, and how messages speak of them.</summary>
    private sealed record Inputs(string Owner, InputValue[] Values, string Word, string Joint)
    {
        public InputValue? Find(string name) =>
            Array.Find(Values, value => value.Name == name)
            ?? Array.Find(Values, value => string.Equals(value.Name, name, StringComparison.OrdinalIgnoreCase));

        public string Path(InputValue value) => Owner + Joint + value.Name;
    }
}
