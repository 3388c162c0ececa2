namespace Cartwright.Assistant.Replies;

internal static class SpanishReplies
{
    private const string Preparing = "Se está preparando para el envío.";
    private const string Shipped = "Enviado el {0}.";

    public static readonly ReplyTexts Texts = new()
    {
        AskForNumber =
            "Puedo mirarlo. ¿Cuál es tu número de pedido? Está en el correo de confirmación, por ejemplo "
            + "#1001.",
        AskForNumberAgain =
            "Todavía necesito el número de pedido: está en el correo de confirmación, por ejemplo #1001.",
        AskForDetails =
            "Para mostrarte el pedido {0}, necesito el correo, el teléfono o el código postal del pedido.",
        NotFound =
            "No encuentro ningún pedido con esos datos. Comprueba el número y el correo, el teléfono o el "
            + "código postal del pedido.",
        OnlyRecent = "Solo veo los pedidos recientes; para uno más antiguo, contacta con la atención al cliente.",
        Later = "Ahora no puedo consultar los pedidos. Inténtalo de nuevo en unos minutos.",
        Person = "Mejor que te ayude una persona: contacta con la atención al cliente de la tienda.",
        PersonAt = "Mejor que te ayude una persona: {0}",
        NothingFits =
            "No encuentro respuesta en lo que la tienda me ha contado. Puedo buscar un pedido, o pregunta "
            + "a la atención al cliente.",
        Quote = "«{0}» (de: {1})",
        Greeting = "¡Hola! Puedo buscar un pedido o responder a una pregunta sobre la tienda.",
        Thanks = "¡De nada!",
        Farewell = "¡Hasta luego!",
        Nod = "De acuerdo. Puedo buscar un pedido o responder a una pregunta sobre la tienda.",
        TooLong = "Ese mensaje es demasiado largo para mí. Dilo en unas pocas frases.",
        TooMany = "Eso ha sido mucho de una vez. Espera un momento antes de volver a escribir.",
        Failed = "Ahora mismo no puedo responder. Vuelve a intentarlo en un momento.",
        LookingUp = "Busco el pedido {0}…",
        Searching = "Lo busco…",
        Order = "Tu pedido {0} del {1}.",
        Cancelled = "Se canceló el {0}.",
        Parcel = "Paquete {0}:",
        Shipped = Shipped,
        Delivered = "Entregado el {0}.",
        Expected = "Previsto para el {0}.",
        TrackingWith = "Seguimiento con {0}: {1}",
        Tracking = "Seguimiento: {0}",
        Refunded = "Se reembolsaron {0} el {1}.",
        RefundUnderWay = "Un reembolso de {0} está en curso.",
        StatusOnly =
            "Para los paquetes, los reembolsos y lo demás necesito el correo, el teléfono o el código "
            + "postal del pedido.",
        Date = "{0} de {1} de {2}",
        Fulfillment = new Dictionary<string, string>
        {
            ["UNFULFILLED"] = "Todavía no se ha enviado.",
            ["IN_PROGRESS"] = "Se está preparando.",
            ["SCHEDULED"] = "Está previsto para otro día.",
            ["ON_HOLD"] = "Está en espera; la tienda te contactará.",
            ["PARTIALLY_FULFILLED"] = "Una parte se ha enviado.",
            ["FULFILLED"] = "Se ha enviado todo.",
        },
        Shipment = new Dictionary<string, string>
        {
            ["SUBMITTED"] = Preparing,
            ["CONFIRMED"] = Preparing,
            ["LABEL_PURCHASED"] = Preparing,
            ["LABEL_PRINTED"] = Preparing,
            ["LABEL_VOIDED"] = "Su etiqueta se anuló: todavía no se ha enviado.",
            ["FULFILLED"] = Shipped,
            ["MARKED_AS_FULFILLED"] = Shipped,
            ["CARRIER_PICKED_UP"] = "El transportista lo ha recogido.",
            ["IN_TRANSIT"] = "Está en camino desde el {0}.",
            ["OUT_FOR_DELIVERY"] = "Está en reparto.",
            ["ATTEMPTED_DELIVERY"] = "Se intentó una entrega y no había nadie.",
            ["READY_FOR_PICKUP"] = "Está listo para recoger.",
            ["PICKED_UP"] = "Se ha recogido.",
            ["DELIVERED"] = "Se ha entregado.",
            ["DELAYED"] = "Va con retraso; enviado el {0}.",
            ["FAILURE"] = "No se pudo entregar; contacta con la atención al cliente.",
            ["NOT_DELIVERED"] = "No se entregó; contacta con la atención al cliente.",
            ["CANCELED"] = "Este paquete se anuló.",
        },
        Return = new Dictionary<string, string>
        {
            ["RETURN_REQUESTED"] = "Se pidió una devolución.",
            ["IN_PROGRESS"] = "Hay una devolución en curso.",
            ["INSPECTION_COMPLETE"] = "Se revisó lo devuelto.",
            ["RETURNED"] = "Se ha devuelto.",
        },
        Months =
        [
            "enero", "febrero", "marzo", "abril", "mayo", "junio",
            "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre",
        ],
    };
}
