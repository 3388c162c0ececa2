using System.Collections.Frozen;

namespace Cartwright.Regions;

/// <summary>
/// The forms of postal codes by country. In a form <c>#</c> is a digit, <c>@</c> a letter and <c>*</c> either; any
/// other character stands for itself. Spaces, hyphens and small letters in what was written do not matter.
/// A country that is not listed has no postal codes, or none that are used.
/// </summary>
public static class PostalCodes
{
    private const string Rows =
        "AC=ASCN 1ZZ;AD=AD###;AF=####;AI=AI-2640;AL=####;AM=####;AR=####|@####@@@;AS=#####|#####-####;AT=####;AU=####;"
        + "AX=22###;AZ=AZ####|####;BA=#####;BB=BB#####;BD=####;BE=####;BG=####;BH=###|####;BL=971##;BM=@@ ##|@@ @@;"
        + "BN=@@####;BR=#####-###;BT=#####;BY=######;CA=@#@ #@#;CC=####;CH=####;CL=#######;CN=######;CO=######;"
        + "CR=#####;CU=#####;CV=####;CX=####;CY=####;CZ=### ##;DE=#####;DK=####;DO=#####;DZ=#####;EC=######;EE=#####;"
        + "EG=#####|#######;EH=#####;ES=#####;ET=####;FI=#####;FK=FIQQ 1ZZ;FM=#####|#####-####;FO=###;FR=#####;"
        + "GB=@# #@@|@## #@@|@@# #@@|@@## #@@|@#@ #@@|@@#@ #@@;GE=####;GF=973##;GG=GY# #@@|GY## #@@;GI=GX11 1AA;"
        + "GL=####;GN=###;GP=971##;GR=### ##;GS=SIQQ 1ZZ;GT=#####;GU=#####|#####-####;GW=####;HM=####;HN=#####;"
        + "HR=#####;HT=####;HU=####;ID=#####;IE=@#* ****;IL=#######|#####;IM=IM# #@@|IM## #@@;IN=######;IO=BBND 1ZZ;"
        + "IQ=#####;IR=#####-#####;IS=###;IT=#####;JE=JE# #@@|JE## #@@;JO=#####;JP=###-####;KE=#####;KG=######;"
        + "KH=#####|######;KR=#####;KW=#####;KY=KY#-####;KZ=######|@##@#@#;LA=#####;LB=#### ####|####;LI=####;"
        + "LK=#####;LR=####;LS=###;LT=LT-#####|#####;LU=####|L-####;LV=LV-####;MA=#####;MC=980##;MD=MD-####|####;"
        + "ME=#####;MF=971##;MG=###;MH=#####|#####-####;MK=####;MM=#####;MN=#####;MP=#####|#####-####;MQ=972##;"
        + "MT=@@@ ####;MU=#####;MV=#####;MX=#####;MY=#####;MZ=####;NC=988##;NE=####;NF=####;NG=######;NI=#####;"
        + "NL=#### @@;NO=####;NP=#####;NZ=####;OM=###;PA=####;PE=#####;PF=987##;PG=###;PH=####;PK=#####;PL=##-###;"
        + "PM=97500;PN=PCRN 1ZZ;PR=#####|#####-####;PT=####-###;PW=#####|#####-####;PY=####|######;RE=974##;"
        + "RO=######;RS=#####|######;RU=######;SA=#####|#####-####;SD=#####;SE=### ##;SG=######;SH=STHL 1ZZ;SI=####;"
        + "SJ=####;SK=### ##;SM=4789#;SN=#####;SV=####;SZ=@###;TA=TDCU 1ZZ;TC=TKCA 1ZZ;TH=#####;TJ=######;TM=######;"
        + "TN=####;TR=#####;TT=######;TW=###|#####|######;TZ=#####;UA=#####;US=#####|#####-####;UY=#####;UZ=######;"
        + "VA=00120;VC=VC####;VE=####|####-@;VG=VG####;VI=#####|#####-####;VN=#####|######;WF=986##;XK=#####;"
        + "YT=976##;ZA=####;ZM=#####";

