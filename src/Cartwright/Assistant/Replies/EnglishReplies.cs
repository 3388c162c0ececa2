namespace Cartwright.Assistant.Replies;

internal static class EnglishReplies
{
    private const string Preparing = "It is being prepared for the carrier.";
    private const string Shipped = "Shipped on {0}.";

    public static readonly ReplyTexts Texts = new()
    {
        AskForNumber =
            "I can look that up. What is your order number? It is in your confirmation e-mail, like #1001.",
        AskForNumberAgain =
            "I still need the order number to find it: it stands in your confirmation e-mail, like #1001.",
        AskForDetails = "To show you order {0}, I need the e-mail, phone number or postcode it was placed with.",
        NotFound =
            "I couldn't find that order with these details. Please check the order number and the e-mail, "
            + "phone number or postcode it was placed with.",
        OnlyRecent = "I can only see recent orders; for an older one, please contact the shop's support.",
        Later = "I can't reach the order system right now. Please try again in a few minutes.",
        Person = "I'd better hand you over to a person: please contact the shop's support.",
        PersonAt = "I'd better hand you over to a person: {0}",
        NothingFits =
            "I don't have an answer to that in what the shop has told me. I can look up an order, or you "
            + "can ask the shop's support.",
        Quote = "“{0}” (from: {1})",
        Greeting = "Hello! I can look up an order or answer a question about the shop.",
        Thanks = "You're welcome!",
        Farewell = "Goodbye!",
        Nod = "All right. I can look up an order or answer a question about the shop.",
        TooLong = "That message is too long for me. Please say it in a few sentences.",
        TooMany = "That was a lot at once. Please wait a moment before you write again.",
        Failed = "I can't answer right now. Please try again in a moment.",
        LookingUp = "Looking up order {0}…",
        Searching = "Looking that up…",
        Order = "Your order {0} of {1}.",
        Cancelled = "It was cancelled on {0}.",
        Parcel = "Parcel {0}:",
        Shipped = Shipped,
        Delivered = "Delivered on {0}.",
        Expected = "Expected on {0}.",
        TrackingWith = "Tracking with {0}: {1}",
        Tracking = "Tracking: {0}",
        Refunded = "{0} was refunded on {1}.",
        RefundUnderWay = "A refund of {0} is under way.",
        StatusOnly =
            "For parcels, refunds and more I need the e-mail, phone number or postcode the order was "
            + "placed with.",
        Date = "{0} {1} {2}",
        Fulfillment = new Dictionary<string, string>
        {
            ["UNFULFILLED"] = "It has not been shipped yet.",
            ["IN_PROGRESS"] = "It is being prepared.",
            ["SCHEDULED"] = "It is scheduled for a later day.",
            ["ON_HOLD"] = "It is on hold; the shop will be in touch.",
            ["PARTIALLY_FULFILLED"] = "A part of it has been shipped.",
            ["FULFILLED"] = "All of it has been shipped.",
        },
        Shipment = new Dictionary<string, string>
        {
            ["SUBMITTED"] = Preparing,
            ["CONFIRMED"] = Preparing,
            ["LABEL_PURCHASED"] = Preparing,
            ["LABEL_PRINTED"] = Preparing,
            ["LABEL_VOIDED"] = "Its label was voided: it has not been shipped yet.",
            ["FULFILLED"] = Shipped,
            ["MARKED_AS_FULFILLED"] = Shipped,
            ["CARRIER_PICKED_UP"] = "The carrier has picked it up.",
            ["IN_TRANSIT"] = "It is on its way since {0}.",
            ["OUT_FOR_DELIVERY"] = "It is out for delivery.",
            ["ATTEMPTED_DELIVERY"] = "A delivery was tried and nobody was met.",
            ["READY_FOR_PICKUP"] = "It is ready to be picked up.",
            ["PICKED_UP"] = "It was picked up.",
            ["DELIVERED"] = "It was delivered.",
            ["DELAYED"] = "It is late; shipped on {0}.",
            ["FAILURE"] = "The carrier could not deliver it; please contact the shop's support.",
            ["NOT_DELIVERED"] = "It was not delivered; please contact the shop's support.",
            ["CANCELED"] = "This parcel was called off.",
        },
        Return = new Dictionary<string, string>
        {
            ["RETURN_REQUESTED"] = "A return was asked for.",
            ["IN_PROGRESS"] = "A return is under way.",
            ["INSPECTION_COMPLETE"] = "The returned goods were looked at.",
            ["RETURNED"] = "It was returned.",
        },
        Months =
        [
            "January", "February", "March", "April", "May", "June",
            "July", "August", "September", "October", "November", "December",
        ],
    };
}
