using System.Text.RegularExpressions;
using Cartwright.Lookup;

namespace Cartwright.Assistant.Privacy;

/// <summary>
/// Takes out of a text what tells who somebody is, before it is sent to a model: card numbers, e-mail addresses and
/// telephone numbers. Pure. Names and street addresses can't be told from other words, and stay.
/// </summary>
public static partial class MaskPersonal
{
    private const string Email = "[e-mail]";
    private const string Phone = "[phone]";
    private const string Order = "[order]";
    private const int OrdersMax = 8;
    public static string In(string text) => Phones().Replace(Emails().Replace(MaskCards.In(text), Email), Phone);

    /// <summary>The same, and the numbers of orders. Empty for a text from which they can't all be taken.</summary>
    public static string WithOrdersIn(string text)
    {
        var masked = In(text);
        for (var count = 0; OrderReference.TryFind(masked, out var order, isAnswer: true); count++)
        {
            var without = masked.Replace(order.Text, Order, StringComparison.OrdinalIgnoreCase);
            if (count == OrdersMax || without == masked)
            {
                return "";
            }

            masked = without;
        }

        return masked;
    }

    [GeneratedRegex(
        @"[\p{L}\p{N}._%+'-]{1,64}@[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63})+", RegexOptions.CultureInvariant)]
    private static partial Regex Emails();

    // Eight digits or more, in groups or with a plus; no date; what a number sign stands before is an order.
    [GeneratedRegex(
        @"(?<![\w#-])(?!\d{4}-\d{1,2}-\d{1,2}\b|\d{1,2}([./-])\d{1,2}\1\d{4}\b)(?:\+\s?|\(\s?)?\d(?:[\s().\/-]{0,2}\d){7,14}(?![\w-])",
        RegexOptions.CultureInvariant)]
    private static partial Regex Phones();
}
