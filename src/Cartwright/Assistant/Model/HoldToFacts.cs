using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Cartwright.Assistant.Knowledge.Words;
using Cartwright.Assistant.Turns;
using Cartwright.Lookup;

namespace Cartwright.Assistant.Model;

/// <summary>A piece of a model's answer, held against the facts that it names.</summary>
public abstract record HeldClaim
{
    private HeldClaim() { }

    /// <param name="Text">Without its citation.</param>
    public sealed record Kept(string Text, IReadOnlyList<ModelFact> Facts) : HeldClaim;

    /// <param name="Why">For the log; it holds nothing that was said.</param>
    public sealed record Refused(string Why) : HeldClaim;
}

/// <summary>
/// Whether what a model wrote stands in the facts that it cites: pure. Nothing else of an answer reaches a shopper,
/// so that a model that was talked into something, or that makes something up, has no one to tell it to.
/// </summary>
public static partial class HoldToFacts
{
    // Of the words that say something. In another language than the facts' only words of a common meaning are found.
    private const double ShareMin = 0.7;
    private const double ShareMinTranslated = 0.3;
    private const int CourtesyWordsMax = 2;
    private const int ClaimCharactersMax = 700;
    /// <param name="claim">One sentence or more, and the numbers of the facts behind it.</param>
    public static HeldClaim Of(string claim, IReadOnlyList<ModelFact> facts, ChatLanguage language)
    {
        if (claim.Length > ClaimCharactersMax)
        {
            return new HeldClaim.Refused("too long");
        }

        var text = WithoutCourtesy(Citation().Replace(claim, "").Trim());
        var cited = CitedIn(claim, facts);
        if (cited is null || cited.Count == 0 || text.Length == 0)
        {
            return new HeldClaim.Refused("no fact is cited");
        }

        if (text.Any(letter => char.IsControl(letter) || letter is '<' or '>' or '{' or '}' or '`')
            || text.EnumerateRunes().Any(rune => Rune.GetUnicodeCategory(rune) is UnicodeCategory.Format))
        {
            return new HeldClaim.Refused("it holds markup");
        }

        if (Instructions.IsOne(text))
        {
            return new HeldClaim.Refused("it speaks to a model");
        }

        var said = string.Join('\n', cited.Select(fact => $"{fact.Title}\n{fact.Text}"));
        return Missing(text, said) is { } missing ? new HeldClaim.Refused(missing)
            : !HasWords(text, said, language) ? new HeldClaim.Refused("its words are not the facts'")
            : new HeldClaim.Kept(text, cited);
    }

    /// <summary>"Great question!" and its like before an answer say nothing, and are left out.</summary>
    private static string WithoutCourtesy(string text)
    {
        var end = text.IndexOf('!', StringComparison.Ordinal) + 1;
        return end > 0 && end < text.Length && !text[..end].Any(char.IsDigit)
            && WordIndex.WordsOf(text[..end]).Count() <= CourtesyWordsMax
            ? text[end..].TrimStart()
            : text;
    }

    /// <summary>Null when a number is none of the facts'.</summary>
    private static List<ModelFact>? CitedIn(string claim, IReadOnlyList<ModelFact> facts)
    {
        List<ModelFact> cited = [];
        foreach (Match match in Citation().Matches(claim))
        {
            foreach (var number in match.Groups["numbers"].Value.Split(',', StringSplitOptions.TrimEntries))
            {
                if (!int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
                    || facts.FirstOrDefault(fact => fact.Number == value) is not { } fact)
                {
                    return null;
                }

                if (!cited.Contains(fact))
                {
                    cited.Add(fact);
                }
            }
        }

        return cited;
    }

