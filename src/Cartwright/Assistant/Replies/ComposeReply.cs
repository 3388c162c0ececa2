using System.Collections.Frozen;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Cartwright.Assistant.Knowledge;
using Cartwright.Assistant.Turns;
using Cartwright.Lookup;

namespace Cartwright.Assistant.Replies;

/// <summary>
/// Puts a reply together from facts: pure. What a shop, an order or a document says is quoted, never obeyed, and nothing
/// is said that is not among the facts.
/// </summary>
public static class ComposeReply
{
    private const int UsualDecimals = 2;

    /// <summary>Shopify's words for a parcel that nobody carries, though its order may count as fulfilled.</summary>
    private static readonly FrozenSet<string> NotCarried = FrozenSet.Create(
        "SUBMITTED", "CONFIRMED", "LABEL_PURCHASED", "LABEL_PRINTED", "LABEL_VOIDED", "READY_FOR_PICKUP", "CANCELED");

    /// <summary>Shopify's words for a parcel that nobody waits for any more.</summary>
    private static readonly FrozenSet<string> Over = FrozenSet.Create(
        "DELIVERED", "PICKED_UP", "NOT_DELIVERED", "FAILURE", "CANCELED", "LABEL_VOIDED");

    public static string Of(
        LookupOutcome outcome, OrderReference reference, bool mayBeTooOld, bool isPersonOffered, string? contact,
        ChatLanguage language)
    {
        var texts = ReplyTexts.Of(language);
        return outcome switch
        {
            LookupOutcome.Found found => OfOrder(found.Order, found.IsWhole, texts),
            LookupOutcome.NotVerified { WasAsked: false } => With(texts.AskForDetails, reference),
            // The two are one to a shopper.
            LookupOutcome.NotFound or LookupOutcome.NotVerified => Joined(
                texts.NotFound, mayBeTooOld ? texts.OnlyRecent : null,
                isPersonOffered ? Person(contact, language) : null),
            LookupOutcome.ShopDegraded or LookupOutcome.Throttled or LookupOutcome.Unavailable => Joined(
                texts.Later, isPersonOffered ? Person(contact, language) : null),
            _ => throw new UnreachableException(),
        };
    }

    public static string AskForNumber(int asked, ChatLanguage language) =>
        asked == 0 ? ReplyTexts.Of(language).AskForNumber : ReplyTexts.Of(language).AskForNumberAgain;

    public static string AskForDetails(OrderReference reference, ChatLanguage language) =>
        With(ReplyTexts.Of(language).AskForDetails, reference);

    /// <param name="contact">How to reach one; null when the operator has not said.</param>
    public static string Person(string? contact, ChatLanguage language) => contact is { Length: > 0 }
        ? With(ReplyTexts.Of(language).PersonAt, contact)
        : ReplyTexts.Of(language).Person;

    public static string SmallTalk(SmallTalkKind kind, ChatLanguage language)
    {
        var texts = ReplyTexts.Of(language);
        return kind switch
        {
            SmallTalkKind.Greeting => texts.Greeting,
            SmallTalkKind.Thanks => texts.Thanks,
            SmallTalkKind.Farewell => texts.Farewell,
            SmallTalkKind.Nod => texts.Nod,
        };
    }

    public static string Of(BestAnswer answer, ChatLanguage language) => answer switch
    {
        BestAnswer.Quote quote => With(ReplyTexts.Of(language).Quote, quote.Text, quote.Passage.Title),
        BestAnswer.Nothing => ReplyTexts.Of(language).NothingFits,
        _ => throw new UnreachableException(),
    };

    public static string LookingUp(OrderReference reference, ChatLanguage language) =>
        With(ReplyTexts.Of(language).LookingUp, reference);

    public static string Searching(ChatLanguage language) => ReplyTexts.Of(language).Searching;

    public static string TooLong(ChatLanguage language) => ReplyTexts.Of(language).TooLong;

    public static string TooMany(ChatLanguage language) => ReplyTexts.Of(language).TooMany;

    /// <summary>Where an answer has begun and can't be finished.</summary>
    public static string Failed(ChatLanguage language) => ReplyTexts.Of(language).Failed;

