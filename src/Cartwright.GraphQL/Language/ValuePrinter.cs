using System.Text;

namespace Cartwright.GraphQL;

/// <summary>Writes a value as a GraphQL literal.</summary>
internal static class ValuePrinter
{
    public static string Print(ValueNode value) => Print(new StringBuilder(), value).ToString();

    private static StringBuilder Print(StringBuilder text, ValueNode value)
    {
        switch (value)
        {
            case NullNode: return text.Append("null");
            case BooleanNode boolean: return text.Append(boolean.Value ? "true" : "false");
            case NumberNode number: return text.Append(number.Text);
            case EnumNode name: return text.Append(name.Name);
            case VariableNode variable: return text.Append('$').Append(variable.Name);
            case StringNode literal: return text.Append(Encoding.UTF8.GetString(JsonText.Quote(literal.Value)));
            case ListNode list:
                text.Append('[');
                for (var i = 0; i < list.Items.Length; i++) Print(i == 0 ? text : text.Append(", "), list.Items[i]);
                return text.Append(']');
            case ObjectNode fields:
                text.Append('{');
                for (var i = 0; i < fields.Fields.Length; i++)
                {
                    text.Append(i == 0 ? "" : ", ").Append(fields.Fields[i].Name).Append(": ");
                    Print(text, fields.Fields[i].Value);
                }
                return text.Append('}');
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }
}