    /// <summary>Places that have postal codes which many of their addresses go without.</summary>
    private static readonly FrozenSet<string> Optional =
        "AF AI AZ BB BD BT CL CO CR DO EC EG ET GE GI GN GT GW HN HT IE IQ IR JO KE KH KW KY LA LB LK LR LS MD MG MM MN"
            .Split(' ')
            .Concat("MU MV MZ NE NG NI NP OM PA PE PG PK PY SD SN SV SZ TC TT TZ UY VC VE VG VN ZM AC TA".Split(' '))
            .ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Places with codes that begin with 0, which a spreadsheet drops.</summary>
    private static readonly FrozenSet<string> WithZeroInFront =
        "AU BR CO DE DK DZ EE ES FI FR IT JP KR LT MX MY NO NZ PE PL PR RO SG TR UA US".Split(' ')
            .ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, string[]> Forms = Rows.Split(';')
        .ToFrozenDictionary(row => row[..2], row => row[3..].Split('|'), StringComparer.Ordinal);

    public static bool AreRequiredIn(string country) => Forms.ContainsKey(country) && !Optional.Contains(country);

    /// <summary>
    /// The code as that country's post writes it; null when it has none of the country's forms. Where nothing is known
    /// of a country's codes, any short code will do.
    /// </summary>
    public static string? Canonical(string country, string written)
    {
        if (!Forms.TryGetValue(country, out var forms))
        {
            var trimmed = written.Trim();
            return trimmed.Length <= 20 && trimmed.All(letter => char.IsLetterOrDigit(letter) || letter is ' ' or '-')
                ? trimmed.ToUpperInvariant()
                : null;
        }

        if (written.Length > 40) return null;
        var bare = Bare(written);
        return forms.Select(form => Fill(form, bare)).FirstOrDefault(filled => filled is not null);
    }

    /// <summary>
    /// What may be meant: a zero at the front gets lost, and some digits are easily taken for letters.
    /// </summary>
    public static string? Suggest(string country, string written)
    {
        if (!Forms.TryGetValue(country, out var forms)) return null;
        var bare = Bare(written);
        var digits = bare.Replace('O', '0').Replace('I', '1').Replace('L', '1');
        foreach (var form in forms)
        {
            var isZeroLost = digits.Length == form.Count(IsWritten) - 1 && WithZeroInFront.Contains(country);
            var isDigitsOnly = form.All(place => place is '#' or ' ' or '-');
            if (isDigitsOnly && Fill(form, isZeroLost ? "0" + digits : digits) is { } filled)
            {
                return filled;
            }
        }

        return null;
    }

    /// <summary>The forms by example, such as <c>12345 or 12345-6789</c>; null where any code will do.</summary>
    public static string? Example(string country)
    {
        if (!Forms.TryGetValue(country, out var forms)) return null;
        var examples = forms.Select(form =>
        {
            var digit = 0;
            var letter = 0;
            return string.Concat(form.Select(place => place switch
            {
                '#' => (char)('1' + (digit++ % 9)),
                '@' or '*' => (char)('A' + (letter++ % 26)),
                _ => place,
            }));
        }).ToArray();
        return string.Join(" or ", examples.Take(3));
    }

    private static string Bare(string written) => string.Concat(written.Where(IsWritten)).ToUpperInvariant();

    private static bool IsWritten(char place) => place != '-' && !char.IsWhiteSpace(place);

    private static string? Fill(string form, string bare)
    {
        var filled = new char[form.Length];
        var at = 0;
        for (var i = 0; i < form.Length; i++)
        {
            if (!IsWritten(form[i]))
            {
                filled[i] = form[i];
                continue;
            }

            if (at == bare.Length || !Fits(form[i], bare[at])) return null;
            filled[i] = bare[at++];
        }

        return at == bare.Length ? new string(filled) : null;
    }

    private static bool Fits(char place, char letter) => place switch
    {
        '#' => char.IsAsciiDigit(letter),
        '@' => char.IsAsciiLetterUpper(letter),
        '*' => char.IsAsciiDigit(letter) || char.IsAsciiLetterUpper(letter),
        _ => place == letter,
    };
}
