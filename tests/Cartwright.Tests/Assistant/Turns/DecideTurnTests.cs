using System.Numerics;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Cartwright.Assistant.Turns;
using Cartwright.Lookup;

namespace Cartwright.Tests.Assistant.Turns;

/// <summary>
/// The tables are messages.tsv, written before the code, held-out.tsv, written after it, and paraphrases.tsv, which
/// says the same in other words.
/// </summary>
public sealed class DecideTurnTests
{
    private const int MessagesMin = 200;
    private const int MessagesOfALanguageMin = 35;
    private static readonly OrderReference Pending = new("1001");

    [Theory]
    [InlineData("messages.tsv")]
    [InlineData("held-out.tsv")]
    [InlineData("paraphrases.tsv")]
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
        foreach (var part in new[]
        {
            "a@", "+1 ", "1 ", "(1", "zip ", "my order my ", "\ud800", "e\u0301", "", "order order order ", "order",
            "a@a.a.a.a", "1 1 1 1 ", "+1 (1) 1-1 ", "my my my ", "où est ma commande ", "tel::::", "plz....", "#1-",
            "1,", "A1A 1A", "want to order ", "not not ", "12 rue a ", "jan jan ", "still no still ",
        })
        {
            var message = string.Concat(Enumerable.Repeat(part, 4_000));
            DecideTurn.From(message, ConversationState.Start).ShouldNotBeOfType<Turn.LookUp>(part);
        }
    }

    /// <summary>
    /// A pattern whose repeats all have an upper bound takes a bounded number of steps for each letter, whatever is
    /// written: no clock is asked.
    /// </summary>
    [Theory]
    [InlineData(typeof(MessageReading))]
    [InlineData(typeof(OrderReference))]
    public void Pattern_that_reads_a_message_has_no_repeat_without_an_upper_bound(Type type)
    {
        var patterns = type.GetMethods(BindingFlags.NonPublic | BindingFlags.Static)
            .Where(method => method.ReturnType == typeof(Regex) && method.GetParameters().Length == 0)
            .Select(method => $"{method.Invoke(null, null)}")
            .ToArray();
        patterns.Length.ShouldBeGreaterThan(5);
        foreach (var pattern in patterns)
        {
            var withoutLetters = Regex.Replace(Regex.Replace(pattern, @"\\.", "x"), @"\[[^\]]*\]", "x");
            withoutLetters.ShouldNotMatch(@"[*+]|\{\d+,\}", pattern);
        }
    }

    [Fact]
    public void Word_that_is_repeated_is_compared_with_a_table_once()
    {
        var places = new WordPlaces([.. Enumerable.Repeat("order", 300)]);
        var compared = 0;
        places.Of(['o', 'x'], _ => ++compared > 0).ShouldBe((BigInteger.One << 300) - 1);
        compared.ShouldBe(1);
    }

    [Theory]
    [InlineData("1002 ada@example.com", "1002")]
    [InlineData("not 1001, 1002", "1002")]
    [InlineData("0170 1234567 ada@example.com", "1001")]
    [InlineData("8001 Zürich, ada@example.com", "1001")]
    public void Other_number_beside_the_details_that_were_asked_for_is_the_order_that_is_meant(
        string message, string order)
    {
        var awaiting = ConversationState.Start.AfterAskForDetails(Pending);
        DecideTurn.From(message, awaiting).ShouldBeOfType<Turn.LookUp>().Reference.Text.ShouldBe(order);
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
