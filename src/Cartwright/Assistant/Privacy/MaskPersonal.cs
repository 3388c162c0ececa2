using System.Text.RegularExpressions;

namespace Cartwright.Assistant.Privacy;

/// <summary>
/// Takes out of a text what tells who somebody is, before it is sent to a model: card numbers, e-mail addresses and
/// telephone numbers. Pure. Names and street addresses can't be told from other words, and stay.
/// </summary>
public static partial class MaskPersonal
{
    private const string Email = "[e-mail]";
    private const string Phone = "[phone]";
    private const int MillisecondsMax = 250;

    public static string In(string text)
    {
        var masked = MaskCards.In(text);
        try
        {
            return Phones().Replace(Emails().Replace(masked, Email), Phone);
        }
        catch (RegexMatchTimeoutException)
        {
            // A text that takes so long to read is no shopper's: nothing of it leaves.
            return "";
        }
    }

    [GeneratedRegex(
        @"[\p{L}\p{N}._%+'-]{1,64}@[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63})+", RegexOptions.CultureInvariant,
        MillisecondsMax)]
    private static partial Regex Emails();

    // Eight digits or more, in groups or with a plus; no date; what a number sign stands before is an order.
    [GeneratedRegex(
        @"(?<![\w#-])(?!\d{4}-\d{1,2}-\d{1,2}\b|\d{1,2}([./-])\d{1,2}\1\d{4}\b)(?:\+\s?|\(\s?)?\d(?:[\s().\/-]{0,2}\d){7,14}(?![\w-])", RegexOptions.CultureInvariant,
        MillisecondsMax)]
    private static partial Regex Phones();
}
