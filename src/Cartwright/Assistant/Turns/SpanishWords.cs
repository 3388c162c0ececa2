namespace Cartwright.Assistant.Turns;

/// <summary>How Spanish-speaking shoppers say it.</summary>
internal static class SpanishWords
{
    /// <summary>What somebody waits for.</summary>
    private const string Thing =
        "pedido|pedidos|paquete|orden|compra|envío|entrega|encargo|paquetes";

    public static readonly TurnWords Table = new()
    {
        FrequentWords =
            "el la los las y es está esta mi mis su tu un una unos de del que en no me se lo con por para "
            + "dónde donde cuándo cuando cómo como cuánto cuanto cuál cual qué ha han he hay hola gracias "
            + "pedido llega llegó llegado quiero puedo tengo tienen todavía aún muy pero si sí al son hacen "
            + "hace hice favor envío paquete necesito usted ustedes nada ya soy estoy adiós buenos días buenas "
            + "tardes muchas correo sé tarda tardan cuesta desde hablar "
            + "a que alguien me tu te le les ni llevo van semanas esperando tener cosas otra otro llamo sigo dinero "
            + "pasa basta",
        Letters = "ñ¿¡",
        Lines =
        [
            (Signals.Whereabouts, [
                $"dónde|donde|ubicación _ {Thing}|cosas|zapatos|productos",
                $"rastrear|rastreo|seguir|localizar|trackear|seguimiento _ {Thing}",
                $"estado|estatus|status _ {Thing}",
                "cuándo _ llega|llegan|llegará|recibo|recibiré|entregan|envían|mandan _ mi|mis|el|la",
                $"cuándo _ mi|mis {Thing}", "cuándo llega|llegará",
                $"{Thing} _ enviado|enviaron|salió|camino|enviada|despachado|entregado", $"cuánto _ mi {Thing}",
                $"por dónde _ {Thing}", $"información|noticias|saber _ mi|mis {Thing}", "qué pasó con mi",
                "cuándo me|nos _ llega|llegan|llegará|mandan|envían|entregan|devuelven|devolvéis|reembolsan",
                "si|que|han|ya _ lo|la|los|las _ enviaron|enviado|mandado|mandaron|despachado",
                "pasó|pasa|ocurre con|al #",
                "ya|me|aún|todavía lo|la|los|las _ enviaron|enviado|mandaron|mandado|despacharon|despachado|enviasteis",
                "el|la # _ enviado|enviada|salido|llega|llegado|llegó|camino|entregado|entregada",
                "mi|mis cambio|devolución|reembolso _ hecho|listo|procesado|aprobado|llegado|va",
                "nada _ buzón", "mirar|mira|revisar|revisa|buscar|ver|comprobar|consultar _ #",
                "hay|noticias|novedades|sabe|saben de|del|sobre #",
            ]),
            (Signals.Tracking, ["rastreo|seguimiento|tracking|rastrear"]),
            (Signals.Theirs, [
                $"mi|mis|nuestro|el|la|este|esta|ese _ {Thing}", "hice|realicé _ pedido|compra|orden",
                "he|compré|pedí|encargué _ hace", "dirección de entrega|envío", "he comprado|pedido",
                "compré|encargué|pedí", "mis|nuestras cosas|productos|artículos", "lo|la|los|las pedí|compré|encargué",
            ]),
            (Signals.Trouble, [
                "problema|problemas|reclamo|reclamación|queja|inconveniente",
                "desportillad*|pedazos|trozos|rajado|rajada|rayado|rayada",
                "roto|rota|rotos|rotas|dañado|dañada|defectuoso|defectuosa|quebrado|abierto|golpeado",
                "equivocado|equivocada|incorrecto|incorrecta|falta|faltan|incompleto|perdido",
                "perdió|perdieron|retraso|retrasado|atrasado|vacío|vacía|robado|tarde|mal",
                "no|nunca|nada|aún|todavía _ llega|llegado|llegó|recibido|recibí",
                "no|nunca|nada|aún|todavía _ recibo|llegan|entregado|entregaron|aparece", "sigo esperando",
            ]),
            (Signals.Missing, [
                "no|nunca|aún|todavía _ llega|llegado|llegó|recibido|recibí|recibo|entregado|entregaron",
                "no recibo|recibí|recibido _ nada", "sigo|llevo|estoy esperando", "llevo _ esperando",
                "enviaron|mandaron|llegó|recibí _ equivocado|equivocada|roto|rota|mal|incorrecto|otro|dañado",
                "perdió|perdieron _ mi|el|paquete", "dice|aparece|figura _ entregado", "dónde está|están mi|mis",
                "sigo|seguimos|estoy|sigue sin _ nada|noticias|recibir|pedido|paquete|saber",
                "van|llevo|pasaron|pasado|llevamos _ semanas|días|meses|mes",
                "mi|mis dinero|reembolso _ no|todavía|aún|nunca",
                "falta|faltan|faltaba|faltaban _ caja|paquete|pedido|envío",
                "cuándo va|van a llegar|llegarme", "era|eran|tenía _ para ayer|hoy", "tenía|debía _ llegar",
                "esperando|espero desde|hace|aún|todavía|mi|mis", "espero _ desde", "pagué|pagado|pague _ nada|no|sin",
                "sin noticias|novedades|respuesta|rastro", "dónde está|esta mi|el dinero",
                "llegó|llego|llegado|recibí|recibido|enviado|mandado _ roto|rota|rotos|rotas|dañado|dañada|defectuos*",
                "no|ni _ mueve|moverse|actualiza",
            ]),
            (Signals.Mistake, [
                "enviasteis|mandasteis|enviaste|mandaste|habéis _ equivocad*|incorrect*|mal|otro|otra",
                "llegó|llego|llegado|llegaron|recibí|recibido _ equivocad*|incorrect*",
                "enviaron|enviado|mandaron|mandado _ equivocad*|incorrect*",
                "me|nos llegó|llego|enviaron|mandaron|dieron _ otra|otro|distinto|distinta",
                "equivocad*|incorrect* _ llegó|llegado|enviaron|mandaron|recibí", "que no era|pedí|es",
                "olvidaron|olvidasteis|olvidaste|faltó", "no es|son como|igual _ foto|descripción|anuncio|imagen",
                "dos iguales|veces", "cobraron|cobrado|cobrasteis _ dos veces|doble",
                "ha|han|hemos|habéis llegado|enviado|mandado|recibido _ otra|otro|equivocad*|incorrect*",
            ]),
            (Signals.Arrived, ["llegó|llego|llegado|llegaron|recibí|recibido|vino|vinieron"]),
            (Signals.Change, [
                "cancelar|cancelen|cancela|anular|cancelación|cancelo", "cambiar|modificar|cambio|corregir|editar",
                "devolver|devolución|reembolso|reembolsar", "agregar|añadir",
            ]),
            (Signals.General, [
                "tienen|tenéis|tienes|venden|vendéis",
                "hacen|hacéis|envían|enviáis|entregan|mandan _ a|en|envíos|envío", "aceptan|aceptáis",
                "cuánto cuesta|cuestan|tarda|tardan|tiempo|vale|demora|es|sale",
                "cuál|cuáles|qué es|son _ política|plazo|costo|la|el|los|las", "política|políticas|condiciones",
                "cómo hago|puedo|se|compro|funciona|pago|pedir|devuelvo|devolver", "se puede",
                "hay descuento|algún|alguna|envío|stock|gastos",
                "pagar|pago|paypal|tarjeta|factura|cuotas|klarna|bizum", "garantía|seguro",
                "descuento|descuentos|cupón|código de descuento", "promo|promoción|oferta|rebajas|vale",
                "cuenta|contraseña|newsletter|carrito|iniciar sesión",
                "talla|tallas|color|material|stock|disponible|modelo", "por teléfono", "gratis|gastos",
                "es mejor|verdad|original", "me|nos dan|dais|darán|envían|mandan un|una|algún|alguna",
                $"todos|todas|cada _ {Thing}",
                "página|web|sitio|app|buzón|regalo", "normalmente|siempre",
                "incluido|incluida|incluye|caro|cara|precio|colección",
            ]),
            (Signals.Condition, [
                "todavía|aún no he|hice _ pedido|comprado", "repartidor|mensajero|cartero _ llama|llaman|llamar|avisa",
                "qué pasa|ocurre|sucede _ si|cuando", "en caso",
                "una vez _ enviad*|comprad*|pedid*|despachad*|salga|salgan|envíen",
                "después de _ enviar|enviado|enviada", "cuando se|lo|la|los envíe|envíen|mande|manden",
                "si pido|compro|hago", "y si",
                "puedo|puede|podemos|podría _ devolver|cambiar algo|un|una|artículos|productos",
                "si mi|no|se|el|la|quiero _ pierde|llega|gusta|queda|devolver|roto|está",
            ]),
            (Signals.Purchase, [
                "puedo|quiero|quisiera|para _ comprar|pedir|ordenar",
                "hacer|hago|realizar un|una pedido|compra|orden",
            ]),
            (Signals.Person, [
                "hablar|hablo|comunicarme _ persona|alguien|agente|humano|asesor|asesora",
                "contactar|charlar|pasame|páseme _ persona|alguien|agente|humano|asesor|asesora",
                "hablar|hablo|comunicarme _ operador|operadora|encargado|representante|ejecutivo|gerente",
                "contactar|charlar|pasame|páseme _ operador|operadora|encargado",
                "contactar|charlar|pasame|páseme _ representante|ejecutivo|gerente",
                "un|una agente|humano|asesor|asesora|operador|operadora|representante|ejecutivo",
                "persona|humano real", "atienda|atender|atendido|atiendan _ persona|alguien|humano|agente",
                "atención al cliente", "servicio al cliente", "agente|asesor|humano por favor",
                "hablar|hablo|comunicarme|pásame _ jefe|jefa|supervisor|supervisora|responsable",
                "operador|operadora", "contáctenme|contáctame|contácteme|contactadme",
                "bot|bots|robot|robots _ humano|persona",
                "pásame|pásenme|páseme|pasarme con", "persona|alguien de verdad|real",
            ]),
            (Signals.CallBack, [
                "llámame|llámenme|llámeme|llamadme|llamarme|llamarnos|llámennos",
                "me|nos _ llamar|llamen|llame|llama|llamáis|llaméis|llamarían", "alguien me|nos _ llame|llama|llamar",
                "devolver|devolverme|devuélvanme la|una llamada",
            ]),
            (Signals.Corrects, [
                "quise|quería|quiero decir", "perdón|perdona|perdone|sino|equivoqué|equivocado|error|realidad",
            ]),
            (Signals.Lacks, [
                "no _ tengo|sé|encuentro|recuerdo|acuerdo|conozco|hallo|se", "ni idea", "ni la menor idea", "no se",
                "perdí|olvidé|olvidado|borré", "sin número", "ningún número", "no tengo",
            ]),
            (Signals.AskedFor, [
                "qué|cuál|el|mi número", "número de|pedido|orden",
                "qué|cuál _ correo|email|mail|número|teléfono|código|datos|dirección",
                "para qué|por qué _ necesitas|necesitan|quieren",
            ]),
            (Signals.Again, [
                "de nuevo", "otra vez", "nuevamente|reintentar|reintenta",
                "inténtalo|intenta|intente|prueba _ ahora|nuevo|vez", "y ahora",
            ]),
        ],
        SmallTalk =
        [
            (SmallTalkKind.Greeting, [
                "hola|holaa|buenas|ola|holi|hello|hey", "buenos|buenas días|tardes|noches|dia", "qué tal",
                "cómo estás|están|está", "hola|buenas a todos",
            ]),
            (SmallTalkKind.Thanks, [
                "gracias|grax|thx", "muchas|mil|muchísimas gracias", "gracias por todo|la|su|tu ayuda",
                "gracias por todo|ayudarme", "muy amable|amables", "perfecto|genial|excelente|estupendo",
                "te|le|les agradezco", "se agradece",
            ]),
            (SmallTalkKind.Farewell, [
                "adiós|chao|chau|bye", "hasta luego|pronto|mañana|la", "nos vemos",
                "buen|feliz día|tarde|noche|finde", "que tenga|tengas|tengan buen|un día", "buenas noches",
            ]),
            (SmallTalkKind.Nod, [
                "ok|okey|vale|sí|si|no|bien|claro|listo|bueno|dale|entiendo|ah|oh|ya|va|hmm", "está bien",
                "de acuerdo", "por favor", "muy bien", "entonces",
            ]),
        ],
    };
}
