using System.Text.RegularExpressions;
using Cartwright.Lookup;

namespace Cartwright.Assistant.Turns;

/// <summary>How an order's number stands in a message.</summary>
internal enum ReferenceForm
{
    /// <summary>Behind a number sign.</summary>
    Signed,

    /// <summary>Behind a word such as order.</summary>
    Named,

    /// <summary>Behind an article, as in <c>la 1001</c>.</summary>
    Pointed,

    /// <summary>By itself.</summary>
    Bare,
}

/// <summary>The order's number and the shopper's details that stand in a message.</summary>
internal sealed partial record MessageReading(OrderReference? Reference, ReferenceForm Form, ShopperDetails Details)
{
    private const char Blot = '·';
    private const int PhoneDigitsMin = 7;
    private const int PhoneDigitsMax = 15;
    private const int PostcodeBesideDigitsMin = 5;
    private const int EitherDigits = 8;
    private const int BeforeCharactersMax = 60;

    /// <summary>
    /// What is found is blotted out before the next is looked for, so that no number is two things.
    /// </summary>
    /// <param name="isCorrection">Whether the words take back what was said before.</param>
    public static MessageReading Of(string plain, ConversationState state, bool isCorrection)
    {
        var areDetailsAwaited = state.AwaitingVerification;
        var left = plain;
        var email = Take(ref left, Email().Match(left));
        var isDenied = TryLeaveOutDenied(ref left);
        if (areDetailsAwaited
            && OtherOrderAt(left, state.Pending, isDenied, isCorrection || email is not null) is { } at)
        {
            // What else stands there is a detail of that order, as it would be beside its number in a first message.
            var beside = Of(left.Insert(at, "#"), ConversationState.Start, isCorrection: false);
            return beside with { Details = beside.Details with { Email = email?.ToLowerInvariant() } };
        }

        var kept = areDetailsAwaited ? KeptWhenAwaited().Match(left) : Kept().Match(left);
        var (from, to) = kept.Success ? (kept.Index, kept.Index + kept.Length) : (0, 0);
        var postcode = Take(ref left, Outside(NamedPostcode().Matches(left), from, to));
        var phone = Take(ref left, Outside(Phone().Matches(left), from, to, IsPhone));
        postcode ??= Take(ref left, Outside(LetteredPostcode().Matches(left), from, to));
        if (areDetailsAwaited)
        {
            postcode ??= Take(ref left, Outside(AwaitedPostcode().Matches(left), from, to,
                match => match.Value != state.Pending?.Text));
        }

        var rest = left.Trim(Blot, ' ', ',', ';', '.', '/', '-', ':');
        OrderReference.TryFind(rest, out var reference, state.AwaitingOrderNumber);
        var form = reference is null ? ReferenceForm.Bare : FormOf(rest, reference);
        if (reference is not null && !areDetailsAwaited && postcode is null)
        {
            postcode = Beside().Matches(rest)
                .Select(match => match.Value)
                .FirstOrDefault(digits =>
                    digits.Length >= PostcodeBesideDigitsMin && digits.Length != reference.Text.Length);
        }

        // Eight digits are a telephone in one country and a postcode in another: the proof compares both.
        var digits = phone?.Count(char.IsAsciiDigit) == EitherDigits && areDetailsAwaited ? phone : null;
        return new(reference, form, new(email?.ToLowerInvariant(), PhoneOf(phone), PostcodeOf(postcode ?? digits)));
    }

    private static string? Take(ref string left, Match? match)
    {
        if (match is not { Success: true })
        {
            return null;
        }

        left = string.Concat(
            left.AsSpan(0, match.Index), new string(Blot, match.Length), left.AsSpan(match.Index + match.Length));
        return match.Groups["value"].Value;
    }

    /// <summary>Of 'not 1001, 1002' the first number is not the one that is meant.</summary>
    private static bool TryLeaveOutDenied(ref string left)
    {
        var without = left;
        if (Denied().Match(left) is { Success: true } denied && Take(ref without, denied) is not null
            && Single().IsMatch(without))
        {
            left = without;
            return true;
        }

        return false;
    }

    /// <summary>
    /// While details are awaited, the number of another order: a postcode is not put in the place of an order's number,
    /// and seldom has as many digits when it stands behind an article or beside an e-mail.
    /// </summary>
    private static int? OtherOrderAt(string text, OrderReference? pending, bool isDenied, bool isLikely)
    {
        var (from, to) = NamedPostcode().Match(text) is { Success: true } named
            ? (named.Index, named.Index + named.Length)
            : (0, 0);
        return Outside(Single().Matches(text), from, to, match => match.Value != pending?.Text
            && (isDenied || (match.Length == pending?.Text.Length
                && (ArticleBefore().IsMatch(text[..match.Index])
                    || (isLikely && !TownBehind().IsMatch(text.AsSpan(match.Index + match.Length)))))))?.Index;
    }

    private static Match? Outside(MatchCollection matches, int from, int to, Func<Match, bool>? isWanted = null) =>
        matches.FirstOrDefault(match =>
            (match.Index + match.Length <= from || match.Index >= to) && (isWanted?.Invoke(match) ?? true));

    private static bool IsPhone(Match match)
    {
        var text = match.Groups["value"].Value;
        return text.Count(char.IsAsciiDigit) is >= PhoneDigitsMin and <= PhoneDigitsMax && !Date().IsMatch(text);
    }

