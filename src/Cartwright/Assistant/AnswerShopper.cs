using System.Diagnostics;
using Cartwright.Assistant.Conversations;
using Cartwright.Assistant.Knowledge;
using Cartwright.Assistant.Model;
using Cartwright.Assistant.Replies;
using Cartwright.Assistant.Turns;
using Cartwright.Journal;
using Cartwright.Lookup;
using Cartwright.Shops;
using Microsoft.Extensions.Options;

namespace Cartwright.Assistant;

/// <param name="SessionId">Of a conversation that the caller has shown to be its own; null to begin one.</param>
/// <param name="Customer">The signed-in customer's id, as Shopify signed it; null when nobody is.</param>
/// <param name="Address">The shopper's network address; null when it is not known.</param>
/// <param name="AcceptLanguage">The browser's, for a first message that is too short to tell its language.</param>
/// <param name="MessageId">The message's own, which a repeat is known by; null when it has none.</param>
/// <param name="Caller">What the message came through: a widget's key, an account, the proxy.</param>
public sealed record ChatRequest(
    ShopDomain Shop, string? SessionId, string Message, string? Customer, string? Address, string? AcceptLanguage,
    string? MessageId = null, string? Caller = null);

/// <summary>What came of a shopper's message.</summary>
public abstract record ChatOutcome
{
    private ChatOutcome() { }

    /// <param name="Intent">What the message was taken for: see <see cref="ChatIntents"/>.</param>
    /// <param name="Lookup">Null when no order was looked up.</param>
    /// <param name="Language">Of the reply.</param>
    public sealed record Replied(
        string SessionId, string Reply, string Intent, ChatLookup? Lookup, IReadOnlyList<ChatSource> Sources,
        ChatLanguage Language) : ChatOutcome;

    /// <summary>Too long, or one of too many; nothing was kept of it.</summary>
    /// <param name="Reply">A sentence for the shopper.</param>
    public sealed record Limited(bool IsTooLong, string Reply, ChatLanguage Language) : ChatOutcome;

    /// <summary>The message's id came with another message before; nothing was kept of this one.</summary>
    public sealed record MessageIdTaken : ChatOutcome;

    /// <summary>A first message was answered a while ago, or its conversation went on: its id opens nothing.</summary>
    public sealed record FirstMessageSpent : ChatOutcome;

    /// <summary>The conversation is not there, another shop's, or another customer's.</summary>
    public sealed record NoSuchSession : ChatOutcome;
}

/// <param name="Code">As the lookup's: <c>FOUND</c>, <c>NOT_FOUND</c>, <c>VERIFICATION_NEEDED</c> or <c>UNAVAILABLE</c>.</param>
/// <param name="Order">Null unless it was found.</param>
public sealed record ChatLookup(string Code, OrderView? Order);

/// <summary>Where a quoted passage stands.</summary>
public sealed record ChatSource(string Title, string Source, string Heading);

/// <summary>What is heard of an answer before it is kept and given.</summary>
public abstract record ChatNews
{
    private ChatNews() { }

    /// <summary>Heard before all else: the conversation in which the answer is looked for again, should it be lost.</summary>
    public sealed record Begun(string SessionId) : ChatNews;

    /// <summary>What is being done, in the shopper's language.</summary>
    public sealed record Doing(string Text) : ChatNews;

    /// <summary>A piece of the reply as it is written; the reply may still become another one.</summary>
    public sealed record Draft(string Text) : ChatNews;
}

/// <summary>What a message can be taken for.</summary>
public static class ChatIntents
{
    public const string AskOrderNumber = "ask_order_number";
    public const string AskOrderDetails = "ask_order_details";
    public const string OrderLookup = "order_lookup";
    public const string Question = "question";
    public const string SmallTalk = "small_talk";
    public const string Person = "person";
}

