using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Cartwright.Sandbox.Shopify;

/// <summary>
/// Shopify's search syntax over orders: <c>field:value</c>, quoted values, bare terms, AND, OR, <c>-</c> and NOT. A
/// bare term looks into several fields, and a field that is unknown is ignored: who searches must compare what was
/// found.
/// </summary>
internal static class OrderSearch
{
    private const int CharactersMax = 2_000;
    private const int DepthMax = 20;

    private static readonly Func<ShopOrder, bool> s_all = static _ => true;

    /// <summary>What the query lets through; everything when it is empty.</summary>
    public static Func<ShopOrder, bool> Parse(string? query)
    {
        if (string.IsNullOrWhiteSpace(query))
            return s_all;
        if (query.Length > CharactersMax)
            return static _ => false;
        return new Reader(Tokens(query)).ReadAny(0);
    }

    private enum Kind
    {
        Term,
        Open,
        Close,
        Or,
        Not,
    }

    /// <param name="Field">Null for a bare term.</param>
    private readonly record struct Token(Kind Kind, string? Field = null, string Value = "");

    private sealed class Reader(List<Token> tokens)
    {
        private int _at;

        public Func<ShopOrder, bool> ReadAny(int depth)
        {
            var choices = new List<Func<ShopOrder, bool>> { ReadEvery(depth) };
            while (_at < tokens.Count && tokens[_at].Kind == Kind.Or)
            {
                _at++;
                choices.Add(ReadEvery(depth));
            }

            return choices is [var only] ? only : order => choices.Exists(choice => choice(order));
        }

        private Func<ShopOrder, bool> ReadEvery(int depth)
        {
            var parts = new List<Func<ShopOrder, bool>>();
            while (_at < tokens.Count && tokens[_at].Kind != Kind.Or)
            {
                if (tokens[_at].Kind == Kind.Close)
                {
                    if (depth > 0)
                        break;
                    _at++;
                    continue;
                }

                parts.Add(ReadOne(depth));
            }

            return parts is [var only] ? only : order => parts.TrueForAll(part => part(order));
        }

        private Func<ShopOrder, bool> ReadOne(int depth)
        {
            if (_at >= tokens.Count)
                return s_all;
            var token = tokens[_at++];
            switch (token.Kind)
            {
                case Kind.Not:
                    var denied = depth < DepthMax ? ReadOne(depth + 1) : s_all;
                    return order => !denied(order);
                case Kind.Open when depth < DepthMax:
                    var inner = ReadAny(depth + 1);
                    if (_at < tokens.Count && tokens[_at].Kind == Kind.Close)
                        _at++;
                    return inner;
                case Kind.Term:
                    return Match(token.Field, token.Value);
                case Kind.Open or Kind.Close or Kind.Or:
                    return s_all;
                default:
                    throw new UnreachableException();
            }
        }
    }

    private static Func<ShopOrder, bool> Match(string? field, string value)
    {
        switch (field?.ToLowerInvariant())
        {
            case null:
                return Words(value) is { Count: > 0 } words ? order => HasWords(order, words) : static _ => false;
            case "name":
                var name = value.TrimStart('#');
                return name.EndsWith('*')
                    ? order => BareName(order).StartsWith(
                        name.AsSpan(0, name.Length - 1), StringComparison.OrdinalIgnoreCase)
                    : order => BareName(order).Equals(name, StringComparison.OrdinalIgnoreCase);
            case "id":
                return order => order.Id.ToString(CultureInfo.InvariantCulture) == value;
            case "email":
                return order => Same(order.Email, value);
            case "confirmation_number":
                return order => Same(order.ConfirmationNumber, value);
            case "source_identifier":
                return order => Same(order.SourceIdentifier, value);
            case "tag":
                return order => order.Tags.Any(tag => Same(tag, value));
            case "test":
                return order => order.IsTest == (value == "true");
            case "created_at" or "processed_at":
                return Compare(value, order => order.ProcessedAt);
            case "updated_at":
                return Compare(value, order => order.UpdatedAt);
            default:
                return s_all;
        }
    }

    private static ReadOnlySpan<char> BareName(ShopOrder order) => order.Name.AsSpan().TrimStart('#');

    private static bool Same(string? known, string value) =>
        string.Equals(known, value, StringComparison.OrdinalIgnoreCase);

