using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Cartwright.Lookup;

/// <summary>
/// An order's name as somebody wrote it: <c>#1001</c>, <c>order 1001</c>, <c>#EN1001-A</c>, alone or in a sentence.
/// Phone numbers, dates, times, prices, sizes and years are none.
/// </summary>
/// <param name="Text">The name without the number sign, in capitals.</param>
public sealed partial record OrderReference(string Text)
{
    // What is read is short, and every repeat in a pattern below has an upper bound, so that none takes more than a few
    // steps for each letter. None has a time limit, which would take a shopper's number for none whenever the machine
    // stands still for a moment. Blanks come one at a time: PlainText has seen to it.
    private const int MessageCharactersMax = 4_000;
    private const int YearMin = 1900;
    private const int YearMax = 2099;

    public override string ToString() => $"#{Text}";

    /// <param name="isAnswer">
    /// Whether the message answers the question for a number: then a bare number, even one that could be a year, is it.
    /// </param>
    public static bool TryFind(
        string message, [NotNullWhen(true)] out OrderReference? reference, bool isAnswer = false)
    {
        reference = Find(Plain(message), isAnswer) is { } text ? new(text.ToUpperInvariant()) : null;
        return reference is not null;
    }

    private static string? Find(string message, bool isAnswer)
    {
        if (Whole().Match(message) is { Success: true } whole)
        {
            var text = whole.Groups["name"].Value;
            var isNamed = whole.Groups["sign"].Success || whole.Groups["word"].Success;
            return isNamed || ((isAnswer || !IsYear(text)) && !IsSomethingElse(message)) ? text : null;
        }

        // What is something else is blotted out first, so that no part of it is taken for a number.
        var left = NoOrder().Replace(message, match => new string('·', match.Length));
        foreach (Match match in Signed().Matches(left))
        {
            var text = match.Groups["name"].Value;
            // '#1 fan' and '#1 choice' praise; an order that young is named alone or as an order.
            if (text.Count(char.IsAsciiDigit) > 2 || IsLast(left, match))
            {
                return text;
            }
        }

        foreach (Match match in Worded().Matches(left))
        {
            return match.Groups["name"].Value;
        }

        foreach (Match match in Bare().Matches(left))
        {
            var text = match.Groups["name"].Value;
            if (!IsYear(text) || (isAnswer && !BeforeYear().IsMatch(left[..match.Index])))
            {
                return text;
            }
        }

        return null;
    }

    private static bool IsSomethingElse(string message) => NoOrder().Match(message) is { Success: true, Index: 0 }
        || ShortDate().IsMatch(message);

    private static bool IsLast(string message, Match match) =>
        message.AsSpan(match.Index + match.Length).Trim().Trim(".,!?)").IsEmpty;

    private static bool IsYear(string text) =>
        text.Length == 4 && int.TryParse(text, out var year) && year is >= YearMin and <= YearMax;

    private static string Plain(string message) => PlainText.Of(
        message.Length > MessageCharactersMax ? message[..MessageCharactersMax] : message);

    private const string Name =
        @"(?<name>(?:[A-Z]{1,8}-?)?\d{1,12}(?:-[A-Z0-9]{1,6})?)(?![A-Z0-9.,/:-]{0,40}\d)(?![A-Z])";

    private const string Number = @"(?:number|nummer|num[ée]ro|n[úu]mero|nr|no|n°|nº|num|id)\.?";

    private const string Order =
        @"(?:order|purchase|bestell(?:ung|nummer)?|auftrag(?:snummer)?|commande|pedido|orden|encomenda|compra)";

    // In English, German, French, Spanish and Portuguese, whole or in their usual short forms.
    private const string Month =
        "jan(?:uary|uar|v|vier|eiro)?|jänner|enero|ene|feb(?:ruary|ruar|rero)?|f[ée]v(?:rier)?|fevereiro|mar(?:ch|s|zo)?|"
        + "mar[çc]o|märz|maerz|apr(?:il)?|avr(?:il)?|abr(?:il)?|may|mayo|maio|mai|jun(?:e|i|io|ho)?|juin|"
        + "jul(?:y|i|io|ho)?|juil(?:let)?|aug(?:ust)?|ao[uû]t|ago(?:sto)?|sept?(?:ember|embre|iembre)?|setiembre|"
        + "set(?:embro)?|o[ck]t(?:ober)?|octobre|octubre|out(?:ubro)?|nov(?:ember|embre|iembre|embro)?|"
        + "de[cz](?:ember)?|d[ée]c(?:embre)?|dic(?:iembre)?|dezembro";

    private const RegexOptions Options =
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;

    [GeneratedRegex(
        $@"^(?<word>(?:my |the )?{Order}\s?{Number}?\s?[:.]?\s?)?(?<sign>\#)?\s?{Name}[.!?]{{0,40}}$",
        Options)]
    private static partial Regex Whole();

    [GeneratedRegex($@"(?<![\w#])\#\s?{Name}", Options)]
    private static partial Regex Signed();

    [GeneratedRegex(
        $@"\b{Order}\b\s?(?:{Number}\s?)?(?:(?:is|ist|es|est|é)\s?)?[:=]?\s?\#?\s?{Name}", Options)]
    private static partial Regex Worded();

