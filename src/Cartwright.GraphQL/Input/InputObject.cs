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

    /// <summary>Compiles the way from a type's values to its class, and notes what does not match.</summary>
    public static Func<object?[], object>? Compile(InputObjectType type, Type clr, List<string> problems)
    {
        var before = problems.Count;
        var constructor = clr.GetConstructors()
            .Where(candidate => candidate.GetParameters() is not [var only] || only.ParameterType != clr)
            .MaxBy(candidate => candidate.GetParameters().Length);
        if (constructor is null && !clr.IsValueType)
        {
            problems.Add($"Input {type} is bound to {clr.Name}, which has no public constructor.");
            return null;
        }
        var values = Expression.Parameter(typeof(object?[]), "values");
        var taken = new HashSet<string>();
        var arguments = new List<Expression>();
        foreach (var parameter in constructor?.GetParameters() ?? [])
        {
            if (FieldFor(type, parameter.Name!) is not { } field)
                problems.Add($"Input {type} has no field for the parameter {parameter.Name} of {clr.Name}.");
            else
            {
                taken.Add(field.Name);
                Check(type, field, parameter.ParameterType, problems);
                var initial = parameter.HasDefaultValue && parameter.DefaultValue is { } value
                    ? Expression.Constant(EnumAware(value, parameter.ParameterType), parameter.ParameterType)
                    : (Expression)Expression.Default(parameter.ParameterType);
                arguments.Add(Read(values, field, parameter.ParameterType, initial));
            }
        }
        if (problems.Count > before) return null;
        var made = Expression.Variable(clr, "made");
        var body = new List<Expression>
        {
            Expression.Assign(made, constructor is null ? Expression.Default(clr)
                : Expression.New(constructor, arguments)),
        };
        foreach (var field in type.Fields.Where(field => !taken.Contains(field.Name)))
        {
            if (PropertyFor(clr, field.Name) is not { } property)
            {
                problems.Add($"Input {type}.{field.Name} has no parameter or settable property in {clr.Name}.");
                continue;
            }
            Check(type, field, property.PropertyType, problems);
            var target = Expression.Property(made, property);
            body.Add(Expression.Assign(target, Read(values, field, property.PropertyType, target)));
        }
        if (problems.Count > before) return null;
        body.Add(Expression.Convert(made, typeof(object)));
        return Expression.Lambda<Func<object?[], object>>(Expression.Block([made], body), values).Compile();
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

    private static void Check(InputObjectType type, InputValue field, Type clr, List<string> problems)
    {
        if (InputConversion.Problem(field.Type, clr) is { } problem) problems.Add(
            $"Input {type}.{field.Name}: {problem}");
    }

    private static InputValue? FieldFor(InputObjectType type, string name) =>
        Array.Find(type.Fields, field => field.Name == name)
        ?? Array.Find(type.Fields, field => string.Equals(field.Name, name, StringComparison.OrdinalIgnoreCase));

    private static PropertyInfo? PropertyFor(Type clr, string name) =>
        Array.Find(clr.GetProperties(), property =>
            property.SetMethod is { IsPublic: true }
                && string.Equals(property.Name, name, StringComparison.OrdinalIgnoreCase));
}
