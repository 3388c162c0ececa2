namespace Cartwright.Assistant.Replies;

internal static class GermanReplies
{
    private const string Preparing = "Es wird für den Versand vorbereitet.";
    private const string Shipped = "Verschickt am {0}.";

    public static readonly ReplyTexts Texts = new()
    {
        AskForNumber =
            "Das sehe ich gern nach. Wie lautet deine Bestellnummer? Sie steht in der Bestätigungsmail, "
            + "zum Beispiel #1001.",
        AskForNumberAgain =
            "Ich brauche noch die Bestellnummer: Sie steht in der Bestätigungsmail, zum Beispiel #1001.",
        AskForDetails =
            "Um dir Bestellung {0} zu zeigen, brauche ich die E-Mail, Telefonnummer oder Postleitzahl, mit "
            + "der bestellt wurde.",
        NotFound =
            "Mit diesen Angaben finde ich keine Bestellung. Bitte prüfe die Nummer und die E-Mail, "
            + "Telefonnummer oder Postleitzahl der Bestellung.",
        OnlyRecent = "Ich sehe nur neuere Bestellungen; bei einer älteren hilft der Kundendienst des Ladens.",
        Later = "Ich erreiche das Bestellsystem gerade nicht. Bitte versuche es in ein paar Minuten noch einmal.",
        Person = "Da hilft dir besser ein Mensch: Bitte wende dich an den Kundendienst des Ladens.",
        PersonAt = "Da hilft dir besser ein Mensch: {0}",
        NothingFits =
            "Dazu finde ich in den Angaben des Ladens nichts. Ich kann eine Bestellung nachsehen, oder du "
            + "fragst den Kundendienst.",
        Quote = "„{0}“ (aus: {1})",
        Greeting = "Hallo! Ich kann eine Bestellung nachsehen oder eine Frage zum Laden beantworten.",
        Thanks = "Gern geschehen!",
        Farewell = "Auf Wiedersehen!",
        Nod = "In Ordnung. Ich kann eine Bestellung nachsehen oder eine Frage zum Laden beantworten.",
        TooLong = "Diese Nachricht ist mir zu lang. Bitte schreib es in ein paar Sätzen.",
        TooMany = "Das war viel auf einmal. Bitte warte einen Moment, bevor du weiterschreibst.",
        Failed = "Ich kann gerade nicht antworten. Bitte versuch es gleich noch einmal.",
        LookingUp = "Ich sehe Bestellung {0} nach…",
        Searching = "Ich sehe nach…",
        Order = "Deine Bestellung {0} vom {1}.",
        Cancelled = "Sie wurde am {0} storniert.",
        Parcel = "Paket {0}:",
        Shipped = Shipped,
        Delivered = "Zugestellt am {0}.",
        Expected = "Erwartet am {0}.",
        TrackingWith = "Sendungsnummer bei {0}: {1}",
        Tracking = "Sendungsnummer: {0}",
        Refunded = "{0} wurden am {1} erstattet.",
        RefundUnderWay = "Eine Erstattung von {0} ist unterwegs.",
        StatusOnly =
            "Für Pakete, Erstattungen und mehr brauche ich die E-Mail, Telefonnummer oder Postleitzahl der "
            + "Bestellung.",
        Date = "{0}. {1} {2}",
        Fulfillment = new Dictionary<string, string>
        {
            ["UNFULFILLED"] = "Sie wurde noch nicht verschickt.",
            ["IN_PROGRESS"] = "Sie wird gerade vorbereitet.",
            ["SCHEDULED"] = "Sie ist für einen späteren Tag vorgesehen.",
            ["ON_HOLD"] = "Sie ist angehalten; der Laden meldet sich.",
            ["PARTIALLY_FULFILLED"] = "Ein Teil davon wurde verschickt.",
            ["FULFILLED"] = "Alles wurde verschickt.",
        },
        Shipment = new Dictionary<string, string>
        {
            ["SUBMITTED"] = Preparing,
            ["CONFIRMED"] = Preparing,
            ["LABEL_PURCHASED"] = Preparing,
            ["LABEL_PRINTED"] = Preparing,
            ["LABEL_VOIDED"] = "Das Versandetikett wurde storniert: Es wurde noch nicht verschickt.",
            ["FULFILLED"] = Shipped,
            ["MARKED_AS_FULFILLED"] = Shipped,
            ["CARRIER_PICKED_UP"] = "Der Versender hat es abgeholt.",
            ["IN_TRANSIT"] = "Es ist seit {0} unterwegs.",
            ["OUT_FOR_DELIVERY"] = "Es ist in der Zustellung.",
            ["ATTEMPTED_DELIVERY"] = "Eine Zustellung wurde versucht, niemand war da.",
            ["READY_FOR_PICKUP"] = "Es liegt zur Abholung bereit.",
            ["PICKED_UP"] = "Es wurde abgeholt.",
            ["DELIVERED"] = "Es wurde zugestellt.",
            ["DELAYED"] = "Es verspätet sich; verschickt am {0}.",
            ["FAILURE"] = "Es konnte nicht zugestellt werden; bitte wende dich an den Kundendienst.",
            ["NOT_DELIVERED"] = "Es wurde nicht zugestellt; bitte wende dich an den Kundendienst.",
            ["CANCELED"] = "Dieses Paket wurde zurückgezogen.",
        },
        Return = new Dictionary<string, string>
        {
            ["RETURN_REQUESTED"] = "Eine Rücksendung wurde angefragt.",
            ["IN_PROGRESS"] = "Eine Rücksendung läuft.",
            ["INSPECTION_COMPLETE"] = "Die zurückgesandte Ware wurde geprüft.",
            ["RETURNED"] = "Sie wurde zurückgesandt.",
        },
        Months =
        [
            "Januar", "Februar", "März", "April", "Mai", "Juni",
            "Juli", "August", "September", "Oktober", "November", "Dezember",
        ],
    };
}