    /// <summary>What must stand in the facts to the letter: numbers, addresses, codes, and a no.</summary>
    private static string? Missing(string text, string said)
    {
        var saidPlain = PlainText.Of(said);
        foreach (Match address in Address().Matches(text))
        {
            if (!said.Contains(address.Value.TrimEnd('.', ',', ';', ')'), StringComparison.OrdinalIgnoreCase))
            {
                return "an address is not the facts'";
            }
        }

        var numbers = Numbers().Matches(saidPlain).Select(match => match.Value).ToHashSet(StringComparer.Ordinal);
        var plain = PlainText.Of(text);
        if (Numbers().Matches(plain).Any(match => !numbers.Contains(match.Value)))
        {
            return "a number is not the facts'";
        }

        if (Code().Matches(plain).Any(match => !saidPlain.Contains(match.Value, StringComparison.Ordinal)))
        {
            return "a code is not the facts'";
        }

        // Which no belongs to what can't be told word by word. But an answer that denies what no fact denies is wrong,
        // and so is one that promises for nothing what no fact gives away.
        var (own, theirs) = (Folding.WordsOf(plain), Folding.WordsOf(saidPlain));
        return own.Exists(No.Contains) && !theirs.Exists(No.Contains) ? "no fact denies it"
            : own.Exists(ForNothing.Contains) && !theirs.Exists(ForNothing.Contains) ? "no fact gives it away"
            : null;
    }

    private static bool HasWords(string text, string said, ChatLanguage language)
    {
        var own = WordIndex.WordsOf(text).ToList();
        if (own.Count == 0)
        {
            return false;
        }

        var theirs = WordIndex.WordsOf(said).ToList();
        var stems = theirs.Select(word => word.Stem).ToHashSet(StringComparer.Ordinal);
        var concepts = theirs.Select(word => word.Concept).OfType<string>().ToHashSet(StringComparer.Ordinal);
        var found = own.Count(word =>
            stems.Contains(word.Stem) || (word.Concept is { } concept && concepts.Contains(concept)));
        var isTranslated = ChatLanguages.Of(said, language) != language;
        return found >= own.Count * (isTranslated ? ShareMinTranslated : ShareMin);
    }

    private static readonly HashSet<string> No =
    [
        "no", "not", "never", "none", "cannot", "neither", "nor", "without", "nicht", "kein", "keine", "keinen",
        "keiner", "keinem", "nie", "ohne", "weder", "ne", "pas", "jamais", "aucun", "aucune", "sans", "nunca", "sin",
        "ningun", "ninguna", "ninguno", "tampoco", "nao", "sem", "nenhum", "nenhuma", "except", "ausgenommen", "sauf",
        "excepto", "exceto", "isn", "aren", "don", "doesn", "won", "unable", "excluded", "non", "t",
    ];

    private static readonly HashSet<string> ForNothing =
    [
        "free", "gratis", "kostenlos", "kostenfrei", "umsonst", "gratuit", "gratuite", "gratuits", "gratuites",
        "gratuito", "gratuita", "gratuitos", "gratuitas", "gift", "geschenk", "cadeau", "regalo", "presente",
        "guarantee", "guaranteed", "garantiert", "garanti", "garantie", "garantizado", "garantido",
    ];

    [GeneratedRegex(@"\s?\[(?<numbers>\d{1,3}(?:\s?,\s?\d{1,3})*)\]", RegexOptions.CultureInvariant)]
    internal static partial Regex Citation();

    [GeneratedRegex(
        @"(?:https?://|www\.)\S+|[\w.+-]+@[\w.-]+|\b[\w-]+(?:\.[\w-]+)*\.(?:[a-z]{2,12})(?:/\S*)?\b(?<!\b(?:e\.g|i\.e|z\.b|u\.a|p\.ex))",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Address();

    [GeneratedRegex(@"\d+(?:[.,:/-]\d+)*", RegexOptions.CultureInvariant)]
    private static partial Regex Numbers();

    // SAVE20, WELCOME: in capitals, as a code is written.
    [GeneratedRegex(@"\b(?=[A-Z0-9]*[A-Z])[A-Z0-9]{5,}\b", RegexOptions.CultureInvariant)]
    private static partial Regex Code();
}
