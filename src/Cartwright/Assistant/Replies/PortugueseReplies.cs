namespace Cartwright.Assistant.Replies;

internal static class PortugueseReplies
{
    private const string Preparing = "Está a ser preparado para o envio.";
    private const string Shipped = "Enviado em {0}.";

    public static readonly ReplyTexts Texts = new()
    {
        AskForNumber =
            "Posso ver isso. Qual é o número da sua encomenda? Está no e-mail de confirmação, por exemplo "
            + "#1001.",
        AskForNumberAgain =
            "Ainda preciso do número da encomenda: está no e-mail de confirmação, por exemplo #1001.",
        AskForDetails =
            "Para mostrar a encomenda {0}, preciso do e-mail, do telefone ou do código postal da encomenda.",
        NotFound =
            "Não encontro nenhuma encomenda com esses dados. Verifique o número e o e-mail, o telefone ou "
            + "o código postal da encomenda.",
        OnlyRecent = "Só vejo as encomendas recentes; para uma mais antiga, contacte o apoio ao cliente.",
        Later = "Agora não consigo consultar as encomendas. Tente de novo dentro de alguns minutos.",
        Person = "É melhor falar com uma pessoa: contacte o apoio ao cliente da loja.",
        PersonAt = "É melhor falar com uma pessoa: {0}",
        NothingFits =
            "Não encontro resposta no que a loja me contou. Posso procurar uma encomenda, ou pergunte ao "
            + "apoio ao cliente.",
        Quote = "“{0}” (de: {1})",
        Greeting = "Olá! Posso procurar uma encomenda ou responder a uma pergunta sobre a loja.",
        Thanks = "De nada!",
        Farewell = "Até logo!",
        Nod = "Está bem. Posso procurar uma encomenda ou responder a uma pergunta sobre a loja.",
        TooLong = "Essa mensagem é longa demais para mim. Diga-o em poucas frases.",
        TooMany = "Foi muito de uma vez. Espere um momento antes de escrever de novo.",
        Failed = "Não consigo responder neste momento. Tente de novo daqui a pouco.",
        LookingUp = "A procurar a encomenda {0}…",
        Searching = "A procurar…",
        Order = "A sua encomenda {0} de {1}.",
        Cancelled = "Foi cancelada em {0}.",
        Parcel = "Volume {0}:",
        Shipped = Shipped,
        Delivered = "Entregue em {0}.",
        Expected = "Previsto para {0}.",
        TrackingWith = "Seguimento com {0}: {1}",
        Tracking = "Seguimento: {0}",
        Refunded = "{0} foram reembolsados em {1}.",
        RefundUnderWay = "Um reembolso de {0} está a caminho.",
        StatusOnly =
            "Para volumes, reembolsos e o resto preciso do e-mail, do telefone ou do código postal da "
            + "encomenda.",
        Date = "{0} de {1} de {2}",
        Fulfillment = new Dictionary<string, string>
        {
            ["UNFULFILLED"] = "Ainda não foi enviada.",
            ["IN_PROGRESS"] = "Está a ser preparada.",
            ["SCHEDULED"] = "Está prevista para outro dia.",
            ["ON_HOLD"] = "Está suspensa; a loja entrará em contacto.",
            ["PARTIALLY_FULFILLED"] = "Uma parte foi enviada.",
            ["FULFILLED"] = "Foi tudo enviado.",
        },
        Shipment = new Dictionary<string, string>
        {
            ["SUBMITTED"] = Preparing,
            ["CONFIRMED"] = Preparing,
            ["LABEL_PURCHASED"] = Preparing,
            ["LABEL_PRINTED"] = Preparing,
            ["LABEL_VOIDED"] = "A etiqueta foi anulada: ainda não foi enviado.",
            ["FULFILLED"] = Shipped,
            ["MARKED_AS_FULFILLED"] = Shipped,
            ["CARRIER_PICKED_UP"] = "A transportadora já o recolheu.",
            ["IN_TRANSIT"] = "Está a caminho desde {0}.",
            ["OUT_FOR_DELIVERY"] = "Saiu para entrega.",
            ["ATTEMPTED_DELIVERY"] = "Tentou-se uma entrega e não estava ninguém.",
            ["READY_FOR_PICKUP"] = "Está pronto para levantar.",
            ["PICKED_UP"] = "Foi levantado.",
            ["DELIVERED"] = "Foi entregue.",
            ["DELAYED"] = "Está atrasado; enviado em {0}.",
            ["FAILURE"] = "Não foi possível entregar; contacte o apoio ao cliente.",
            ["NOT_DELIVERED"] = "Não foi entregue; contacte o apoio ao cliente.",
            ["CANCELED"] = "Este volume foi anulado.",
        },
        Return = new Dictionary<string, string>
        {
            ["RETURN_REQUESTED"] = "Foi pedida uma devolução.",
            ["IN_PROGRESS"] = "Há uma devolução em curso.",
            ["INSPECTION_COMPLETE"] = "O que foi devolvido foi examinado.",
            ["RETURNED"] = "Foi devolvida.",
        },
        Months =
        [
            "janeiro", "fevereiro", "março", "abril", "maio", "junho",
            "julho", "agosto", "setembro", "outubro", "novembro", "dezembro",
        ],
    };
}
