namespace Cartwright.Assistant.Turns;

/// <summary>How French-speaking shoppers say it.</summary>
internal static class FrenchWords
{
    /// <summary>What somebody waits for.</summary>
    private const string Thing =
        "commande|commandes|colis|paquet|livraison|envoi|achat|comande";

    public static readonly TurnWords Table = new()
    {
        FrequentWords =
            "le la les et est je j tu il vous nous ma mon mes votre vos un une des du de pas ne n où ou quand "
            + "comment combien est-ce que qu ce c ai a avez été pour sur dans avec au aux en par plus rien "
            + "toujours bonjour merci commande colis livraison reçu suis peut puis svp plait si se qui quel "
            + "quelle faire d l m bonsoir très elle faites sais aucune alors "
            + "moi jai tjrs ça cela cette serai vais dois fait depuis encore vrai être chaque",
        Letters = "èùœîêâç",
        Lines =
        [
            (Signals.Whereabouts, [
                $"où|ou _ {Thing}|articles|affaires|chaussures", $"où|ou en est|sont _ {Thing}",
                $"suivre|suivi|tracer|localiser _ {Thing}", $"statut|état _ {Thing}",
                $"quand _ {Thing}|recevoir|recevrai|livré|livrée", "quand est ce que _ recevoir|recevrai|livré|livrée",
                "vous _ expédié*|envoyé* _ déjà|quand|ou|pas|commandé", "nouvelles|infos _ de|sur la|le #",
                "mon|ma échange|remboursement|retour _ passé|fait|validé*|traité*|reçu",
                "rien _ boîte|courrier", "la|le # _ parti*|expédié*|livré*|arrivé*|envoyé*",
                "regarder|vérifier|voir|regardez|vérifiez|checker _ #",
                $"{Thing} _ expédiée|expédié|partie|parti|envoyée|envoyé|livrée|livré|en route|acheminée",
                $"combien de temps _ ma|mon {Thing}|avant", $"des nouvelles _ {Thing}",
                "quand _ arrive|arrivera|arrivent",
            ]),
            (Signals.Tracking, ["suivi|tracking"]),
            (Signals.Theirs, [
                $"ma|mon|mes|notre|nos|la|le|cette|ce _ {Thing}|articles", "j'ai _ commandé|acheté",
                "nous avons _ commandé|acheté", "j'ai passé|fait _ commande", "adresse de livraison",
                "commande passée", "mes affaires|articles|achats|produits", "j'avais _ commandé",
            ]),
            (Signals.Trouble, [
                "problème|problèmes|souci|réclamation|litige|plainte",
                "cassé*|abîmé*|endommagé*|défectueux|défectueuse|déchiré*|casse|fissuré",
                "ébréché*|brisé*|fêlé*|rayé*|tordu*", "en morceaux|miettes",
                "mauvais|mauvaise|erreur|manque|manquant|manquante|incomplète",
                "incomplet|perdu|perdue|retard|bloqué|bloquée|vide|volé",
                "pas|rien|jamais|aucun _ reçu|arrivé|arrivée|livré|livrée|reçue|recu", "toujours rien|pas",
                "j'attends",
            ]),
            (Signals.Missing, [
                "pas|rien|jamais _ reçu|arrivé|arrivée|livré|livrée|recu|reçue",
                "toujours|tjrs|tjr|tjs rien|pas|aucun|aucune", "rien _ toujours|encore|depuis",
                "toujours|tjrs|tjr|tjs|encore _ rien", "ça fait _ jours|semaine|semaines|mois",
                "manque _ colis|carton|paquet|commande", "manque un|une|deux|trois _ article|articles|pièce|produit",
                "où|ou est|sont _ argent|remboursement|sous", "payé _ rien|pas|aucun*", "rien reçu|recu|eu",
                "quand est ce que ça|il|elle|c _ arrive|arrivera", "quand ça|il|elle arrive|arrivera",
                "devait|devaient|prévu*|aurait _ hier|arriver|être",
                "aucune|aucun nouvelle|nouvelles|réponse|signe", "reçu|recu _ cassé*|abîmé*|endommagé*|défectueux",
                "j'attends _ depuis|toujours|encore|mon|ma|mes", "envoyé|reçu|livré _ mauvais|mauvaise",
                "arrivé*|reçu* _ cassé*|abîmé*|endommagé*|incomplet", "où|ou est|sont mon|ma|mes",
                "marqué|indiqué|noté* _ livré*",
            ]),
            (Signals.Mistake, [
                "envoyé*|reçu*|recu|livré*|arrivé*|eu|expédié* _ mauvais|mauvaise|mauvais*",
                "mauvais|mauvaise _ reçu*|envoyé*|livré*|arrivé*|colis", "mauvais|mauvaise article|produit",
                "envoyé*|reçu*|livré* _ place|lieu", "pas ce que j'ai|nous commandé",
                "avez|as|ont oublié _ le|la|les|un|une|de", "correspond|conforme pas", "pas conforme|comme",
                "envoyé*|reçu*|livré* deux|2 fois", "débité*|prélevé*|facturé* _ deux|2 fois",
            ]),
            (Signals.Arrived, ["arrivé*|reçu*|recu|livré*|déballé*"]),
            (Signals.Change, [
                "annuler|annulez|annulation|annule", "modifier|changer|modification|changez|modifiez|rectifier",
                "retourner|renvoyer|échanger|rembourser|remboursée", "ajouter",
            ]),
            (Signals.General, [
                "avez vous", "est ce que vous|c|le|la|les|je|j|on|il",
                "livrez|expédiez|remboursez|envoyez|faites|vendez|proposez|acceptez|prenez vous",
                "site|page|appli|application|lettres|cadeau|cadeaux",
                "compris|comprise|inclus|incluse|cher|chère|prix|tarif|tarifs|collection",
                $"chaque|tous|toutes _ {Thing}", "aurai|recevrai je|j un|une", "toujours possible|disponible|en",
                "vous livrez|avez|faites|acceptez|vendez|proposez|expédiez|prenez|êtes",
                "combien coûte|coûtent|ça|pour|est", "combien de temps|jours", "c'est combien",
                "quel|quelle|quels|quelles est|sont _ votre|vos|le|la|les|délai|délais", "politique|conditions|cgv",
                "comment passer|commander|retourner|faire|ça|puis|on|fonctionne|utiliser|marche|payer", "peut on",
                "puis je", "payer|paiement|paypal|klarna|carte|facture", "garantie|assurance|assuré",
                "remise|réduction|promo|promotion|code|bon|rabais", "compte|mot de passe",
                "mot passe|newsletter|panier|connexion", "taille|couleur|matière|stock|disponible|modèle|pointure",
                "frais|gratuit|gratuite", "y a t|il", "il y a des|du|moyen|possibilité",
            ]),
            (Signals.Condition, [
                "que|qu _ passe _ si|quand|lorsque", "que|quoi _ arrive|faire si", "en cas", "et si",
                "puis|peut|pouvons je|on|nous _ retourner|renvoyer|échanger un|une|des",
                "si je|mon|ma|mes|jamais|le|la|on|ça _ est|perdu|arrive|veux|convient|retourne|plaît", "au cas",
                "une fois _ expédié*|envoyé*|parti*|livré*|commandé*",
                "pas encore commandé|acheté|passé",
                "le|un livreur|facteur|transporteur _ appelle|appeler|appellera|sonne",
                "livreur|facteur|transporteur appelle t|il", "dès que|l", "lorsque",
                "si je _ commande|achète|paie|reçois|prends|retourne",
            ]),
            (Signals.Purchase, [
                "commander|acheter", "passer _ commande", "passer une commande",
            ]),
            (Signals.Person, [
                "parler|discuter|échanger|joindre|contacter _ humain|quelqu|conseiller|conseillère|personne",
                "parler|discuter|échanger|joindre|contacter _ agent|responsable|opérateur|vrai|vraie",
                "un|une humain|conseiller|conseillère|agent|opérateur|opératrice|responsable",
                "vrai|vraie personne|humain|conseiller|conseillère|agent",
                "passez|passer|mettez moi _ conseiller|conseillère|humain|agent|responsable|quelqu|personne",
                "service client|clients|clientèle", "conseiller|humain|agent svp|stp|please", "quelqu un à qui parler",
                "opérateur|opératrice",
            ]),
            (Signals.CallBack, [
                "rappelez|rappelle|rappeler|appelez|appelle|téléphonez|contactez moi|nous", "me|nous|être rappeler",
                "me|nous appeler|téléphoner|rappeliez|rappelle|appelle au", "me|nous appeler|téléphoner|rappeliez",
                "m appeler|rappeler|téléphoner", "être|suis rappelé|rappelée|appelé|appelée|contacté|contactée",
            ]),
            (Signals.Corrects, [
                "voulais dire", "pardon|désolé|désolée|erreur|plutôt|trompé|trompée|finalement", "en fait",
            ]),
            (Signals.Lacks, [
                "je|j _ sais|ai|retrouve|trouve|connais|souviens|rappelle pas|plus", "sais pas|plus", "pas _ sais",
                "aucune idée", "aucun|aucune numéro|idée", "oublié|perdu|supprimé", "je l'ai pas", "sans numéro",
                "pas de|le numéro",
            ]),
            (Signals.AskedFor, [
                "quel|le|mon numéro", "numéro de|commande|client",
                "quel|quelle|quels _ mail|email|numéro|téléphone|adresse|code|informations", "pourquoi avez|voulez",
            ]),
            (Signals.Again, [
                "réessayer|réessayez|réessaie|ressayer|retentez|retenter", "encore une fois", "à nouveau",
                "de nouveau", "et maintenant", "essayez|essayer _ encore|nouveau",
            ]),
        ],
        SmallTalk =
        [
            (SmallTalkKind.Greeting, [
                "bonjour|bonsoir|salut|coucou|hello|bjr|hey|allo", "bonne journée",
                "bonjour|bonsoir|salut à tous|madame|monsieur|toute l'équipe", "ça va",
            ]),
            (SmallTalkKind.Thanks, [
                "merci|mercii|mci", "merci beaucoup|bien|infiniment|bcp", "merci à vous|toi",
                "merci pour votre|l aide", "merci mille fois", "mille mercis", "super|parfait|génial|top|nickel",
                "je vous remercie",
            ]),
            (SmallTalkKind.Farewell, [
                "au revoir", "bye|ciao|adieu", "à bientôt|plus", "à la prochaine",
                "bonne soirée|journée|nuit|continuation",
            ]),
            (SmallTalkKind.Nod, [
                "ok|oui|non|ouais|dac|bien|bon|entendu|svp|ah|oh|hmm|voilà|compris|alors", "très bien", "d'accord",
                "ça marche", "s'il vous|te plaît", "pas de souci|problème",
            ]),
        ],
    };
}