    // Letters before it only in capitals with digits behind, such as EN1001: a bare word is not a name.
    [GeneratedRegex(
        @"(?<![\w#.,:/+·-])(?<name>(?:[A-Za-z]{1,4}-?)?\d{3,9}(?:-[A-Za-z0-9]{1,3})?)(?![\w%·])(?![.,:/-]\d)",
        Options)]
    private static partial Regex Bare();

    [GeneratedRegex(
        @"\b(?:since|in|from|of|until|year|seit|im|aus|von|vom|jahr|depuis|en|de|année|desde|del|año|em|do|ano)\s?$",
        Options)]
    private static partial Regex BeforeYear();

    // 2026-11, 24-12, Nov-24
    [GeneratedRegex(
        @"^(?:(?:19|20)\d{2}-(?:0?[1-9]|1[0-2])|(?:0?[1-9]|[12]\d|3[01])-(?:0?[1-9]|[12]\d|3[01])"
        + $@"|(?:{Month})-?(?:\d{{1,2}}|(?:19|20)\d{{2}}))[.!?]{{0,40}}$",
        Options)]
    private static partial Regex ShortDate();

    [GeneratedRegex(
        // dates: 2026-11-24, 24.11.2026, 24/11, 11/24/26
        @"\b\d{4}[-/.]\d{1,2}[-/.]\d{1,2}\b|\b\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}\b|\b\d{1,2}[/.]\d{1,2}\b"
        // 20261124, unless it is said to be an order
        + $@"|(?<!{Order}\s(?:{Number}\s)?)(?<![\w#-])(?:19|20)\d{{2}}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?![\w-])"
        // 24 November 2026, November 24th, 2026, since March 2024
        + $@"|\b(?:\d{{1,2}}(?:st|nd|rd|th|\.)?\s(?:de\s|of\s)?)?(?:{Month})\b\.?\s(?:de\s|of\s)?"
        + @"(?:[12]?\d|3[01]|(?:19|20)\d{2})(?:st|nd|rd|th)?(?:,?\s\d{4})?(?!\w)"
        // what somebody wants to order is no order yet
        + @"|\b(?:(?:want|like|love|need|wish|plan|able|going)\sto|wanna|(?:can|could|may|shall)\s(?:i|we))\sorder"
        + @"\s\d{1,6}\b(?=\s\p{L})"
        // times, and lengths of time
        + @"|\b\d{1,2}:\d{2}\b|\b\d{1,4}\s?(?:a\.?m\.?|p\.?m\.?|uhr|h|days?|weeks?|months?|years?|hours?|"
        + @"minutes?|min|tagen?|wochen?|monaten?|stunden?|jours?|semaines?|mois|heures?|d[ií]as?|semanas?|"
        + @"meses|m[êe]s|horas?)\b"
        // prices
        + @"|[$€£¥]\s?\d[\d.,]{0,20}|\b(?:usd|eur|gbp|chf|brl|mxn|cad|aud|inr|rs\.?|r\$|paid|pagu[ée]|paguei)\s?\d[\d.,]{0,20}"
        + @"|\b\d(?>[\d.,]{0,20})\s?(?:[$€£¥%]|"
        + @"usd\b|eur\b|euros?\b|gbp\b|chf\b|dollars?\b|bucks\b|pounds?\b|reais\b|pesos\b|percent\b|"
        + @"prozent\b)|\b\d{1,12}[.,]\d{2}\b"
        // telephones: with a plus, with groups, or named as one
        + @"|\+\s?\d[\d\s().-]{5,30}\d|\(\d{2,4}\)\s?\d[\d\s.-]{4,30}\d|\b\d{2,5}(?:[\s.-]\d{2,4}){2,8}\b|"
        + @"\b\d{3}[\s.-]\d{4}\b|(?<![\w#-])0\d{2,5}[\s/.-]\d{3,9}\b"
        + @"|\b(?:tel|phone|telefon|t[ée]l[ée]phone|tel[ée]fono|telefone|mobile|handy|cell|whatsapp|call|"
        + @"(?:call|reach|ring|text) me (?:at|on)|zip|zip ?code|postcode|plz|code postal|c[óo]digo postal|cep)\b[\s:.]{0,4}(?:(?:is|me|"
        + @"at|on|number|ist|es|est)[\s:.]{0,4})?\d[\d\s().-]{2,30}\d"
        + @"|(?<![\w#-])\d{10,40}\b"
        // sizes, amounts, addresses
        + @"|\b(?:size|gr[öo](?:ß|ss)e|taille|talla|tamanho|model|iso|room|apt|apartment|suite|unit|floor|"
        + @"level|page|top|route|highway)\s?(?:is\s?)?:?\s?\#?\d{1,12}\b"
        + @"|\b\d{1,12}\s?(?:x\s?\d{1,12}|cm|mm|m|kg|g|ml|l|lbs?|oz|inch(?:es)?|in|ft|gb|tb|w|v|hz|st[üu]ck|pieces?|"
        + @"pcs|items?|units?|piezas?|pe[çc]as?|pi[èe]ces?|persons?|people|times|mal|stars?)\b"
        + @"|\b\d{1,5}\s(?:\p{L}{1,20}\s){0,2}(?:street|st|avenue|ave|road|rd|lane|drive|blvd|boulevard|"
        + @"rue|calle|rua)\b",
        Options)]
    private static partial Regex NoOrder();
}
