using Cartwright.Assistant.Turns;

namespace Cartwright.Assistant.Replies;

/// <summary>
/// What the assistant says in one language. In braces stand the facts: {0} is the first. A sentence names no token, no
/// limit and no fault of a shop's.
/// </summary>
internal sealed record ReplyTexts
{
    public required string AskForNumber { get; init; }
    public required string AskForNumberAgain { get; init; }

    /// <summary>{0} the order's name.</summary>
    public required string AskForDetails { get; init; }
    public required string NotFound { get; init; }

    /// <summary>Behind the sentence before, when the app sees recent orders only.</summary>
    public required string OnlyRecent { get; init; }
    public required string Later { get; init; }
    public required string Person { get; init; }

    /// <summary>{0} how to reach one.</summary>
    public required string PersonAt { get; init; }
    public required string NothingFits { get; init; }

    /// <summary>{0} the text, {1} the document's title.</summary>
    public required string Quote { get; init; }
    public required string Greeting { get; init; }
    public required string Thanks { get; init; }
    public required string Farewell { get; init; }
    public required string Nod { get; init; }
    public required string TooLong { get; init; }
    public required string TooMany { get; init; }
    public required string Failed { get; init; }

    /// <summary>{0} the order's name.</summary>
    public required string LookingUp { get; init; }
    public required string Searching { get; init; }

    /// <summary>{0} the order's name, {1} the day it was placed.</summary>
    public required string Order { get; init; }

    /// <summary>{0} the day.</summary>
    public required string Cancelled { get; init; }

    /// <summary>By Shopify's word for how far the order is; another word is told by the shipments alone.</summary>
    public required IReadOnlyDictionary<string, string> Fulfillment { get; init; }

    /// <summary>{0} which of several.</summary>
    public required string Parcel { get; init; }

    /// <summary>By Shopify's word for where a parcel is; {0} is the day it was shipped.</summary>
    public required IReadOnlyDictionary<string, string> Shipment { get; init; }

    /// <summary>For any other word. {0} the day.</summary>
    public required string Shipped { get; init; }

    /// <summary>{0} the day.</summary>
    public required string Delivered { get; init; }

    /// <summary>{0} the day.</summary>
    public required string Expected { get; init; }

    /// <summary>{0} who ships it, {1} the number.</summary>
    public required string TrackingWith { get; init; }

    /// <summary>{0} the number.</summary>
    public required string Tracking { get; init; }

    /// <summary>{0} the amount with its currency, {1} the day.</summary>
    public required string Refunded { get; init; }

    /// <summary>{0} the amount with its currency.</summary>
    public required string RefundUnderWay { get; init; }

    public required IReadOnlyDictionary<string, string> Return { get; init; }
    public required string StatusOnly { get; init; }

    /// <summary>{0} the day of the month, {1} the month, {2} the year.</summary>
    public required string Date { get; init; }
    public required IReadOnlyList<string> Months { get; init; }

    public static ReplyTexts Of(ChatLanguage language) => language switch
    {
        ChatLanguage.English => EnglishReplies.Texts,
        ChatLanguage.German => GermanReplies.Texts,
        ChatLanguage.French => FrenchReplies.Texts,
        ChatLanguage.Spanish => SpanishReplies.Texts,
        ChatLanguage.Portuguese => PortugueseReplies.Texts,
    };
}
