using System.Text;
using System.Text.RegularExpressions;
using Cartwright.Lookup;

namespace Cartwright.Assistant.Knowledge.Words;

/// <summary>
/// Sentences that speak to a model instead of telling something: pure. They are neither shown to one nor quoted. It is a
/// help and no guard: what a model writes is held to the facts whatever it was told.
/// </summary>
internal static partial class Instructions
{
    public static string DropFrom(string text)
    {
        var kept = new StringBuilder(text.Length);
        foreach (var line in text.Split('\n'))
        {
            var sentences = Sentences.Of(line);
            // What stands behind an instruction in its line goes on with it.
            var told = sentences.TakeWhile(sentence => !IsOne(sentence)).ToList();
            if (told.Count > 0)
            {
                kept.Append(kept.Length > 0 ? "\n" : "")
                    .Append(told.Count == sentences.Count ? line.Trim() : string.Join(' ', told));
            }
        }

        return kept.ToString();
    }

    public static bool IsOne(string sentence)
    {
        var plain = PlainText.Of(sentence);
        // What can't be seen may stand between any two letters, and accents are often left out.
        var words = string.Join(' ', Folding.WordsOf(plain));
        return Marks().IsMatch(plain) || Mouths().IsMatch(plain) || Overrides().IsMatch(words)
            || Roles().IsMatch(words) || Tells().IsMatch(words) || Asks().IsMatch(words);
    }

    private const RegexOptions Options = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant;

    private const string Said =
        "must|should|shall|has to|have to|says?|tell|write|answer|reply|respond|output|reveal|muss|soll|sollst|sag|sage|"
        + "schreib|schreibe|antworte|doit|dis|dites|ecris|ecrivez|reponds|debe|debes|di|diga|responde|escribe|deve|diz|"
        + "escreva|responda";

    private const string Shopper =
        "customers?|shoppers?|users?|buyers?|visitors?|clients?|kunden?|kaufer|nutzer|acheteurs?|utilisateurs?|"
        + "clientes?|compradore?s?|usuarios?";

    // The marks of chat templates, of markup that hides, and of texts that were encoded to pass unseen.
    [GeneratedRegex(
        @"<\|?/?(?:im_start|im_end|system|assistant|user|s|inst|sys|endoftext|instructions?)\|?>|\[/?inst\]|<<sys>>|"
        + @"#{2,}\s*(?:instruction|system|response|assistant)|(?:^|[^\p{L}])(?:system|assistant|developer|human)\s*:|"
        + @"<!--|-->|!\[|javascript:|NOT_IN_FACTS|""(?:role|facts|question)""\s*:|[A-Za-z0-9+/]{48,}={0,2}",
        Options)]
    private static partial Regex Marks();

    // 'Say "…"': words that are put into somebody's mouth.
    [GeneratedRegex(
        $@"\b(?:{Said}|print|repeat|reply with|append|add|wiederhole|ajoute[zr]?|repite|repita|escreve|responder|write)\b"
        + @"[^""“”„«»‘’'.]{0,30}[""“„«‘']",
        Options)]
    private static partial Regex Mouths();

    // "Ignore all previous instructions", in the five languages.
    [GeneratedRegex(
        @"\b(?:ignore[zrs]?|ignoriere?n?|ignor[ae]|ignoren|disregard|forget|override|bypass|vergiss|vergesst|missachte|"
        + @"oublie[zr]?|olvid[ae]|olviden|esquec[ae]|desconsider[ae]|haz caso omiso|ne tiens? pas compte)\b.{0,60}"
        + @"\b(?:instruc\w*|instruk\w*|rules?|prompts?|guidelines?|previous|prior|above|earlier|everything|anweisung\w*|"
        + @"regeln?|vorgaben?|bisherige\w*|vorherige\w*|alles|regles?|consignes?|precedent\w*|tout|toutes?|reglas?|"
        + @"anterior\w*|todo|todas?|regras?|tudo)\b"
        + @"|\b(?:system|developer|hidden|initial|secret) (?:prompt|message|instructions?|anweisung\w*)\b|"
        + @"\bsystem(?:prompt|anweisung\w*|nachricht)\b|\binstruc\w+ (?:du |del |do |de )?(?:systeme|sistema)\b|"
        + @"\b(?:new|neue|nouvelles?|nuevas?|novas?) (?:instruc\w+|instruk\w+|anweisung\w*|consignes?)\b",
        Options)]
    private static partial Regex Overrides();

    // "You are now …", "act as …"
    [GeneratedRegex(
        @"\byou are (?:now|no longer)\b|\bfrom now on\b|\bact as (?:a|an|if|the)\b|\bpretend (?:to be|you|that)\b|"
        + @"\brole ?play\b|\bdu bist (?:jetzt|nun|ab)\b|\bab sofort (?:bist|sagst|antwortest)\b|\bverhalte dich\b|"
        + @"\btu es (?:maintenant|desormais)\b|\bvous etes (?:maintenant|desormais)\b|\bfais comme si\b|"
        + @"\b(?:ahora|a partir de ahora) (?:eres|actua\w*|responde\w*)\b|\bactua como\b|"
        + @"\b(?:agora|a partir de agora) (?:voce|tu|aja|responda)\b|\baja como\b|"
        + @"\b(?:developer|debug|admin|god|dan|jailbreak) mode\b|\bdo anything now\b",
        Options)]
    private static partial Regex Roles();

    // "The assistant must …", "tell the customer that …"
    [GeneratedRegex(
        $@"\b(?:ai|llm|gpt|chat ?bots?|bots?|assistant|assistent|assistente|asistente|language model|sprachmodell|ki|ia|"
        + $@"modele de langage|modelo de lenguaje|modelo de linguagem)\b.{{0,60}}\b(?:{Said})\b"
        + $@"|\b(?:tell|inform|assure|convince|promise|sag|sage|versichere|dis|dites|informez?|assurez?|di|dile|diga|"
        + $@"informa|informe|asegura|asegure|garanta)\b (?:(?:the|every|all|any|each|this|your|dem|der|den|allen|jedem|"
        + $@"au|aux|a|la|le|les|tous|al|los|las|todos|ao|aos|os|um|einem) ){{0,3}}(?:{Shopper})\b",
        Options)]
    private static partial Regex Tells();

    // "Reply only with …", "repeat the text above", at the beginning of a sentence.
    [GeneratedRegex(
        @"^(?:please |now |then |first |instead |bitte |por favor |s il vous plait |important |wichtig |note )*"
        + @"(?:(?:reply|respond|answer|output|print|repeat|write|say|send|reveal|show|translate|append|add)\b"
        + @" (?:only|exactly|with|the following|verbatim|this|back|the (?:text|words|above|system)|your|me|that|to every)|"
        + @"(?:antworte|schreibe?|gib|wiederhole|sag|sage|zeige?)\b (?:nur|genau|mit|aus|folgend\w*|immer|dass|mir|deine)|"
        + @"(?:reponds|repondez|ecris|ecrivez|repete[zr]?|dis|dites|affiche[zr]?)\b"
        + @" (?:seulement|exactement|avec|par|uniquement|ceci|que|toujours|tes|vos)|"
        + @"(?:responde|escribe|repite|di|diga|muestra|contesta)\b"
        + @" (?:solo|solamente|exactamente|con|lo siguiente|que|siempre|tus)|"
        + @"(?:responda|escreva|repita|diz|diga|mostre)\b (?:apenas|somente|exatamente|com|o seguinte|que|sempre|suas))\b"
        + @"|\b(?:do not|don t|never) (?:mention|reveal|disclose|cite|tell)\b",
        Options)]
    private static partial Regex Asks();
}
