namespace Cartwright.Assistant.Turns;

public enum ChatLanguage
{
    English,
    German,
    French,
    Spanish,
    Portuguese,
}

/// <summary>Tells the language of a message by its frequent words and its letters: pure.</summary>
public static class ChatLanguages
{
    /// <summary>One word, such as the thanks that all shops write, changes no conversation's language.</summary>
    private const int PointsToChange = 2;

    private const int LetterPoints = 2;
    private const int AcceptCharactersMax = 200;
    private static readonly ChatLanguage[] All = Enum.GetValues<ChatLanguage>();

    /// <param name="previous">Kept when the message is too short to say, as <c>#1001</c> is.</param>
    /// <param name="accept">The browser's Accept-Language, for a first message that is too short to say.</param>
    public static ChatLanguage Of(string message, ChatLanguage? previous, string? accept = null)
    {
        var likely = Likely(MessageWords.Of(message), previous is null ? 1 : PointsToChange);
        return likely switch
        {
            [var told] => told,
            [] => previous ?? Accepted(accept) ?? ChatLanguage.English,
            // "Pedido número 1001" is Spanish and Portuguese alike.
            _ => previous ?? (Accepted(accept) is { } accepted && likely.Contains(accepted) ? accepted : likely[0]),
        };
    }

    /// <summary>The language that has enough points and more than any other.</summary>
    internal static ChatLanguage? Told(MessageWords message) =>
        Likely(message, PointsToChange) is [var told] ? told : null;

    /// <summary>The languages, mostly one, that have the most points, and at least that many.</summary>
    private static ChatLanguage[] Likely(MessageWords message, int pointsMin)
    {
        var points = All.Select(language => (Language: language, Points: PointsOf(message, TurnWords.Of(language))))
            .ToArray();
        var most = points.Max(one => one.Points);
        return most < pointsMin ? [] : [.. points.Where(one => one.Points == most).Select(one => one.Language)];
    }

    /// <summary>As HTML and HTTP name it (ISO 639-1).</summary>
    public static string CodeOf(ChatLanguage language) => language switch
    {
        ChatLanguage.English => "en",
        ChatLanguage.German => "de",
        ChatLanguage.French => "fr",
        ChatLanguage.Spanish => "es",
        ChatLanguage.Portuguese => "pt",
    };

    private static int PointsOf(MessageWords message, TurnWords words) =>
        message.Words.Distinct().Count(words.Frequent.Contains)
        + (message.Plain.Any(letter => words.Letters.Contains(char.ToLowerInvariant(letter), StringComparison.Ordinal))
            ? LetterPoints
            : 0);

    /// <summary>The first language of the list that is one of ours; browsers put the preferred one first.</summary>
    private static ChatLanguage? Accepted(string? accept)
    {
        foreach (var part in (accept is { Length: <= AcceptCharactersMax } ? accept : "").Split(','))
        {
            ChatLanguage? language = part.Trim().ToLowerInvariant().Split('-', ';')[0] switch
            {
                "en" => ChatLanguage.English,
                "de" => ChatLanguage.German,
                "fr" => ChatLanguage.French,
                "es" => ChatLanguage.Spanish,
                "pt" => ChatLanguage.Portuguese,
                _ => null,
            };
            if (language is not null)
            {
                return language;
            }
        }

        return null;
    }
}
