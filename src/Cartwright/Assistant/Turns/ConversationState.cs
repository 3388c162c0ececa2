using System.Diagnostics;
using Cartwright.Lookup;

namespace Cartwright.Assistant.Turns;

/// <summary>What a conversation remembers between two messages. It holds no detail of a shopper's.</summary>
/// <param name="AwaitingOrderNumber">A bare number is an order's.</param>
/// <param name="OrderAskRetries">How many times the number, or a detail, was asked for in a row.</param>
/// <param name="AwaitingVerification">A bare number is a postcode or a telephone.</param>
/// <param name="Pending">
/// The order that was last asked for and not shown. A detail that comes without a number is for it.
/// </param>
public sealed record ConversationState(
    bool AwaitingOrderNumber, int OrderAskRetries, bool AwaitingVerification, OrderReference? Pending,
    ChatLanguage Language)
{
    /// <summary>After as many fruitless asks a person is offered.</summary>
    public const int AsksMax = 3;

    public static readonly ConversationState Start = new(false, 0, false, null, ChatLanguage.English);

    /// <summary>Whether another ask would be one too many.</summary>
    public bool IsAskedOut => OrderAskRetries >= AsksMax;

    /// <summary>The language of a message is kept for the next one, which may be too short to tell.</summary>
    public ConversationState AfterHearing(string message) =>
        this with { Language = ChatLanguages.Of(message, Language) };

    /// <summary>What the turn itself changes; a lookup changes the state by its outcome.</summary>
    public ConversationState AfterTurn(Turn turn) => turn switch
    {
        Turn.AskForNumber => AfterAsk(),
        Turn.AskForDetails asked => AfterAskForDetails(asked.Reference),
        Turn.LookUp or Turn.OfferPerson or Turn.Question or Turn.SmallTalk => this,
        _ => throw new UnreachableException(),
    };

    public ConversationState AfterAsk() => this with
    {
        AwaitingOrderNumber = true,
        AwaitingVerification = false,
        OrderAskRetries = Math.Min(OrderAskRetries + 1, AsksMax),
    };

    public ConversationState AfterAskForDetails(OrderReference reference) => this with
    {
        AwaitingOrderNumber = false,
        AwaitingVerification = true,
        OrderAskRetries = AwaitingVerification ? Math.Min(OrderAskRetries + 1, AsksMax) : 1,
        Pending = reference,
    };

    public ConversationState AfterLookUp(OrderReference reference, LookupOutcome outcome) => outcome switch
    {
        LookupOutcome.Found => Cleared,
        // The two are one to a shopper. If the state told them apart, so would the answer to the next message, and a
        // stranger would learn which orders are there. So both end the asking, and both remember the order: who has
        // mistyped an e-mail sends only the e-mail again.
        LookupOutcome.NotFound or LookupOutcome.NotVerified { WasAsked: true } =>
            Cleared with { Pending = reference },
        LookupOutcome.NotVerified => AfterAskForDetails(reference),
        LookupOutcome.ShopDegraded or LookupOutcome.Throttled or LookupOutcome.Unavailable =>
            AwaitingVerification && Pending == reference
                ? this
                : this with { AwaitingOrderNumber = true, AwaitingVerification = false, Pending = reference },
        _ => throw new UnreachableException(),
    };

    private ConversationState Cleared => Start with { Language = Language };
}
