namespace Cartwright.Assistant.Knowledge.Words;

/// <summary>
/// Words that say nothing about what is asked, in the five languages, folded. A word that names a thing in one of them
/// ("hat", "war", "car") is not dropped for another's sake.
/// </summary>
internal static class StopWords
{
    private const string English =
        "a about after again all also although am an and any anyone anything are as at be been before being both but by "
        + "can cannot could did do does doing done don down each else ever for from get gets getting give go going got "
        + "had has have having he her here hers him his how however i if in into is it its itself just know let like "
        + "ll long many may me might mine more most much my need needs no nor not now of off often on once one only or "
        + "other our ours out over own per please possible re really same say says shall she should since so some "
        + "someone something soon still such take takes tell than thank thanks that the their them then there these "
        + "they thing this those though through till to too under until up upon us ve very want wants was way we well "
        + "were what whats when where whether which while who whom whose why will with within without would yes yet "
        + "you your yours hi hello hey happen happens make makes made isn aren doesn didn won actually maybe guys";

    private const string German =
        "aber alle allem allen aller alles als also ander andere anderen auch auf aus bei beim bin bis bist bitte da "
        + "damit dann das dass dein deine dem den denn der des dich die dies diese diesem diesen dieser dieses dir "
        + "doch dort du durch ein eine einem einen einer eines er es euch euer eure euren fur gegen geht gibt habe haben "
        + "habt hallo hier ich ihm ihn ihnen ihr ihre ihrem ihren im in ist ja jede jedem jeden jeder jedes kann kannst "
        + "kein keine keinen konnen konnt machen man mein meine meinem meinen meiner mich mir mit mochte muss mussen "
        + "nach nicht noch nur ob oder ohne sein seine sich sie sind so sollte uber um und uns unser unsere unter viel "
        + "viele vom von vor wann warum was welche welchem welchen welcher welches wenn wer werde werden wie wieviel "
        + "wir wird wo wollen wurde zu zum zur lange";

    private const string French =
        "ai ait alors au aux avec avez avoir avons bonjour c ca ce cela ces cet cette chez combien comme comment d dans "
        + "de des du elle elles en encore es est et etes etre eux faire fait faut il ils j je jour l la le les leur leurs "
        + "lui m ma mais me merci meme mes moi mon n ne nos notre nous on ont ou par pas pendant peut peux peuvent pour "
        + "pourquoi puis puisje qu quand que quel quelle quelles quels qui quoi s sa sans se ses si sont sous suis sur "
        + "t ta te tes toi ton tous tout toute toutes tres tu un une va veux voici vos votre vous y votres temps";

    private const string Spanish =
        "al algo algun alguna algunos ante antes como con cual cuales cuando cuanta cuantas cuanto cuantos de del desde "
        + "donde e el ella ellas ellos en entre era es esa ese eso esta estan estas este esto estos estoy fue gracias ha "
        + "hace hacen hacer hacia han hasta hay hola la las le les lo los mas me mi mientras mis mucho muy nada ni no "
        + "nos nosotros o os para pero poco por porque puede pueden puedo que quien quiero se sea ser si sin sobre son "
        + "soy su sus tambien te tengo tiene tienen todo todos tu tus un una unas uno unos usted ustedes va y ya yo "
        + "tarda tiempo dias";

    private const string Portuguese =
        "a ao aos as ate com da das de dele dela depois do dos e ela elas ele eles em entao era essa esse esta estao este "
        + "eu faz fazem fazer foi ha isso isto ja lhe mais mas meu meus minha minhas muito na nao nas nem no nos nossa "
        + "nosso num numa o obrigado obrigada ola onde os ou para pela pelo pode podem podemos posso por porque "
        + "qual quais quando quanto quanta quantos quantas que quem quero se seja sem ser seu seus so sao sua suas tambem "
        + "tem tenho temos ter teu tua tudo um uma umas uns vai voce voces";

    private static readonly HashSet<string> All = new(
        string.Join(' ', English, German, French, Spanish, Portuguese).Split(' '), StringComparer.Ordinal);

    /// <param name="word">Folded.</param>
    public static bool Contains(string word) =>
        All.Contains(word) || (word.Length == 1 && !char.IsDigit(word[0]));
}
