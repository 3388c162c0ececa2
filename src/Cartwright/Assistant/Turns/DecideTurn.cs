using Cartwright.Lookup;

namespace Cartwright.Assistant.Turns;

/// <summary>Decides what to do with a message: pure. It reads no clock, asks no model and keeps nothing.</summary>
public static class DecideTurn
{
    private const int ShortWordsMax = 4;
    private const int QuestionWordsMin = 3;
    private const int SignedWordsMax = 2;
    private const int SmallNumberDigitsMax = 2;

    private const Signals OfAnOrder = Signals.Whereabouts | Signals.Theirs | Signals.Trouble | Signals.Missing
        | Signals.Change;

    public static Turn From(string message, ConversationState state)
    {
        var words = MessageWords.Of(message);
        var (signals, talk) = Heard(words, state);
        var reading = MessageReading.Of(words.Plain, state, signals.HasFlag(Signals.Corrects));
        var intent = OrderIntent.ReasonIn(signals);
        if (signals.HasFlag(Signals.Person) || IsCallWanted(signals))
        {
            return new Turn.OfferPerson("asks for a person");
        }

        if (Named(words, reading, signals, state) is { } reference)
        {
            return reference == state.Pending && state.AwaitingVerification && reading.Details.IsEmpty
                ? Ask(state, "repeats the number of the order whose details were asked for")
                : new Turn.LookUp(reference, reading.Details, "names an order");
        }

        if (state.Pending is { } pending && !reading.Details.IsEmpty)
        {
            return new Turn.LookUp(pending, reading.Details, "gives details of the order that was asked for");
        }

        if (state is { AwaitingOrderNumber: true, Pending: { } failed }
            && (intent is not null || signals.HasFlag(Signals.Again)))
        {
            return new Turn.LookUp(failed, ShopperDetails.None, "asks again for an order that could not be looked up");
        }

        if (intent is not null)
        {
            return Ask(state, intent);
        }

        if (talk is { } kind && (kind != SmallTalkKind.Nod || !IsAwaiting(state)))
        {
            return new Turn.SmallTalk(kind, "says nothing that needs an answer");
        }

        return WithoutIntent(words, reading, signals, state);
    }

    private static Turn WithoutIntent(
        MessageWords words, MessageReading reading, Signals signals, ConversationState state)
    {
        var isGeneral = (signals & (Signals.General | Signals.Condition | Signals.Purchase)) != 0;
        if (reading.Details.Email is not null && !isGeneral)
        {
            return Ask(state, "gives an e-mail, and no order is known");
        }

        if (signals.HasFlag(Signals.Trouble) && !isGeneral && !words.IsQuestion)
        {
            return Ask(state, "complains of something");
        }

        if (!IsAwaiting(state))
        {
            return new Turn.Question("is about no order of theirs");
        }

        return (signals & (Signals.Lacks | Signals.AskedFor)) != 0
            ? Ask(state, "has not got what was asked for, or asks what it is")
            : isGeneral || (words.IsQuestion && words.Words.Count >= QuestionWordsMin)
                ? new Turn.Question("changes the subject")
                : Ask(state, "does not give what was asked for");
    }

    /// <summary>Asks for what is missing, unless that was asked often enough.</summary>
    private static Turn Ask(ConversationState state, string reason) => state switch
    {
        { IsAskedOut: true } => new Turn.OfferPerson($"{reason}, and asking has not helped"),
        { AwaitingVerification: true, Pending: { } pending } => new Turn.AskForDetails(pending, reason),
        _ => new Turn.AskForNumber(reason),
    };

    /// <summary>'Does the driver call me?' is a question of the shop's ways.</summary>
    private static bool IsCallWanted(Signals signals) =>
        signals.HasFlag(Signals.CallBack) && (signals & (Signals.General | Signals.Condition)) == 0;

    private static bool IsAwaiting(ConversationState state) => state.AwaitingOrderNumber || state.AwaitingVerification;

    /// <summary>The order that the message names, if what looks like its number is one.</summary>
    private static OrderReference? Named(
        MessageWords words, MessageReading reading, Signals signals, ConversationState state)
    {
        if (reading.Reference is not { } reference)
        {
            return null;
        }

        var isSpecific = (signals & (Signals.General | Signals.Purchase)) == 0;
        var isShort = words.Words.Count <= ShortWordsMax && isSpecific;
        var isOfAnOrder = (signals & OfAnOrder) != 0 && OrderIntent.ReasonIn(signals) is not null;
        var isSmall = reference.Text.Length <= SmallNumberDigitsMax;
        var isMeant = reading.Form switch
        {
            // 'You are my #1' praises.
            ReferenceForm.Signed => !isSmall || words.Words.Count <= SignedWordsMax || isOfAnOrder,
            // 'Can I order 20 of them' buys.
            ReferenceForm.Named => !signals.HasFlag(Signals.Purchase) && (!isSmall || isShort || isOfAnOrder),
            // While details are awaited a number by itself is a postcode, unless it is the order's own once more.
            ReferenceForm.Pointed or ReferenceForm.Bare when state.AwaitingVerification => reference == state.Pending,
            ReferenceForm.Pointed when isSpecific => true,
            // Who writes an e-mail beside a number wants that order.
            ReferenceForm.Pointed or ReferenceForm.Bare when isSpecific && reading.Details.Email is not null => true,
            ReferenceForm.Pointed or ReferenceForm.Bare => isShort || (signals & OfAnOrder) != 0
                || (state.AwaitingOrderNumber && !signals.HasFlag(Signals.General)),
        };
        return isMeant ? reference : null;
    }

    /// <summary>
    /// What the message shows in its language. When it is too short to tell its language, the conversation's is tried
    /// first and then every other.
    /// </summary>
    private static (Signals Signals, SmallTalkKind? Talk) Heard(MessageWords words, ConversationState state)
    {
        IEnumerable<ChatLanguage> languages = ChatLanguages.Told(words) is { } told
            ? [told]
            : [state.Language, .. Enum.GetValues<ChatLanguage>().Where(language => language != state.Language)];
        var places = new WordPlaces(words.Words);
        foreach (var table in languages.Select(TurnWords.Of))
        {
            if ((table.SignalsIn(places), table.SmallTalkIn(words.Words)) is var heard
                && heard is not (Signals.None, null))
            {
                return heard;
            }
        }

        return (Signals.None, null);
    }
}