    private static ReferenceForm FormOf(string text, OrderReference reference)
    {
        var at = text.IndexOf(reference.Text, StringComparison.OrdinalIgnoreCase);
        var before = at < 0 ? "" : text[Math.Max(0, at - BeforeCharactersMax)..at];
        return before.TrimEnd().EndsWith('#') ? ReferenceForm.Signed
            : OrderBefore().IsMatch(before) || char.IsAsciiLetter(reference.Text[0]) ? ReferenceForm.Named
            : ArticleBefore().IsMatch(before) ? ReferenceForm.Pointed
            : ReferenceForm.Bare;
    }

    private static string? PhoneOf(string? text) => text is null ? null
        : (text.StartsWith('+') ? "+" : "") + string.Concat(text.Where(char.IsAsciiDigit));

    private static string? PostcodeOf(string? text) => text?.Trim().ToUpperInvariant();

    // Every repeat below has an upper bound, so that no pattern takes more than a few steps for each letter.
    private const RegexOptions Options =
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;

    private const string OrderWord = @"(?:order|purchase|bestell|auftrag|commande|pedido|orden|encomenda|compra)";

    /// <summary>A number that is said to be an order's: no part of a telephone behind it.</summary>
    private const string Told =
        @"\#\s?[A-Z]{0,8}-?\d{1,12}(?:-[A-Z0-9]{1,6})?\b"
        + $@"|\b{OrderWord}\w{{0,20}}\W{{1,3}}(?:\p{{L}}{{1,8}}\W{{1,3}}){{0,2}}\d{{1,9}}\b";

    private const string Lettered =
        // Britain, Canada
        @"[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}|[A-Z]\d[A-Z]\s?\d[A-Z]\d";

    private const string Dashed = @"\d{5}-\d{3,4}|\d{4}-\d{3}|\d{2}-\d{3}";

    [GeneratedRegex(
        @"(?<value>[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4})", Options)]
    private static partial Regex Email();

    /// <summary>A number in front of a telephone is an order's too, unless it is the telephone's own prefix.</summary>
    [GeneratedRegex(
        $@"{Told}|^[1-9]\d{{2,5}}(?=[\s,;/]{{1,3}}\+?\d[\d\s().-]{{7,20}}\d)",
        Options)]
    private static partial Regex Kept();

    [GeneratedRegex(Told, Options)]
    private static partial Regex KeptWhenAwaited();

    [GeneratedRegex(
        @"\b(?:zip|zip ?code|post ?code|postal code|plz|postleitzahl|code postal|cp|c[óo]digo postal|cep)\b[\s:.]{0,4}"
        + $@"(?:(?:is|ist|est|es|é)[\s:.]{{0,4}})?(?<value>{Lettered}|\d{{4}}\s?[A-Z]{{2}}|{Dashed}|\d{{3}}\s\d{{2}}|"
        + @"\d{3,8})\b",
        Options)]
    private static partial Regex NamedPostcode();

    [GeneratedRegex($@"\b(?<value>{Lettered}|\d{{5}}-\d{{3,4}}|\d{{4}}-\d{{3}})\b(?!-)", Options)]
    private static partial Regex LetteredPostcode();

    [GeneratedRegex(
        $@"(?<![\w#$€£.,:/-])(?<value>\d{{4}}\s?[A-Z]{{2}}|{Dashed}|\d{{3}}\s\d{{2}}|\d{{4,6}})\b"
        + @"(?![.,:/-]\d|\s?[$€£%])",
        Options)]
    private static partial Regex AwaitedPostcode();

    [GeneratedRegex(
        @"(?<![\w#-])(?<value>\+\s?\d[\d\s().-]{5,20}\d|\(?\d{2,5}\)?(?:[\s./-]{1,3}\d{2,8}){1,6}|\d{7,15})(?![\w-])",
        Options)]
    private static partial Regex Phone();

    [GeneratedRegex(
        @"^(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}|\d{5}-\d{3,4}|\d{4}-\d{3})$",
        Options)]
    private static partial Regex Date();

    [GeneratedRegex($@"{OrderWord}\w{{0,20}}\W{{0,3}}(?:\p{{L}}{{1,8}}\W{{1,3}}){{0,2}}$", Options)]
    private static partial Regex OrderBefore();

    /// <summary>English has none of them: 'the 501' is a pair of jeans.</summary>
    [GeneratedRegex(@"(?<!\w)(?:der|die|das|dem|den|la|le|el|al|del|o|a|ao|à|do|da|dos|au)\s$", Options)]
    private static partial Regex ArticleBefore();

    [GeneratedRegex(
        @"(?<!\w)(?:(?:not|nicht|pas|n[ãa]o)\s(?:(?:order|my|the|die|der|um|la|le|el|era|é|a|o)\s){0,2}"
        + @"|no\s(?:es|era)\s(?:el\s|la\s)?|no\s(?:el|la)\s)(?<value>\#?\s?\d{3,9})(?![\w%€$£-]|[.,:/]\d)",
        Options)]
    private static partial Regex Denied();

    /// <summary>No part of a telephone.</summary>
    [GeneratedRegex(@"(?<![\w#$€£.,:/+-]|\d[ ()])\d{3,9}(?![\w%€$£-]|[.,:/]\d|[ ()/]{1,2}\d)", Options)]
    private static partial Regex Single();

    [GeneratedRegex(@"^\s\p{Lu}\p{L}", RegexOptions.CultureInvariant)]
    private static partial Regex TownBehind();

    [GeneratedRegex(@"(?<![\w#$€£.,:/·-])\d{5,6}(?![\w%€$£·-]|[.,:/-]\d)", Options)]
    private static partial Regex Beside();
}
