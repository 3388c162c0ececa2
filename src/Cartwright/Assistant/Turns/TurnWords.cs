using System.Collections.Frozen;

namespace Cartwright.Assistant.Turns;

/// <summary>What a message shows, each by one table of words.</summary>
[Flags]
internal enum Signals
{
    None = 0,
    Whereabouts = 1 << 0,
    Theirs = 1 << 1,
    Trouble = 1 << 2,
    Missing = 1 << 3,
    Change = 1 << 4,
    General = 1 << 5,
    Condition = 1 << 6,
    Purchase = 1 << 7,
    Person = 1 << 8,
    Lacks = 1 << 9,
    AskedFor = 1 << 10,
    Again = 1 << 11,

    /// <summary>How a parcel is followed; also a subject of a shop's rules.</summary>
    Tracking = 1 << 12,

    /// <summary>What came is not what was ordered.</summary>
    Mistake = 1 << 13,

    /// <summary>Wants to be telephoned.</summary>
    CallBack = 1 << 14,

    /// <summary>Takes back what was said before.</summary>
    Corrects = 1 << 15,

    /// <summary>Something came.</summary>
    Arrived = 1 << 16,
}

/// <summary>One language's tables. The lines are written as <see cref="Phrase"/> says.</summary>
internal sealed class TurnWords
{
    private static readonly FrozenDictionary<ChatLanguage, TurnWords> All =
        new Dictionary<ChatLanguage, TurnWords>
        {
            [ChatLanguage.English] = EnglishWords.Table,
            [ChatLanguage.German] = GermanWords.Table,
            [ChatLanguage.French] = FrenchWords.Table,
            [ChatLanguage.Spanish] = SpanishWords.Table,
            [ChatLanguage.Portuguese] = PortugueseWords.Table,
        }.ToFrozenDictionary();

    private static readonly FrozenSet<string> Known = All.Values
        .SelectMany(table => table.Frequent.Concat(table.Phrases.SelectMany(phrase => phrase.Words)))
        .ToFrozenSet();

    private readonly (Signals Signal, Phrase[] Phrases)[] signals = [];
    private readonly (SmallTalkKind Kind, Phrase[] Phrases)[] talks = [];

    /// <summary>Words that are in nearly every sentence of the language, and few of its neighbours'.</summary>
    public required string FrequentWords
    {
        init => Frequent = MessageWords.Split(value).ToFrozenSet();
    }

    /// <summary>Letters that tell the language.</summary>
    public required string Letters { get; init; }

    public required (Signals Signal, string[] Lines)[] Lines
    {
        init => signals = [.. value.Select(one => (one.Signal, one.Lines.SelectMany(Phrase.Read).ToArray()))];
    }

    public required (SmallTalkKind Kind, string[] Lines)[] SmallTalk
    {
        init => talks = [.. value.Select(one => (one.Kind, one.Lines.SelectMany(Phrase.Read).ToArray()))];
    }

    public FrozenSet<string> Frequent { get; private init; } = [];

    private IEnumerable<Phrase> Phrases =>
        signals.SelectMany(one => one.Phrases).Concat(talks.SelectMany(one => one.Phrases));

    public static TurnWords Of(ChatLanguage language) => All[language];

    public Signals SignalsIn(WordPlaces words)
    {
        var found = Signals.None;
        foreach (var (signal, lines) in signals)
        {
            if (Array.Exists(lines, line => line.IsIn(words, Known)))
            {
                found |= signal;
            }
        }

        return found;
    }

    /// <summary>The last kind of small talk, when the message is nothing else.</summary>
    public SmallTalkKind? SmallTalkIn(IReadOnlyList<string> words)
    {
        SmallTalkKind? last = null;
        for (var at = 0; at < words.Count;)
        {
            var (kind, length) = LongestAt(words, at);
            if (length == 0)
            {
                return null;
            }

            // Of "ok, thanks" the thanks are answered.
            last = kind is SmallTalkKind.Nod ? last ?? kind : kind;
            at += length;
        }

        return last;
    }

    private (SmallTalkKind Kind, int Length) LongestAt(IReadOnlyList<string> words, int at)
    {
        var longest = (Kind: SmallTalkKind.Nod, Length: 0);
        foreach (var (kind, lines) in talks)
        {
            foreach (var line in lines)
            {
                var length = line.LengthAt(words, at, Known);
                longest = length > longest.Length ? (kind, length) : longest;
            }
        }

        return longest;
    }
}