/// <summary>
/// Answers one message of a shopper: asks for an order's number, looks the order up, or quotes the shop's knowledge.
/// The answer is kept with the conversation's new state before it is given. Two messages of one conversation are
/// answered one after the other: in a process by their turn, across nodes by the conversation's version.
/// </summary>
public sealed class AnswerShopper(
    ConversationStore conversations,
    LookUpForShopper lookup,
    SearchKnowledge knowledge,
    AnswerFromPassages model,
    ChatLimits limits,
    NamedLocks turns,
    IIdSource ids,
    IOptions<AssistantOptions> options,
    TimeProvider clock)
{
    private const int PassagesMax = 5;
    private const int EarlierTurnsMax = 3;
    private const int TriesMax = 5;

    /// <param name="tell">Hears what is being done, and what is written.</param>
    /// <exception cref="JournalUnavailableException">The conversation can't be read or kept now.</exception>
    public async Task<ChatOutcome> HandleAsync(
        ChatRequest request, Func<ChatNews, ValueTask> tell, CancellationToken cancellationToken)
    {
        var language = ChatLanguages.Of(request.Message, null, request.AcceptLanguage);
        if (!limits.TryTake(request.Shop.Value, request.SessionId, request.Address))
        {
            return new ChatOutcome.Limited(IsTooLong: false, ComposeReply.TooMany(language), language);
        }

        if (request.Message.Length > options.Value.MessageCharactersMax)
        {
            return new ChatOutcome.Limited(IsTooLong: true, ComposeReply.TooLong(language), language);
        }

        var message = MaskCards.In(Kept(request.Message));
        var id = request.SessionId ?? RepeatedMessages.SessionOf(request) ?? ids.Next("chat");
        await using var turn = await turns.TakeAsync(id, cancellationToken);
        var isBegun = false;
        Answer? answer = null;
        for (var number = 1; number <= TriesMax; number++)
        {
            var standing = await StandingAsync(id, number, request, cancellationToken);
            if (standing is null && answer is not null)
            {
                // It was erased while this was answered: the shopper has the answer, and nothing is kept of it.
                return answer.Replied;
            }

            // A browser that people share keeps one session: what a signed-in customer said is not the next one's, and
            // not a guest's after the customer has signed out.
            if (standing is null || standing.Shop != request.Shop
                || (standing.Customer is { } before && request.Customer != before))
            {
                return new ChatOutcome.NoSuchSession();
            }

            if (RepeatedMessages.Find(standing, message, request, clock.GetUtcNow()) is { } answered)
            {
                Uncount(answer);
                return answered;
            }

            // Another node's turn that leaves the state as it was leaves this answer right.
            if (answer?.Heard != standing.State)
            {
                Uncount(answer);
                var isAnew = answer is not null;
                answer = await AnswerAsync(
                    standing, message, request, news => TellAsync(news, isAnew), cancellationToken);
            }

            if (await KeepAsync(standing, message, request, answer, cancellationToken))
            {
                return answer.Replied;
            }
        }

        throw new JournalUnavailableException(
            "Other nodes answer messages of this conversation all the time.", mayBeWritten: false);

        async ValueTask TellAsync(ChatNews news, bool isAnew)
        {
            if (!isBegun)
            {
                isBegun = true;
                await tell(new ChatNews.Begun(id));
            }

            // The shopper has the first answer's drafts: another's would stand behind them. The reply has the last word.
            if (!isAnew || news is not ChatNews.Draft)
            {
                await tell(news);
            }
        }
    }

    /// <param name="Heard">The conversation's state that it was decided by.</param>
    /// <param name="Order">The id at the shop of the order that is shown; null for none.</param>
    /// <param name="Counted">The lookup that counts as a try; null for none.</param>
    private sealed record Answer(
        ConversationState Heard, ConversationState Next, ChatOutcome.Replied Replied, string? Order = null,
        ShopperLookup? Counted = null);

    /// <summary>One message is one try, however often it is answered.</summary>
    private void Uncount(Answer? dropped)
    {
        if (dropped?.Counted is { } counted)
        {
            lookup.Uncount(counted);
        }
    }

    private ValueTask<bool> KeepAsync(
        Conversation standing, string message, ChatRequest request, Answer answer, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        return conversations.TryKeepAsync(
            standing with
            {
                // Who signs in meanwhile is known from then on.
                Customer = request.Customer,
                State = answer.Next,
                Turns = standing.Turns + 1,
                LastAt = now,
                LastMessage = RepeatedMessages.Kept(standing, message, request, answer.Replied, now),
            },
            new(message, answer.Replied.Reply, answer.Replied.Intent, now, answer.Order), cancellationToken);
    }

    /// <summary>Without what no text column holds and no shopper types.</summary>
    private static string Kept(string message) => message.Any(IsNoText)
        ? string.Concat(message.Where(letter => !IsNoText(letter)))
        : message;

    private static bool IsNoText(char letter) => char.IsControl(letter) && letter is not ('\n' or '\r' or '\t');

    /// <summary>Null for a conversation that is not there: one that was begun and is not found was erased.</summary>
    private async ValueTask<Conversation?> StandingAsync(
        string id, int number, ChatRequest request, CancellationToken cancellationToken) =>
        (request.SessionId is null && RepeatedMessages.SessionOf(request) is null
            ? null
            : await conversations.FindAsync(id, cancellationToken))
        // Whose first answer broke off has heard of a conversation that may not have been kept.
        ?? (number == 1 && (request.SessionId is null || request.SessionId == RepeatedMessages.SessionOf(request))
            ? Begin(id, request)
            : null);

    private Conversation Begin(string id, ChatRequest request) => new(
        id, request.Shop, request.Customer,
        ConversationState.Start with { Language = ChatLanguages.Of(request.Message, null, request.AcceptLanguage) },
        Turns: 0, clock.GetUtcNow(), clock.GetUtcNow());

    private async Task<Answer> AnswerAsync(
        Conversation standing, string message, ChatRequest request, Func<ChatNews, ValueTask> tell,
        CancellationToken cancellationToken)
    {
        var heard = standing.State.AfterHearing(message);
        var decided = DecideTurn.From(message, heard);
        var answer = decided switch
        {
            Turn.LookUp asked => await LookUpAsync(standing.Id, heard, asked, request, tell, cancellationToken),
            Turn.Question => new(heard, heard, await InformAsync(standing, message, heard, tell, cancellationToken)),
            _ => new Answer(heard, heard.AfterTurn(decided), Say(standing.Id, decided, heard)),
        };
        return answer with { Heard = standing.State };
    }

    private ChatOutcome.Replied Say(string id, Turn decided, ConversationState heard)
    {
        var (intent, reply) = decided switch
        {
            Turn.AskForNumber => (
                ChatIntents.AskOrderNumber, ComposeReply.AskForNumber(heard.OrderAskRetries, heard.Language)),
            Turn.AskForDetails asked => (
                ChatIntents.AskOrderDetails, ComposeReply.AskForDetails(asked.Reference, heard.Language)),
            Turn.OfferPerson => (ChatIntents.Person, ComposeReply.Person(options.Value.Contact, heard.Language)),
            Turn.SmallTalk talk => (ChatIntents.SmallTalk, ComposeReply.SmallTalk(talk.Kind, heard.Language)),
            Turn.LookUp or Turn.Question => throw new UnreachableException(),
            _ => throw new UnreachableException(),
        };
        return new(id, reply, intent, null, [], heard.Language);
    }

    private async Task<Answer> LookUpAsync(
        string id, ConversationState heard, Turn.LookUp asked, ChatRequest request, Func<ChatNews, ValueTask> tell,
        CancellationToken cancellationToken)
    {
        await tell(new ChatNews.Doing(ComposeReply.LookingUp(asked.Reference, heard.Language)));
        var shopper = new ShopperLookup(
            new(request.Shop, asked.Reference, asked.Details.ToProof(request.Customer)), id, request.Address);
        var answer = await lookup.HandleAsync(shopper, cancellationToken);
        var (outcome, code) = (answer.Report.Outcome, answer.Report.Words.Code);
        var reply = ComposeReply.Of(
            outcome, asked.Reference, answer.Report.MayBeTooOld, answer.IsPersonOffered, options.Value.Contact,
            heard.Language);
        return new(
            heard, heard.AfterLookUp(asked.Reference, outcome),
            new(
                id, reply, ChatIntents.OrderLookup,
                new(
                    // A browser is told no more than its shopper.
                    code is "SHOP_DEGRADED" or "THROTTLED" ? "UNAVAILABLE" : code,
                    outcome is LookupOutcome.Found found ? OrderView.Of(found.Order, found.IsWhole) : null),
                [], heard.Language),
            (outcome as LookupOutcome.Found)?.Order.Id,
            answer.IsCounted ? shopper : null);
    }

    /// <summary>In the model's words, if one is set and they stand in the passages; else in the passages' own.</summary>
    private async Task<ChatOutcome.Replied> InformAsync(
        Conversation standing, string message, ConversationState heard, Func<ChatNews, ValueTask> tell,
        CancellationToken cancellationToken)
    {
        await tell(new ChatNews.Doing(ComposeReply.Searching(heard.Language)));
        var passages = await knowledge.HandleAsync(standing.Shop, message, PassagesMax, cancellationToken);
        var best = BestAnswer.Of(message, passages);
        if (model.IsOn)
        {
            IReadOnlyList<ConversationTurn> earlier = standing.Turns == 0
                ? []
                : await conversations.LatestAsync(standing.Id, EarlierTurnsMax, cancellationToken);
            switch (await model.HandleAsync(
                standing.Shop, new(message, heard.Language, passages, earlier),
                piece => tell(new ChatNews.Draft(piece)), cancellationToken))
            {
                case ModelAnswer.Written written:
                    return new(
                        standing.Id, written.Text, ChatIntents.Question, null, [.. written.Sources.Select(SourceOf)],
                        heard.Language);
                case ModelAnswer.NothingFits:
                    best = new BestAnswer.Nothing();
                    break;
                case ModelAnswer.None:
                    break;
                default:
                    throw new UnreachableException();
            }
        }

        return new(
            standing.Id, ComposeReply.Of(best, heard.Language), ChatIntents.Question, null,
            best is BestAnswer.Quote { Passage: var quoted } ? [SourceOf(quoted)] : [], heard.Language);
    }

    private static ChatSource SourceOf(PassageFound passage) => new(passage.Title, passage.Source, passage.Heading);
}
