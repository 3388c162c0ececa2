using System.Globalization;
using System.Text.RegularExpressions;

namespace Cartwright.GraphQL;

/// <summary>
/// Writes a default value as a literal of its type: what was left out of an input object and has a default stands
/// there too, in the type's order, a single item stands in its list, and numbers have their shortest form.
/// </summary>
internal static partial class DefaultLiteral
{
    public static string Print(GraphType type, ValueNode node)
    {
        if (node is NullNode) return "null";
        return type.Nullable switch
        {
            ListType list => $"[{string.Join(", ", (node is ListNode items ? items.Items : [node])
                .Select(item => Print(list.Item, item)))}]",
            InputObjectType input when node is ObjectNode given => PrintObject(input, given),
            ScalarType scalar => PrintScalar(scalar, node),
            _ => ValuePrinter.Print(node),
        };
    }

    private static string PrintObject(InputObjectType type, ObjectNode node)
    {
        var fields = new List<string>();
        foreach (var field in type.Fields)
        {
            var given = Array.Find(node.Fields, candidate => candidate.Name == field.Name)?.Value;
            if ((given ?? field.DefaultNode) is { } value) fields.Add($"{field.Name}: {Print(field.Type, value)}");
        }
        return $"{{{string.Join(", ", fields)}}}";
    }

    private static string PrintScalar(ScalarType type, ValueNode node) => (type.Name, node) switch
    {
        ("Int" or "Float", NumberNode number) =>
            SdlText.Number(double.Parse(number.Text, CultureInfo.InvariantCulture)),
        ("ID", StringNode text) when Integer().IsMatch(text.Value) => text.Value,
        _ => PrintUntyped(node),
    };

    /// <summary>Only the host knows a custom scalar's shape: its numbers stay as they were written.</summary>
    private static string PrintUntyped(ValueNode node) => node switch
    {
        StringNode text => SdlText.Quoted(text.Value),
        EnumNode name => SdlText.Quoted(name.Name),
        ListNode list => $"[{string.Join(", ", list.Items.Select(PrintUntyped))}]",
        ObjectNode fields => $"{{{string.Join(", ", fields.Fields
            .Select(field => $"{field.Name}: {PrintUntyped(field.Value)}"))}}}",
        _ => ValuePrinter.Print(node),
    };

    [GeneratedRegex("^-?(?:0|[1-9][0-9]*)$", RegexOptions.CultureInvariant)]
    private static partial Regex Integer();
}
