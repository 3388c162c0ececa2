using Cartwright.GraphQL;

namespace Cartwright.Sandbox.Shopify;

/// <summary>
/// What a query costs before it runs: an object 1, a list its <c>first</c> times its element, a connection 2 more.
/// </summary>
internal static class QueryCost
{
    public const long Max = 1_000;

    /// <summary>Beyond it the exact number is of no use, and could overflow.</summary>
    private const long Bound = 1_000_000_000;

    public static long Of(MeasuredField field)
    {
        if (field.IsLeaf || field.Name.StartsWith("__", StringComparison.Ordinal))
            return 0;
        var below = Math.Min(Bound, field.Below.Sum(each => each.Weight));
        // An edge is part of its connection, and costs what its node costs; nodes stand for the elements.
        if (field.TypeName.EndsWith("Edge", StringComparison.Ordinal))
            return below;
        if (field.TypeName.EndsWith("Connection", StringComparison.Ordinal))
        {
            var around = field.Below.Where(each => each.Name == "pageInfo").Sum(each => each.Weight);
            return Math.Min(Bound, 2 + around + (SizeOf(field) * (below - around)));
        }

        return field.Name == "nodes" || !field.IsList
            ? below + 1 : Math.Min(Bound, SizeOf(field) * (below + 1));
    }

    private static long SizeOf(MeasuredField field) => Math.Clamp(field.IntegerArgument("first") ?? 1, 0, 250);
}