    private static Func<ShopOrder, bool> Compare(string value, Func<ShopOrder, DateTimeOffset> of)
    {
        var sign = value.StartsWith(">=", StringComparison.Ordinal) || value.StartsWith("<=", StringComparison.Ordinal)
            ? value[..2] : value is ['>' or '<', ..] ? value[..1] : "";
        if (!DateTimeOffset.TryParse(value.AsSpan(sign.Length).Trim("'\""), CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal, out var at))
            return static _ => false;
        return sign switch
        {
            ">" => order => of(order) > at,
            ">=" => order => of(order) >= at,
            "<" => order => of(order) < at,
            "<=" => order => of(order) <= at,
            // A bare day is the whole day.
            _ => order => of(order) >= at && of(order) < at.AddDays(1),
        };
    }

    /// <summary>Every word begins a word of the fields that a search without a field looks into.</summary>
    private static bool HasWords(ShopOrder order, List<string> words) => words.TrueForAll(word =>
        HasWord(order.Name, word) || HasWord(order.Email, word) || HasWord(order.Note, word)
        || HasWord(order.Customer?.FirstName, word) || HasWord(order.Customer?.LastName, word)
        || order.Shipments.Any(shipment => shipment.Tracking.Any(tracking => HasWord(tracking.Number, word))));

    private static bool HasWord(string? text, string word)
    {
        if (text is null)
            return false;
        for (var at = text.IndexOf(word, StringComparison.OrdinalIgnoreCase); at >= 0;
            at = at + 1 < text.Length ? text.IndexOf(word, at + 1, StringComparison.OrdinalIgnoreCase) : -1)
        {
            if (at == 0 || !char.IsLetterOrDigit(text[at - 1]))
                return true;
        }

        return false;
    }

    private static List<string> Words(string value)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        foreach (var letter in value.Append(' '))
        {
            if (char.IsLetterOrDigit(letter))
            {
                word.Append(letter);
            }
            else if (word.Length > 0)
            {
                words.Add(word.ToString());
                word.Clear();
            }
        }

        return words;
    }

    private static List<Token> Tokens(string query)
    {
        var tokens = new List<Token>();
        var at = 0;
        while (at < query.Length)
        {
            var letter = query[at];
            if (char.IsWhiteSpace(letter))
            {
                at++;
            }
            else if (letter is '(' or ')' or '-')
            {
                tokens.Add(new(letter switch { '(' => Kind.Open, ')' => Kind.Close, _ => Kind.Not }));
                at++;
            }
            else
            {
                ReadTerm(query, ref at, tokens);
            }
        }

        return tokens;
    }

    private static void ReadTerm(string query, ref int at, List<Token> tokens)
    {
        var isQuoted = query[at] is '"' or '\'';
        var value = ReadValue(query, ref at, endsAtColon: true);
        if (!isQuoted && at < query.Length && query[at] == ':')
        {
            at++;
            var sign = "";
            while (at < query.Length && query[at] is '>' or '<' or '=')
                sign += query[at++];
            tokens.Add(new(Kind.Term, value, sign + ReadValue(query, ref at, endsAtColon: false)));
            return;
        }

        if (value == "OR" && !isQuoted)
            tokens.Add(new(Kind.Or));
        else if (value == "NOT" && !isQuoted)
            tokens.Add(new(Kind.Not));
        else if ((value != "AND" || isQuoted) && value.Length > 0)
            tokens.Add(new(Kind.Term, null, value));
        else if (value.Length == 0 && !isQuoted)
            at++;
    }

    /// <summary>A quoted value, or what goes on to the next space.</summary>
    private static string ReadValue(string query, ref int at, bool endsAtColon)
    {
        var value = new StringBuilder();
        if (at < query.Length && query[at] is '"' or '\'')
        {
            var quote = query[at++];
            while (at < query.Length && query[at] != quote)
            {
                if (query[at] == '\\' && at + 1 < query.Length)
                    at++;
                value.Append(query[at++]);
            }

            at++;
            return value.ToString();
        }

        while (at < query.Length && !char.IsWhiteSpace(query[at]) && query[at] is not ('(' or ')')
            && !(endsAtColon && query[at] == ':'))
        {
            if (query[at] == '\\' && at + 1 < query.Length)
                at++;
            value.Append(query[at++]);
        }

        return value.ToString();
    }
}
