using System.Text.RegularExpressions;

namespace Cartwright.Assistant;

/// <summary>Whether a number is an order's by the word or the sign that stands before it: pure.</summary>
internal static partial class OrderWord
{
    private const int CharactersMax = 40;

    /// <param name="at">Where the number begins.</param>
    public static bool IsBefore(string text, int at) =>
        Sign().IsMatch(text[Math.Max(0, at - CharactersMax)..at]);

    [GeneratedRegex(
        @"(?:\#|\b(?:orders?|purchase|bestell(?:ung|nummer)?|auftrag(?:snummer)?|commande|pedido|orden|encomenda|compra)"
        + @"\s{0,2}(?:number|nummer|num[ée]ro|n[úu]mero|nr|no|n°|nº|num|id)?\.?\s{0,2}(?:is|ist|es|est|é)?\s{0,2}[:=]?)"
        + @"\s{0,2}$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Sign();
}
