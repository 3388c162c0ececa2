namespace Cartwright.Assistant.Turns;

/// <summary>How Portuguese-speaking shoppers say it.</summary>
internal static class PortugueseWords
{
    /// <summary>What somebody waits for.</summary>
    private const string Thing =
        "pedido|pedidos|encomenda|encomendas|compra|compras|pacote|entrega|produto|produtos";

    public static readonly TurnWords Table = new()
    {
        FrequentWords =
            "o a os as e é está esta meu minha meus minhas seu sua um uma de do da dos das que em no na nos "
            + "não nao me se com por para onde cadê cade quando como quanto qual quais eu você vocês voce voces "
            + "tem têm foi ainda muito mas ao oi olá obrigado obrigada pedido encomenda chegou chega quero "
            + "posso tenho fiz faz até ate frete entrega são sei bom boa dia tarde ou preciso falar veio compra "
            + "isso este ele nada produto tempo demora custa ontem tudo bem favor "
            + "tamanho já vocês sem comprei terça vou todas todos faz que semanas deixa gente ligar rastreio cor meus "
            + "estou espera há imenso encomendas comprar",
        Letters = "ãõêâç",
        Lines =
        [
            (Signals.Whereabouts, [
                $"onde|cadê|cade _ {Thing}|coisas|sapatos",
                $"rastrear|rastreio|rastreamento|localizar|acompanhar|seguir|rastreie _ {Thing}",
                $"status|estado|situação|andamento _ {Thing}",
                "quando _ chega|chegam|chegará|recebo|entregue|entregam|chegar _ meu|minha|meus|minhas|o|a",
                "quando _ me _ devolvem|reembolsam", "quando _ devolvem|reembolsam _ meu|o dinheiro",
                "aconteceu|passa|passou|houve à|ao|a|o|com _ #",
                "já enviaram|mandaram|despacharam|postaram", "já foi|foram enviad*|despachad*|postad*",
                "o|a # _ enviad*|saiu|chegou|chega|caminho|entregue",
                "meu|minha troca|devolução|reembolso _ feita|feito|pronta|processada|aprovada|chegou",
                "ver|veja|verificar|verifica|verifique|checar|olhar|consultar _ #",
                "novidades|notícias da|do|sobre|de #",
                $"quando _ meu|minha {Thing}", "quando chega|chegará",
                $"{Thing} _ enviado|enviada|saiu|caminho|despachado|postado|enviaram|entregue",
                $"quanto tempo _ meu|minha {Thing}", $"saber|informação|notícias|novidades _ meu|minha _ {Thing}",
            ]),
            (Signals.Tracking, ["rastreio|rastreamento|tracking|rastrear", "código|número de rastreio|seguimento"]),
            (Signals.Theirs, [
                $"meu|minha|meus|minhas|o|a|nosso|nossa|esse|este _ {Thing}",
                "fiz|realizei _ pedido|compra|encomenda", "endereço|morada de entrega", "comprei|encomendei",
                "minhas|nossas coisas|compras", "meus artigos|produtos",
            ]),
            (Signals.Trouble, [
                "problema|problemas|reclamação|reclamar|queixa",
                "quebrado|quebrada|partido|partida|danificado|danificada|riscado|riscada", "pedaços|cacos", "lascad*",
                "defeito|estragado|rasgado|amassada|amassado|avariado|quebrou",
                "errado|errada|trocado|trocada|faltando|falta|faltou|incompleto|perdido",
                "perdida|perdeu|atraso|atrasado|atrasada|extraviado|extraviada|roubado|vazia|vazio|sumiu",
                "não|nunca|nada|ainda _ chegou|recebi|recebida|chegaram|entregue|entregaram|chega|veio", "e nada",
                "até agora nada|não", "continuo|estou|ainda à espera|esperando",
            ]),
            (Signals.Missing, [
                "não|nunca|nada|ainda _ chegou|recebi|chegaram|entregue|entregaram|veio", "não recebi",
                "continuo|estou|ainda _ à espera|esperando", "estou esperando",
                "veio|chegou|recebi|mandaram|enviaram _ errado|errada|quebrado|quebrada",
                "veio|chegou|recebi|mandaram|enviaram _ partido|danificado|trocado|defeito",
                "consta|aparece|diz _ entregue", "onde está|estão|esta meu|minha|meus", "onde está o|a meu|minha",
                "cadê meu|minha|meus|o|a", "perdeu|perderam|sumiu _ meu|minha",
                "continuo|continuamos|estou|sigo|ainda sem _ nada|notícias|receber|encomenda|pedido|resposta",
                "faz|fazem|passaram|vão|há _ semanas|dias|meses|mês _ nada|não|sem",
                "quando é que chega*", "era|eram|devia|deveria _ para|ter ontem|hoje|chegado",
                "espero _ meu|minha|meus|minhas|desde", "paguei|pago _ nada|não|sem", "sem notícias|novidades|resposta",
                "onde está|esta _ meu dinheiro|reembolso",
                "recebi|veio|chegou _ partido|partida|quebrado|quebrada|danificado|danificada|defeito|rasgado",
                "meu|o dinheiro|reembolso|estorno _ não|ainda|nunca",
                "veio|chegou|vieram _ faltando|falta|metade|incompleto",
            ]),
            (Signals.Mistake, [
                "veio|vieram|chegou|chegaram|recebi|recebemos|mandaram|enviaram|mandou|entregaram _ errad*|trocad*",
                "veio|chegou|recebi|mandaram|enviaram|entregaram _ outro|outra|diferente _ invés|vez|lugar",
                "me|nos mandaram|enviaram|entregaram _ outro|outra", "errad*|trocad* _ veio|chegou|mandaram|enviaram",
                "não é o que pedi|comprei|encomendei",
                "esqueceram|esqueceu|esqueceste", "não é|são como|igual _ foto|descrição|anúncio|imagem",
                "pedi|comprei|encomendei _ e|mas recebi|veio|chegou", "dois|duas iguais|vezes",
                "cobraram|cobrado|cobrou _ duas vezes|dobro",
            ]),
            (Signals.Arrived, ["veio|vieram|chegou|chegaram|recebi|recebemos"]),
            (Signals.Change, [
                "cancelar|cancela|cancelem|cancelamento|anular|cancele",
                "mudar|alterar|trocar|modificar|corrigir|muda", "devolver|devolução|reembolso|estorno",
                "adicionar|acrescentar",
            ]),
            (Signals.General, [
                "tem|têm tamanho|desconto|estoque|em|no|na|loja|garantia|cor",
                "vocês|voces|vcs _ entregam|têm|tem|aceitam|vendem|enviam|fazem|são|trabalham|mandam|parcelam",
                "entregam|enviam em|para|no|na", "aceitam|vendem", "quanto custa|custam|tempo|é|fica|demora|sai",
                "qual|quais é|e|são|o|a _ política|prazo|valor|a|o", "política|condições|prazo",
                "como faço|posso|funciona|comprar|compro|pago|devolvo|faz|devolver", "dá para|pra",
                "é possível|melhor|verdade|original", "o que é",
                "pagar|pagamento|paypal|boleto|pix|cartão|fatura|parcelar|mbway|multibanco", "garantia|seguro",
                "desconto|descontos|cupom|cupão", "promoção|oferta|código promocional",
                "conta|senha|newsletter|carrinho|login", "palavra passe",
                "tamanho|tamanhos|cor|material|estoque|disponível|modelo", "por telefone", "grátis|frete|portes",
                "vou|vamos|vai _ receber|ter um|uma|algum|alguma",
                "todas|todos|cada _ encomendas|pedidos|compras|encomenda|pedido",
                "página|site|app|correio|presente", "normalmente|sempre",
                "incluído|incluída|inclui|caro|cara|preço|coleção",
            ]),
            (Signals.Condition, [
                "o que acontece|ocorre _ se|quando|caso", "e se", "caso",
                "depois de|que _ enviad*|despachad*|sair|saia",
                "assim que", "quando for|forem enviad*|despachad*", "se vier|chegar|vierem",
                "ainda não comprei|encomendei|pedi|fiz",
                "estafeta|entregador|carteiro|motorista _ liga|ligam|ligar|avisa",
                "posso|pode|podemos|dá _ devolver|trocar algo|um|uma|artigos|produtos",
                "se eu|meu|minha|o|a|não _ perder|chegar|quiser|gostar|servir|quebrado",
            ]),
            (Signals.Purchase, [
                "posso|quero|queria|para _ comprar|pedir|encomendar",
                "fazer|faço|fazer um|uma pedido|compra|encomenda",
            ]),
            (Signals.Person, [
                "falar|falo|conversar|contactar|contatar _ pessoa|alguém|atendente|humano",
                "falar|falo|conversar|contactar|contatar _ agente|operador|assistente|gerente|responsável",
                "um|uma atendente|humano|agente|operador", "atendido|atenda|atender _ pessoa|alguém|humano",
                "pessoa|humano real|verdade", "atendimento humano|ao cliente", "apoio ao cliente",
                "atendente|humano por favor|pf|pfv", "atendente|humano",
                "falar|conversar _ gente|chefe|supervisor|supervisora",
                "operador|operadora", "contactem|contacte|contate|contatem|contacta me",
                "bot|robô|robôs _ humano|pessoa",
                "gente|pessoa|alguém de verdade",
            ]),
            (Signals.CallBack, [
                "me|nos ligue|liguem|liga|ligar|ligam|telefone|telefonem", "ligue|liguem|liga|ligar|ligarem me|nos",
                "telefone|telefonem me|nos", "alguém _ ligue|ligar _ me", "me|nos _ ligar|ligue",
                "alguém me ligue|liga|ligar",
            ]),
            (Signals.Corrects, [
                "queria|quis|quero dizer", "desculpe|desculpa|perdão|errei|enganei|aliás|engano",
            ]),
            (Signals.Lacks, [
                "não _ tenho|sei|encontro|lembro|acho|conheço|recordo|achei", "nem ideia", "não faço ideia",
                "sem número", "nenhum número", "perdi|esqueci|apaguei", "sei lá",
            ]),
            (Signals.AskedFor, [
                "que|qual|o|meu número", "número do|da|pedido|encomenda",
                "que|qual _ email|mail|número|telefone|cep|código|dados|endereço",
                "para que|quê|porque|por _ precisa|precisam|querem",
            ]),
            (Signals.Again, [
                "de novo", "outra vez", "novamente", "tenta|tente|tentar|tentem _ novo|novamente|vez|agora",
                "e agora", "mais uma vez",
            ]),
        ],
        SmallTalk =
        [
            (SmallTalkKind.Greeting, [
                "oi|olá|ola|oie|hey|hello|opa|alô", "bom|boa dia|tarde|noite", "tudo bem|bom", "como vai|está|estão",
            ]),
            (SmallTalkKind.Thanks, [
                "obrigado|obrigada|obg|brigado|brigada|valeu|vlw|grato|grata", "muito obrigado|obrigada",
                "obrigado|obrigada pela ajuda", "obrigado|obrigada por tudo",
                "perfeito|ótimo|excelente|maravilha|show|top", "agradeço|agradecido",
            ]),
            (SmallTalkKind.Farewell, [
                "tchau|adeus|xau|bye", "até logo|mais|já|breve|amanhã", "bom|boa fim|final de semana", "boa noite",
                "fica bem",
            ]),
            (SmallTalkKind.Nod, [
                "ok|sim|não|nao|tá|certo|claro|bom|bem|beleza|blz|entendi|ah|oh|pois|hmm|está", "tá bom|bem",
                "tudo bem|certo", "está bem|bom", "por favor", "então",
            ]),
        ],
    };
}
