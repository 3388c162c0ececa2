namespace Cartwright.Assistant.Turns;

/// <summary>How German-speaking shoppers say it.</summary>
internal static class GermanWords
{
    /// <summary>What somebody waits for.</summary>
    private const string Thing =
        "bestellung|bestellungen|bestelltes|paket|päckchen|lieferung|sendung|ware|auftrag|"
        + "order|artikel|pakets";

    public static readonly TurnWords Table = new()
    {
        FrequentWords =
            "der die das und ist ich nicht mein meine meiner meinen meinem ein eine einen mit für auf wo wann "
            + "wie was wird wurde habe hab haben habt ihr sie euch noch schon bei von zu zum zur den dem auch "
            + "es sind kann können könnte bitte danke hallo bestellung paket lieferung versand nach über immer "
            + "kein keine keiner seit wenn gibt möchte will würde ihnen oder aber weil warum bestellt bestellen "
            + "guten tag vielen dank nochmal bestellnummer mir hier ware kam kaputt angekommen geld "
            + "mal mich du man bin rum jetzt euch kannst dir dann da im fehlt nix was los sofort bekomme",
        Letters = "ßäö",
        Lines =
        [
            (Signals.Whereabouts, [
                $"wo _ {Thing}|sachen|schuhe|zeug", "wo|wann bleib*|kommt|kommen|ist|sind _ mein*|unser*",
                "wo bleibt|steckt", "sendungsstatus|bestellstatus|lieferstatus", $"status _ {Thing}",
                $"wann _ mein*|unser*|die|das {Thing}", $"{Thing} _ verfolgen|tracken|verschickt|versendet|versandt",
                $"{Thing} _ unterwegs|rausgeschickt|abgeschickt|geliefert|angekommen", $"wie lange _ mein* {Thing}",
                $"wie lange _ bis _ mein* {Thing}", $"verfolg*|track* _ {Thing}", "wie lange _ bis mein*",
                "wann _ geliefert|ankommen|verschickt",
                $"wann krieg*|bekomm*|erhalt* ich|wir _ {Thing}|sachen|zeug|geld|erstattung|rückerstattung",
                "habt|haben|hast|seid|ist|wurde|wird ihr|sie|du|es|das|die _ losgeschickt|abgeschickt|rausgeschickt",
                "habt|haben|hast|wurde ihr|sie|du|es _ schon|bereits|es|das _ geschickt|verschickt|versendet|versandt",
                "schau*|guck*|nachschauen|nachsehen|prüf*|check* _ #",
                "neuigkeiten|neues|update|info|infos _ mein*|unser*",
                "die|der|das # _ anschauen|ansehen|prüfen|checken",
                "nichts|nix|nie _ post|briefkasten",
                "ist|wurde|wo|wann|hat _ mein* _ umtausch|rücksendung|retoure|erstattung|rückerstattung|ersatz",
                "nach|zu|mit|um # _ schau*|guck*|los|sehen",
                "passiert|los|geschehen _ mit #", "mit # _ passiert|los|geschehen",
                "die|der|das|bestellung # _ unterwegs|da|verschickt|versendet|angekommen|geliefert|raus",
            ]),
            (Signals.Tracking, ["sendungsverfolgung|sendungsnummer|trackingnummer|trackinglink", "tracking"]),
            (Signals.Theirs, [
                $"mein*|unser*|die|das|der _ {Thing}", "ich|wir|hab|habe|haben _ bestellt|gekauft",
                "lieferadresse|versandadresse", "bestellt _ habe|hab", "meine|meinen sachen|zeug|ware|artikel",
            ]),
            (Signals.Trouble, [
                "problem|probleme|reklamation|reklamieren|beschwerde|ärger|frage zu",
                "sprung|riss|risse|kratzer|delle|loch",
                "kaputt|beschädigt|defekt|zerbrochen|zerrissen|gebrochen|kaputte*",
                "falsch*|fehlt|fehlen|unvollständig|verloren|verspätet|verspätung|weg|verschwunden|leer",
                "nicht|nichts|nie|kein* _ da|angekommen|gekommen|bekommen|erhalten|geliefert|an|kam|kommt",
                "noch nicht|nichts", "warte|warten", "immer noch",
            ]),
            (Signals.Missing, [
                "noch nichts|nicht|kein* _ bekommen|erhalten|angekommen|gekommen|geliefert|da",
                "nichts|nix|nie _ bekommen|erhalten|angekommen|gekommen", "warte|warten _ auf|noch|seit",
                "falsch* _ bekommen|erhalten|geschickt|geliefert",
                "kaputt _ an|angekommen|gekommen|geliefert|bekommen", "kam|kamen _ kaputt|falsch|beschädigt",
                "falsch* artikel|ware|produkt|größe _ bekommen|erhalten|geliefert|geschickt",
                "zugestellt _ nichts|nicht|nix", "immer noch|kein*|nicht|nichts|nix _ nix|nichts|nicht|kein*|da",
                "noch immer _ nix|nichts|nicht|kein*", "noch _ nicht|nichts|nix|kein* _ zurück|hier|gekommen",
                "warte|warten schon|ewig|lange|immer", "sollte|sollten|hätte|hätten _ gestern|heute|kommen|längst",
                "wann kommt|kommen es|sie|er|das _ an|endlich|denn",
                "bezahlt|gekauft|überwiesen _ nichts|nix|kein*|nicht", "wo bleibt|ist|steckt|sind mein*",
                "bekommen|erhalten|gekommen|angekommen _ kaputt*|beschädigt*|defekt*",
                "kaputt*|beschädigt*|defekt*|zerbrochen* _ bekommen|erhalten|gekommen|angekommen|geliefert",
                "fehlt|fehlen _ paket|karton|lieferung|sendung|päckchen",
                "wann krieg*|bekomm*|erhalt* ich|wir _ mein*|unser*|endlich",
            ]),
            (Signals.Mistake, [
                "falsch* _ bekommen|erhalten|gekriegt|geschickt|geliefert|gesendet|angekommen|gekommen|da|drin",
                "ander*|statt _ bekommen|erhalten|geschickt|geliefert|angekommen _ als|bestellt",
                "nicht was ich bestellt",
                "ihr|sie|du habt|haben|hast _ vergessen", "nicht wie beschrieben|abgebildet|bestellt",
                "bestellt bekommen|erhalten|geliefert|gekommen",
                "bestellt _ aber|und|sondern _ bekommen|erhalten|gekriegt",
                "doppelt|zweimal _ geschickt|geliefert|bekommen|erhalten",
                "doppelt|zweimal abgebucht|berechnet|belastet|bezahlt",
            ]),
            (Signals.Arrived, ["kam|kamen|ankam|angekommen|bekommen|erhalten|geliefert|ausgepackt"]),
            (Signals.Change, [
                "stornier*|storno|abbrechen|widerrufen", "änder*|umändern|geändert|anpassen",
                "umtauschen|zurückschicken|zurückgeben|retournieren|zurücksenden", "hinzufügen",
            ]),
            (Signals.General, [
                "habt ihr", "haben sie", "gibt es|gibts", "was kostet|kosten", "wie lange",
                "wie funktioniert|geht|kann|viel|hoch|bestelle|teuer|läuft", "liefert ihr", "liefern sie",
                "versendet ihr", "verschickt ihr", "verkauft ihr", "kann man|ich", "könnt ihr", "nehmt ihr",
                "akzeptiert ihr", "seid ihr", "bietet ihr",
                "zahlen|zahlt|zahlung*|bezahlen|bezahlung|paypal|klarna|rechnung|kreditkarte|ratenzahlung",
                "garantie|gewährleistung|versichert|widerrufsrecht|agb", "rabatt*|gutschein*|code|aktion",
                "konto|passwort|newsletter|warenkorb|wunschliste|anmelden|login",
                "größe*|groesse|farbe|material|lager|verfügbar|modell|passt", "ist der|die|das|dieses|diese",
                "bekomm*|krieg*|erhalt* ich|wir|man ein|eine|einen", "jede|jedes|jeder|jedem|alle|allen _ paket|pakete",
                "jede|jedes|jeder|jedem|alle|allen _ bestellung|bestellungen|sendung|sendungen|lieferung",
                "webseite|website|seite|app|briefkasten|geschenk*", "normalerweise|üblicherweise|generell",
                "inbegriffen|inklusive|enthalten|teuer|preis|kollektion",
                "lieferbar",
                "welche*|warum|wieso", "versandkosten|rückgaberecht|öffnungszeiten|rückgabe|rücksendung|umtausch",
            ]),
            (Signals.Condition, [
                "sobald", "noch nicht|nichts bestellt|gekauft", "ruft|klingelt|meldet der|die|ein",
                "rufen|ruft _ vor der|dem",
                "nach der|dem bestellung|kauf|versand", "was passiert|wäre", "was ist wenn", "falls",
                "kann|darf|können ich|wir|man ein|eine _ zurückgeben|umtauschen|zurückschicken",
                "kann|darf|können ich|wir|man einen|etwas|artikel _ zurückgeben|umtauschen|zurückschicken",
                "wenn ich|mein*|es|etwas|die|das|der|man|was",
            ]),
            (Signals.Purchase, [
                "bestellen", "kaufen", "eine bestellung aufgeben", "bestellung aufgeben",
            ]),
            (Signals.Person, [
                "menschen|mensch sprechen|reden|bitte|schreiben", "einem menschen|mitarbeiter|berater|mensch",
                "mitarbeiter|berater|kundenservice|kundendienst|kundenbetreuung|kundensupport",
                "sprechen|reden|telefonieren _ jemand*|mensch*", "jemand* _ sprechen|reden|telefonieren|schreiben",
                "echt* mensch*|person", "support _ sprechen|kontaktieren", "mit jemand*",
                "jemand* _ zum reden|sprechen",
                "mit _ chef|chefin|vorgesetzten|verantwortlichen|leiter", "wir|ich _ telefonieren",
                "kein* bot|roboter|maschine|computer", "will|möchte|brauche|gibt _ menschen|mensch|mitarbeiter",
                "verbind* _ mich|mir _ support|service|mensch*|mitarbeiter|person|kollegen",
            ]),
            (Signals.CallBack, [
                "ruf|rufen|ruft _ mich|uns", "mich|uns _ anrufen|zurückrufen|anruft|zurückruft",
                "rückruf|rückrufs", "angerufen|zurückgerufen werden", "um|einen anruf|rückruf",
                "rufen|ruft|ruf _ an|zurück",
            ]),
            (Signals.Corrects, [
                "meinte|meine die|den|das", "meinte|sondern|falsch*|verschrieben|vertippt|sorry|entschuldigung",
            ]),
            (Signals.Lacks, [
                "weiß|weiss ich|nicht", "keine ahnung", "hab|habe|finde|find|kenne _ nicht|keine|nimmer",
                "nicht mehr", "vergessen|verloren|gelöscht", "kein* nummer|ahnung|bestellnummer|plan", "ka",
            ]),
            (Signals.AskedFor, [
                "welche|die|meine nummer", "bestellnummer|auftragsnummer|ordernummer|kundennummer",
                "welche* _ mail|email|nummer|telefonnummer|postleitzahl|plz|adresse|daten",
                "wofür|wozu|warum braucht|brauchen|brauchst",
            ]),
            (Signals.Again, [
                "nochmal|nochmals|erneut", "noch einmal|mal", "versuch* _ wieder|jetzt", "und jetzt|nun",
            ]),
        ],
        SmallTalk =
        [
            (SmallTalkKind.Greeting, [
                "hallo|hi|hey|moin|servus|hallöchen|hello|na|grüezi", "guten|gute|schönen tag|morgen|abend",
                "grüß gott|dich|euch", "hallo|hi|hey zusammen|leute|team",
            ]),
            (SmallTalkKind.Thanks, [
                "danke|merci|dankeschön|thx|thanks", "danke schön|sehr|dir|euch|ihnen",
                "vielen|besten|herzlichen|tausend dank", "vielen lieben dank", "lieben dank", "dank dir|ihnen|euch",
                "super|perfekt|toll|prima|klasse", "für die|ihre|eure hilfe",
            ]),
            (SmallTalkKind.Farewell, [
                "tschüss|tschüß|tschau|ciao|bye|tschö", "auf wiedersehen|wiederschauen", "bis bald|dann|später",
                "schönen|schönes|schöne tag|abend|wochenende noch", "schönen|schönes|schöne tag|abend|wochenende",
                "gute nacht",
            ]),
            (SmallTalkKind.Nod, [
                "ok|okay|ja|nein|nee|jo|jep|klar|gut|genau|gerne",
                "gern|bitte|alles|passt|achso|ach|so|hm|hmm|aha|also", "alles klar|gut", "in ordnung", "na gut",
            ]),
        ],
    };
}
