using Cartwright.Lookup;

namespace Cartwright.Assistant.Turns;

/// <summary>What the assistant does with one message. The reason is for logs and tests, never for a shopper.</summary>
public abstract record Turn
{
    private Turn() { }

    public abstract string Reason { get; init; }

    /// <summary>The shopper means an order of theirs and has not said which.</summary>
    public sealed record AskForNumber(string Reason) : Turn;

    /// <summary>Asking has not helped, or the shopper wants a person.</summary>
    public sealed record OfferPerson(string Reason) : Turn;

    public sealed record LookUp(OrderReference Reference, ShopperDetails Details, string Reason) : Turn;

    /// <summary>The order is known; what shows that it is the shopper's was asked for and is still missing.</summary>
    public sealed record AskForDetails(OrderReference Reference, string Reason) : Turn;

    /// <summary>Answered from the shop's knowledge. What was asked for before stays asked for.</summary>
    public sealed record Question(string Reason) : Turn;

    public sealed record SmallTalk(SmallTalkKind Kind, string Reason) : Turn;
}

public enum SmallTalkKind
{
    Greeting,
    Thanks,
    Farewell,

    /// <summary>A word that agrees or fills in, such as <c>ok</c>: no answer to what was asked for.</summary>
    Nod,
}
