namespace Cartwright.Assistant.Replies;

internal static class FrenchReplies
{
    private const string Preparing = "Il est en préparation pour l'envoi.";
    private const string Shipped = "Expédié le {0}.";

    public static readonly ReplyTexts Texts = new()
    {
        AskForNumber =
            "Je peux regarder. Quel est votre numéro de commande ? Il est dans l'e-mail de confirmation, "
            + "par exemple #1001.",
        AskForNumberAgain =
            "Il me faut encore le numéro de commande : il est dans l'e-mail de confirmation, par exemple "
            + "#1001.",
        AskForDetails =
            "Pour vous montrer la commande {0}, il me faut l'e-mail, le téléphone ou le code postal de la "
            + "commande.",
        NotFound =
            "Je ne trouve pas de commande avec ces indications. Vérifiez le numéro et l'e-mail, le "
            + "téléphone ou le code postal de la commande.",
        OnlyRecent = "Je ne vois que les commandes récentes ; pour une plus ancienne, contactez le service client.",
        Later = "Je n'arrive pas à joindre le système des commandes. Réessayez dans quelques minutes.",
        Person = "Mieux vaut voir cela avec une personne : contactez le service client de la boutique.",
        PersonAt = "Mieux vaut voir cela avec une personne : {0}",
        NothingFits =
            "Je ne trouve pas de réponse dans ce que la boutique m'a indiqué. Je peux chercher une "
            + "commande, ou demandez au service client.",
        Quote = "« {0} » (source : {1})",
        Greeting = "Bonjour ! Je peux chercher une commande ou répondre à une question sur la boutique.",
        Thanks = "Avec plaisir !",
        Farewell = "Au revoir !",
        Nod = "D'accord. Je peux chercher une commande ou répondre à une question sur la boutique.",
        TooLong = "Ce message est trop long pour moi. Dites-le en quelques phrases.",
        TooMany = "Cela fait beaucoup à la fois. Attendez un instant avant d'écrire de nouveau.",
        Failed = "Je ne peux pas répondre pour le moment. Réessayez dans un instant.",
        LookingUp = "Je cherche la commande {0}…",
        Searching = "Je cherche…",
        Order = "Votre commande {0} du {1}.",
        Cancelled = "Elle a été annulée le {0}.",
        Parcel = "Colis {0} :",
        Shipped = Shipped,
        Delivered = "Livré le {0}.",
        Expected = "Attendu le {0}.",
        TrackingWith = "Suivi chez {0} : {1}",
        Tracking = "Suivi : {0}",
        Refunded = "{0} ont été remboursés le {1}.",
        RefundUnderWay = "Un remboursement de {0} est en cours.",
        StatusOnly =
            "Pour les colis, les remboursements et le reste, il me faut l'e-mail, le téléphone ou le code "
            + "postal de la commande.",
        Date = "{0} {1} {2}",
        Fulfillment = new Dictionary<string, string>
        {
            ["UNFULFILLED"] = "Elle n'est pas encore expédiée.",
            ["IN_PROGRESS"] = "Elle est en préparation.",
            ["SCHEDULED"] = "Elle est prévue pour un autre jour.",
            ["ON_HOLD"] = "Elle est suspendue ; la boutique vous contactera.",
            ["PARTIALLY_FULFILLED"] = "Une partie a été expédiée.",
            ["FULFILLED"] = "Tout a été expédié.",
        },
        Shipment = new Dictionary<string, string>
        {
            ["SUBMITTED"] = Preparing,
            ["CONFIRMED"] = Preparing,
            ["LABEL_PURCHASED"] = Preparing,
            ["LABEL_PRINTED"] = Preparing,
            ["LABEL_VOIDED"] = "Son étiquette a été annulée : il n'est pas encore expédié.",
            ["FULFILLED"] = Shipped,
            ["MARKED_AS_FULFILLED"] = Shipped,
            ["CARRIER_PICKED_UP"] = "Le transporteur l'a pris en charge.",
            ["IN_TRANSIT"] = "Il est en route depuis le {0}.",
            ["OUT_FOR_DELIVERY"] = "Il est en cours de livraison.",
            ["ATTEMPTED_DELIVERY"] = "Une livraison a été tentée en votre absence.",
            ["READY_FOR_PICKUP"] = "Il est prêt à être retiré.",
            ["PICKED_UP"] = "Il a été retiré.",
            ["DELIVERED"] = "Il a été livré.",
            ["DELAYED"] = "Il a du retard ; expédié le {0}.",
            ["FAILURE"] = "Il n'a pas pu être livré ; contactez le service client.",
            ["NOT_DELIVERED"] = "Il n'a pas été livré ; contactez le service client.",
            ["CANCELED"] = "Ce colis a été rappelé.",
        },
        Return = new Dictionary<string, string>
        {
            ["RETURN_REQUESTED"] = "Un retour a été demandé.",
            ["IN_PROGRESS"] = "Un retour est en cours.",
            ["INSPECTION_COMPLETE"] = "Les articles retournés ont été examinés.",
            ["RETURNED"] = "Elle a été retournée.",
        },
        Months =
        [
            "janvier", "février", "mars", "avril", "mai", "juin",
            "juillet", "août", "septembre", "octobre", "novembre", "décembre",
        ],
    };
}
