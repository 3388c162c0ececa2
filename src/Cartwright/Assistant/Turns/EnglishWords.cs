namespace Cartwright.Assistant.Turns;

/// <summary>How English-speaking shoppers say it.</summary>
internal static class EnglishWords
{
    /// <summary>What somebody waits for.</summary>
    private const string Thing =
        "order|orders|oder|ordr|package|packages|parcel|parcels|delivery|shipment|purchase";

    public static readonly TurnWords Table = new()
    {
        FrequentWords =
            "the and is are my your you i it its to of for with this that have has had do does did not what "
            + "where wheres when how can could would will was were from there they about which who yet get got "
            + "haven hasn isn don doesn please still order package parcel but if by or just want need been came "
            + "sent any why hello thanks thank a me let we us im ive ill its so on no be am an as up out them then our "
            + "he she they something someone one would ve ll re",
        Letters = "",
        Lines =
        [
            (Signals.Whereabouts, [
                $"where|wheres|were _ {Thing}", "where|wheres _ my|the|our|is|are _ stuff|items|shoes|things",
                "where|wheres _ i ordered|bought",
                $"track|trace|locate _ {Thing}", "what|whats|where|give|send _ tracking number|link|code|id",
                $"status of|on|for _ {Thing}", $"{Thing} status",
                $"when|whens _ my|our|the {Thing}", "when _ my _ arrive|arriving|come|coming|ship|delivered|here",
                $"when _ i|we|ill _ get|getting|receive _ {Thing}|stuff|things|refund|money",
                "did|have|has you|u|they|ya _ ship|shipped|sent|send|dispatched _ it|them|yet|out|already|my",
                $"has|is|did|was _ my|our|the {Thing} _ shipped|ship|sent|left|dispatched",
                $"has|is|did|was _ my|our|the {Thing} _ coming|delivered|arrived|arrive|way",
                $"how long _ my {Thing}|stuff", $"update|news|info _ my|our|the {Thing}", "any news|update|updates",
                "need|want|send|give _ update", "when _ it|they _ get|gets here",
                "did|has|is|was|where|wheres|when _ my|our _ return|exchange|refund|replacement",
                $"check|find|look _ my _ {Thing}", $"whats up with my {Thing}",
                "on|happening|happened|up|wrong with|to _ #",
                "has|is|did|was # _ shipped|ship|sent|left|arrived|come|delivered|way|coming|dispatched|here|go|gone",
                "news|word|info on|about|of|for _ #",
                "check|checking|look|looking|find _ #", "question|asking|query about|on|regarding _ #",
            ]),
            (Signals.Tracking, ["tracking"]),
            (Signals.Theirs, [
                $"my|our|the|this|that _ {Thing}", $"{Thing} i placed|made|bought", "i|we ordered", "i|we _ bought",
                "i|we placed an order", "i|we made an order", "an order i", "delivery|shipping address|adress",
                "i've ordered", "i have ordered", "my|our stuff|things|items|goods",
                "somebody|someone else s order|parcel|package",
                "ordered|bought _ last|yesterday|ago",
            ]),
            (Signals.Trouble, [
                "problem|issue|trouble|complaint|complain",
                "broken|damaged|crushed|defective|faulty|cracked|torn|leaking|smashed|shattered|bent|dented|scratched",
                "in pieces|bits", "chipped|holdup|delay|delays|ruined|wet|soaked|mouldy|moldy",
                "doesn|don|didn|doesnt|dont|didnt _ fit|work|open|match",
                "wrong|incorrect|missing|incomplete|lost|stolen|late|delayed|stuck|empty",
                "not|never|hasn|haven|didn _ arrive|arrived|come|came|received|receive",
                "hasnt|havent|didnt|isn|isnt|still _ arrive|arrived|come|came|received|receive",
                "not|never|hasn|haven|didn _ delivered|here|shipped|show|got|get",
                "hasnt|havent|didnt|isn|isnt|still _ delivered|here|shipped|show|got|get",
                "nothing _ came|come|arrived|received", "still waiting",
            ]),
            (Signals.Missing, [
                "never|not|haven|havent _ arrived|arrive|received|receive|delivered|come|came",
                "didn|didnt|hasn|hasnt _ arrived|arrive|received|receive|delivered|come|came", "still waiting _ for",
                "you|they sent _ wrong", "sent me _ wrong", "got|received _ wrong|broken|damaged",
                "came|arrived _ broken|damaged|wrong|late", "says|said|shows|showing|marked _ delivered",
                "nothing came|arrived|has",
                "still|have|had|getting _ nothing", "still _ not|isn|isnt|hasn|hasnt _ here|there|moved|shown",
                "on|been|waited|waiting _ day|days|week|weeks|month|months",
                "weeks|days|month|months later", "paid _ nothing|received|got", "nothing since|yet|so far",
                "where|wheres _ money|refund|cash", "no sign|trace|word of|from", "heard _ nothing", "still no",
                "been waiting since|for", "hasn|hasnt|not|never _ shown|turned|showed|appeared", "out for delivery",
                "waiting _ ages|forever|long", "supposed|due|meant|should _ yesterday|today|monday|tuesday|wednesday",
                "supposed|due|meant|should _ thursday|friday|saturday|sunday|last|week", "where r|re my",
                "how long|when till|until|before it|they _ arrives|arrive|comes|come|ships",
                "when it|is|will|does it|they _ coming|arriving|arrive", "got _ two left|right|same",
                "turned|showed|came|arrived up _ broken|bent|damaged|cracked|wrong|torn|dirty|used|open|empty",
                "got|received|bought _ broken|damaged|bent|cracked|torn|faulty|defective|used|dirty",
                $"{Thing} _ stuck|lost|stolen|late|delayed|damaged|missing|sitting",
                "when _ i|we|ill _ get|getting|receive _ my|our",
                $"{Thing}|it|status|nothing _ not|hasn|hasnt|isn|isnt|hadnt _ moved|moving|updated|changed|budged",
                "got|came|arrived|has|have _ crack|cracks|hole|holes|dent|dents|scratch|scratches|stain|stains _ it",
                "only|just half|part|one|two|some _ my|the|it|them _ came|arrived|was|in|here",
                "missing _ box|parcel|package|bag",
                "where|wheres _ is|are|s my", "wheres my", "got nothing", "where is it",
                "item|items|product _ arrived|came _ broken|damaged|late|wrong",
            ]),
            (Signals.Mistake, [
                "got|received|sent|shipped|came|arrived|gave _ wrong|incorrect",
                "wrong|incorrect _ sent|came|arrived|delivered|shipped|received|inside",
                "sent|shipped|got|received|gave _ somebody|someone else|elses",
                "you|they|u|me sent|shipped|delivered|gave _ instead", "i|we got|received _ instead",
                "sent me _ i|we asked|ordered", "ordered|asked _ but|and got|received", "not what i|we ordered|bought",
                "sent|shipped|got|received two|twice|double", "you|they|u forgot|left",
                "not as|like described|pictured|shown|advertised",
                "charged|billed _ twice|double",
            ]),
            (Signals.Arrived, ["came|arrived|received|delivered|unpacked|opened", "turned|showed up"]),
            (Signals.Change, [
                "cancel|cancell|cancelling", "send|sending _ back", "money back", "change|edit|update|modify|amend",
                "return|exchange|refund",
                "add|remove", "stop",
            ]),
            (Signals.General, [
                "do|does you|your|u", "do i|we have|need", "are you|your|there|these|they", "is there|this|your|it",
                "what|whats is|are|s _ your|the", "whats your", "what is|s your|the", "policy|policies",
                "how long do|does|is|are|will|shipping|until", "how much|many",
                "how do|can|to i|we|you|place|order|use|return|wash", "how does|do",
                "can|could i|we pay|order|buy|get|return|exchange|use|call|pick|send",
                "pay|paypal|payment|klarna|credit|invoice", "warranty|guarantee|insured|insurance",
                "discount|coupon|promo|voucher|code",
                "gift card|cards|certificate|wrap|wrapping|wrapped|box|message",
                "site|website|app|page|checkout|letterbox|mailbox",
                "account|password|login|newsletter|wishlist|cart|points",
                "size|sizes|sizing|colour|color|material|stock|available|model", "which|who|why do|does|is|are",
                "will|would|do|can i|we _ get|receive|have a|an|any", "every|each|all _ order|parcel|package|delivery",
                $"all|most {Thing}", "does|do|will someone|somebody|anyone|your", "always|usually|normally",
                "included|include|expensive|price|cost|costs", "back in stock", "collection",
                "better|best", "ship|deliver|shipping to", "is|are the|a", "would it|this",
            ]),
            (Signals.Condition, [
                "what if", "what happens", "in case", "if i|we|you|it|something",
                "if the|a|an _ wrong|broken|damaged|lost|late|missing|gets", "if my _ arrives|gets|is",
                "would happen", "haven't ordered|bought", "not ordered|bought yet",
                "does|do|will|would the|a|your _ driver|courier|carrier|postman _ call|ring|phone",
                "once _ ships|ship|shipped|sent|dispatched|delivered|ordered|order|bought",
                "can|could|may i|we _ return|exchange something|anything|items|an|a",
            ]),
            (Signals.Purchase, [
                "to order|buy|purchase", "can|could|may i|we order|buy", "i|we order", "order by|with|via|some|more",
                "place|placing|make an|a order", "orders over|above|under|of",
            ]),
            (Signals.Person, [
                "human please|agent|being|now", "a|an|real|actual|live human|agent|operator|representative",
                "real|actual|live person|people|agent", "agent|representative|operator|human please|now|pls",
                "speak|talk|chat|connect|transfer _ human|agent|person|someone|somebody|representative",
                "speak|talk|chat|connect|transfer _ manager|staff|supervisor|support|operator|people",
                "customer service|support|care", "your manager|supervisor", "contact|call|reach support|someone",
                "to|with a|your|the|some manager|supervisor|boss|human", "bot|robot|machine _ human|person|agent",
                "human|person _ bot|robot|machine", "operator|representative", "anyone|someone real|human",
                "give|get me a|some|another person|human|someone", "pass|put me _ through|on|to",
            ]),
            (Signals.CallBack, [
                "call|ring|phone|telephone me|us", "give me|us a call|ring|bell", "call back", "callback",
                "someone|somebody|anyone|please _ contact|reach me|us",
            ]),
            (Signals.Corrects, [
                "meant|mean", "wrong number|order|one", "sorry|oops|actually|instead|mistake|typo",
            ]),
            (Signals.Lacks, [
                "don't _ have|know|remember|recall|got", "can't _ find|remember|recall", "cannot _ find|remember",
                "do not _ have|know|remember", "no idea|clue", "not sure", "idk|dunno", "lost it|the", "forgot",
                "without _ number", "haven't got", "never got _ number|email|confirmation",
            ]),
            (Signals.AskedFor, [
                "order|which|what|the|that number", "order id",
                "which|what|whose _ email|mail|phone|number|postcode|zip|address|details|one",
                "what do you need|mean", "why do you need", "find|look it|me|my|order|up _ name|up",
            ]),
            (Signals.Again, [
                "again", "retry", "try now", "and now", "any news", "once more",
            ]),
        ],
        SmallTalk =
        [
            (SmallTalkKind.Greeting, [
                "hi|hello|hey|hiya|yo|howdy|greetings", "hi|hello|hey there|all|team|guys|everyone",
                "good morning|afternoon|evening|day", "how are you", "anyone|anybody there|here", "whats up",
            ]),
            (SmallTalkKind.Thanks, [
                "thanks|thx|ty|cheers|tysm", "thank you|u", "thanks|thank you|u so|very much",
                "thanks a lot|million|bunch", "thanks so much", "much appreciated", "for your|the|all help",
                "great|perfect|awesome|lovely|super|amazing",
            ]),
            (SmallTalkKind.Farewell, [
                "bye|goodbye|cya|ciao", "bye bye", "see you|ya", "see you later|soon", "good night",
                "have a nice|good|great day|one|evening|weekend",
            ]),
            (SmallTalkKind.Nod, [
                "ok|okay|k|yes|yeah|yep|yup|no|nope|sure|fine",
                "alright|right|hmm|hm|oh|ah|well|cool|good|please|lol|so", "got it", "i see", "all right|good",
                "that's all|it|fine", "no problem|worries",
            ]),
        ],
    };
}
