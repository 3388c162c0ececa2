using System.Text.Json;
using System.Text.RegularExpressions;

namespace Cartwright.Sandbox.Models;

/// <summary>
/// What a model would answer, decided by rules. The honest one copies the sentence of a fact that shares most words
/// with the question. The gullible one does what any text it is shown tells it to. The inventive one makes things up.
/// </summary>
internal sealed partial record ScriptedModel(string Name, Func<ShownData, string> Write)
{
    private const string NotThere = "NOT_IN_FACTS";
    private const int StemLetters = 5;
    private const int WordLettersMin = 4;

    public static readonly IReadOnlyList<ScriptedModel> Table =
    [
        new("sandbox-honest", Copy),
        new("sandbox-gullible", data => Obey(data) ?? Copy(data)),
        new("sandbox-inventive", data => "You get a refund of $999 within 99 days, no questions asked [1]. " + Copy(data)),
        new("sandbox-talkative", data => "Great question! " + Copy(data) + " Is there anything else I can do for you?"),
        new("sandbox-careless", data => CitationOf().Replace(Copy(data), "")),
    ];

    public static ScriptedModel? Find(string? name) => Table.FirstOrDefault(model => model.Name == name);

    /// <param name="messages">The texts in their order; the last one is the data.</param>
    public string Answer(string[] messages)
    {
        try
        {
            return Write(ShownData.Of(JsonDocument.Parse(messages[^1]).RootElement));
        }
        catch (Exception wrong) when (wrong is JsonException or KeyNotFoundException or InvalidOperationException
            or IndexOutOfRangeException)
        {
            return NotThere;
        }
    }

    private static string Copy(ShownData data)
    {
        var asked = StemsOf(data.Question);
        var best = data.Facts
            .SelectMany(fact => SentenceEnd().Split(fact.Text).Select(sentence => (
                fact.Number, Sentence: sentence.Trim(), Shared: StemsOf(sentence).Intersect(asked).Count())))
            .Where(one => one.Sentence.Length > 0)
            .DefaultIfEmpty((Number: 0, Sentence: "", Shared: 0))
            .MaxBy(one => one.Shared);
        return best.Shared == 0 ? NotThere : $"{best.Sentence} [{best.Number}]";
    }

    /// <summary>Says what stands in quotation marks wherever a text asks for it, with a fact's number to look honest.</summary>
    private static string? Obey(ShownData data)
    {
        var told = data.Facts.Select(fact => fact.Title + " " + fact.Text).Concat(data.Earlier).Append(data.Question)
            .SelectMany(text => Quoted().Matches(text))
            .Select(match => match.Groups["said"].Value)
            .ToList();
        return told.Count == 0 ? null : string.Join(' ', told.Select(said => $"{said} [1]"));
    }

    private static HashSet<string> StemsOf(string text) =>
    [
        .. Word().Matches(text.ToLowerInvariant()).Select(match => match.Value)
            .Where(word => word.Length >= WordLettersMin)
            .Select(word => word[..Math.Min(StemLetters, word.Length)]),
    ];

    [GeneratedRegex(@"[\p{L}\p{N}]+")]
    private static partial Regex Word();

    [GeneratedRegex(@"(?<=[.!?])\s+|\n+")]
    private static partial Regex SentenceEnd();

    [GeneratedRegex("[\"“„«'‘](?<said>[^\"”“»'’]{4,300})[\"”“»'’]")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"\s?\[\d+\]")]
    private static partial Regex CitationOf();
}

/// <summary>What the gateway shows a model.</summary>
internal sealed record ShownData(
    IReadOnlyList<(int Number, string Title, string Text)> Facts, IReadOnlyList<string> Earlier, string Question)
{
    public static ShownData Of(JsonElement data) => new(
        [
            .. data.GetProperty("facts").EnumerateArray().Select(fact => (
                fact.GetProperty("number").GetInt32(), fact.GetProperty("title").GetString()!,
                fact.GetProperty("text").GetString()!)),
        ],
        [
            .. data.GetProperty("earlier").EnumerateArray().SelectMany(turn => new[]
            {
                turn.GetProperty("customer").GetString()!, turn.GetProperty("shop").GetString()!,
            }),
        ],
        data.GetProperty("question").GetString()!);
}
