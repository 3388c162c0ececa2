using System.Reflection;

namespace Cartwright.GraphQL;

/// <summary>
/// Reads from the annotations that the compiler leaves what a resolver says of nulls in its values. It knows them of
/// properties, methods, and lambdas whose return type is written out.
/// </summary>
internal static class DeclaredNulls
{
    public static NullabilityInfo? Of(PropertyInfo property) =>
        IsOpen(property.GetMethod!) ? null : new NullabilityInfoContext().Create(property);

    public static NullabilityInfo? Of(Delegate resolver)
    {
        if (IsOpen(resolver.Method)) return null;
        var nulls = new NullabilityInfoContext().Create(resolver.Method.ReturnParameter);
        var isTask = nulls.Type.IsGenericType && nulls.Type.GetGenericTypeDefinition() == typeof(ValueTask<>);
        return isTask ? nulls.GenericTypeArguments[0] : nulls;
    }

    /// <summary>A type that stood for any type when it was compiled tells nothing of the one it became.</summary>
    private static bool IsOpen(MethodInfo method) =>
        method.Module.ResolveMethod(method.MetadataToken)
            is not MethodInfo { ReturnType.ContainsGenericParameters: false };

    /// <summary>What is said of the items of a list.</summary>
    public static NullabilityInfo? OfItems(NullabilityInfo? list, Type item) => list switch
    {
        { ElementType: { } element } => element,
        { GenericTypeArguments: [{ } only] } when only.Type == item => only,
        _ => null,
    };
}
