using System.Text.Json;

namespace Cartwright.GraphQL;

/// <summary>
/// How a refused value appears in an error: a short number, a boolean, null or an enum's name as it is, everything else
/// by its kind. What a client sent may be a card token or an address, and errors end up in logs.
/// </summary>
internal static class ShownValue
{
    private const int NumberCharactersMax = 11;

    public static string Of(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Number => Number(json.GetRawText()),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        JsonValueKind.Null or JsonValueKind.Undefined => "null",
        JsonValueKind.String => "(string)",
        JsonValueKind.Array => "(list)",
        JsonValueKind.Object => "(object)",
    };

    public static string Of(ValueNode literal) => literal switch
    {
        NumberNode number => Number(number.Text),
        BooleanNode or NullNode or VariableNode => ValuePrinter.Print(literal),
        EnumNode name => name.Name,
        StringNode => "(string)",
        ListNode => "(list)",
        _ => "(object)",
    };

    private static string Number(string text) => text.Length <= NumberCharactersMax ? text : "(number)";
}
