using System.Runtime.CompilerServices;
using Cartwright.Assistant.Turns;
using Cartwright.Lookup;

namespace Cartwright.Tests.Assistant.Turns;

/// <summary>The tables are messages.tsv, written before the code, and held-out.tsv, written after it.</summary>
public sealed class DecideTurnTests
{
    private const int MessagesMin = 200;
    private const int MessagesOfALanguageMin = 35;
    private static readonly OrderReference Pending = new("1001");

    [Theory]
    [InlineData("messages.tsv")]
    [InlineData("held-out.tsv")]
    public void Message_of_the_table_becomes_the_turn_that_is_written_there(string table)
    {
        var rows = TurnTable.Read(table);
        var wrong = rows
            .Select(row => (Row: row, Turn: Shown(DecideTurn.From(row.Message, StateOf(row)))))
            .Where(one => one.Turn != one.Row.Expected)
            .Select(one => $"{one.Row.Language} {one.Row.State} \"{one.Row.Message}\": "
                + $"wanted {one.Row.Expected}, got {one.Turn}")
            .ToArray();
        wrong.ShouldBeEmpty($"{rows.Count - wrong.Length} of {rows.Count} are right.");
    }

    [Fact]
    public void Table_holds_enough_messages_of_every_language()
    {
        var rows = TurnTable.Read("messages.tsv");
        rows.Count.ShouldBeGreaterThanOrEqualTo(MessagesMin);
        foreach (var language in Enum.GetValues<ChatLanguage>())
        {
            rows.Count(row => row.Language == language).ShouldBeGreaterThanOrEqualTo(MessagesOfALanguageMin);
        }
    }

    [Fact]
    public void Hostile_text_is_read_in_a_moment_and_looks_nothing_up()
    {
        foreach (var part in new[] { "a@", "+1 ", "1 ", "(1", "zip ", "my order my ", "\ud800", "e\u0301", "" })
        {
            var message = string.Concat(Enumerable.Repeat(part, 4_000));
            DecideTurn.From(message, ConversationState.Start).ShouldNotBeOfType<Turn.LookUp>(part);
        }
    }

    [Fact]
    public void Details_are_not_written_out()
    {
        var turn = DecideTurn.From("order 1001, anna@example.com", ConversationState.Start);
        $"{turn}".ShouldNotContain("anna");
    }

    internal static ConversationState StateOf(TurnRow row)
    {
        var start = ConversationState.Start with { Language = row.Language };
        return row.State switch
        {
            "start" => start,
            "number" => start.AfterAsk(),
            "number3" => start.AfterAsk().AfterAsk().AfterAsk(),
            "details" => start.AfterLookUp(Pending, new LookupOutcome.NotVerified(WasAsked: false, null)),
            "pending" => start.AfterLookUp(Pending, new LookupOutcome.Unavailable("")),
            "missed" => start.AfterLookUp(Pending, new LookupOutcome.NotFound(MayBeTooOld: false)),
            _ => throw new InvalidOperationException($"No state is called {row.State}."),
        };
    }

    private static string Shown(Turn turn) => turn switch
    {
        Turn.AskForNumber => "ask",
        Turn.OfferPerson => "person",
        Turn.LookUp found => TurnRow.Show("lookup", found.Reference.Text, Shown(found.Details)),
        Turn.AskForDetails asked => TurnRow.Show("details", asked.Reference.Text, ""),
        Turn.Question => "question",
        Turn.SmallTalk => "smalltalk",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static string Shown(ShopperDetails details) => string.Join(
        ";",
        new[] { ("email", details.Email), ("phone", details.Phone), ("postcode", details.Postcode) }
            .Where(one => one.Item2 is not null)
            .Select(one => $"{one.Item1}={one.Item2}"));
}

/// <summary>One line of a table.</summary>
internal sealed record TurnRow(ChatLanguage Language, string State, string Message, string Expected)
{
    public static string Show(string turn, string reference, string details) => $"{turn} {reference} {details}".Trim();
}

internal static class TurnTable
{
    public static IReadOnlyList<TurnRow> Read(string name, [CallerFilePath] string test = "") =>
    [
        .. File.ReadLines(Path.Combine(Path.GetDirectoryName(test)!, name))
            .Skip(1)
            .Where(line => line.Length > 0 && (line[0] != '#' || line.Contains('\t', StringComparison.Ordinal)))
            .Select(line => line.Split('\t'))
            .Select(cells => new TurnRow(
                LanguageOf(cells[0]), cells[1], cells[5], TurnRow.Show(cells[2], cells[3], cells[4]))),
    ];

    private static ChatLanguage LanguageOf(string code) => code switch
    {
        "en" => ChatLanguage.English,
        "de" => ChatLanguage.German,
        "fr" => ChatLanguage.French,
        "es" => ChatLanguage.Spanish,
        "pt" => ChatLanguage.Portuguese,
        _ => throw new InvalidOperationException($"No language has the code {code}."),
    };
}