    private static string OfOrder(ShopOrder order, bool isWhole, ReplyTexts texts)
    {
        List<string> lines = [With(texts.Order, order.Name, Day(order.CreatedAt, texts))];
        if (order.CancelledAt is { } cancelled)
        {
            lines[0] += " " + With(texts.Cancelled, Day(cancelled, texts));
        }
        else if (!order.Shipments.Any(IsNotCarried)
            && texts.Fulfillment.TryGetValue(order.FulfillmentStatus, out var how))
        {
            lines[0] += " " + how;
        }

        for (var index = 0; index < order.Shipments.Count; index++)
        {
            var parcel = Parcel(order.Shipments[index], isWhole, texts);
            lines.Add(order.Shipments.Count == 1 ? parcel : $"{With(texts.Parcel, index + 1)} {parcel}");
        }

        if (texts.Return.TryGetValue(order.ReturnStatus, out var returned))
        {
            lines.Add(returned);
        }

        if (isWhole)
        {
            lines.AddRange(order.Refunds.Where(refund => !IsNothing(refund)).Select(refund => refund.At is { } at
                ? With(texts.Refunded, Amount(refund), Day(at, texts))
                : With(texts.RefundUnderWay, Amount(refund))));
        }
        else
        {
            lines.Add(texts.StatusOnly);
        }

        return string.Join('\n', lines);
    }

    private static string Parcel(ShopShipment shipment, bool isWhole, ReplyTexts texts)
    {
        var shipped = Day(shipment.ShippedAt, texts);
        List<string> said =
        [
            shipment.DeliveredAt is { } delivered ? With(texts.Delivered, Day(delivered, texts))
                : With(
                    shipment.Status is { } status && texts.Shipment.TryGetValue(status, out var where)
                        ? where
                        : texts.Shipped,
                    shipped),
        ];
        if (shipment is { DeliveredAt: null, EstimatedDeliveryAt: { } expected }
            && !Over.Contains(shipment.Status ?? ""))
        {
            said.Add(With(texts.Expected, Day(expected, texts)));
        }

        foreach (var track in isWhole ? shipment.Tracking : [])
        {
            if (track.Number is { } number)
            {
                said.Add(track.Company is { } company
                    ? With(texts.TrackingWith, company, number)
                    : With(texts.Tracking, number));
            }

            if (track.Url is { } url)
            {
                said.Add(url.AbsoluteUri);
            }
        }

        return string.Join(' ', said);
    }

    private static bool IsNotCarried(ShopShipment shipment) =>
        shipment is { DeliveredAt: null, Status: { } status } && NotCarried.Contains(status);

    /// <summary>Goods that were taken back without money leave a refund of nought.</summary>
    private static bool IsNothing(ShopRefund refund) => DecimalOf(refund) == 0;

    /// <summary>
    /// Shopify writes any number of decimals. Told are as many as the currency has, and none that say something less.
    /// </summary>
    private static string Amount(ShopRefund refund)
    {
        var decimals = MoneyDisplay.Exponent(refund.Currency) ?? UsualDecimals;
        return DecimalOf(refund) is { } amount && amount == Math.Round(amount, decimals)
            ? $"{refund.Currency} {amount.ToString($"F{decimals}", CultureInfo.InvariantCulture)}"
            : $"{refund.Currency} {refund.Amount}";
    }

    private static decimal? DecimalOf(ShopRefund refund) => decimal.TryParse(
        refund.Amount, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture,
        out var amount)
            ? amount
            : null;

    /// <summary>The day at the shop: a time carries the offset that the shop wrote.</summary>
    private static string Day(DateTimeOffset time, ReplyTexts texts) =>
        With(texts.Date, time.Day, texts.Months[time.Month - 1], time.Year);

    private static string With(string text, params object[] facts)
    {
        // Not string.Format: a fact may hold braces.
        var filled = new StringBuilder(text.Length + 32);
        for (var index = 0; index < text.Length; index++)
        {
            if (text[index] == '{' && index + 2 < text.Length && text[index + 2] == '}'
                && char.IsAsciiDigit(text[index + 1]))
            {
                filled.Append(CultureInfo.InvariantCulture, $"{facts[text[index + 1] - '0']}");
                index += 2;
            }
            else
            {
                filled.Append(text[index]);
            }
        }

        return filled.ToString();
    }

    private static string Joined(params string?[] sentences) =>
        string.Join(' ', sentences.Where(sentence => sentence is not null));
}
