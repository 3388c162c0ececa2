using System.Collections.Frozen;

namespace Cartwright.Regions;

/// <summary>
/// The places of the checkout contract: ISO 3166-1 alpha-2, with AC, AN, TA and XK, which the contract has too. ZZ,
/// which means an unknown place, is left out: nothing can be delivered there.
/// </summary>
public static class Countries
{
    private static readonly FrozenSet<string> Codes = (
        "AC AD AE AF AG AI AL AM AN AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV "
        + "BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET "
        + "FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM "
        + "IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD "
        + "ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE "
        + "PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST "
        + "SV SX SY SZ TA TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF "
        + "WS XK YE YT ZA ZM ZW").Split(' ').ToFrozenSet(StringComparer.Ordinal);

    /// <summary>What people write for a country most often, when they do not write its code.</summary>
    private static readonly FrozenDictionary<string, string> CodeByName = new Dictionary<string, string>
    {
        ["usa"] = "US", ["unitedstates"] = "US", ["unitedstatesofamerica"] = "US", ["america"] = "US",
        ["uk"] = "GB", ["unitedkingdom"] = "GB", ["greatbritain"] = "GB", ["gbr"] = "GB", ["england"] = "GB",
        ["scotland"] = "GB", ["wales"] = "GB", ["canada"] = "CA", ["can"] = "CA", ["australia"] = "AU", ["aus"] = "AU",
        ["newzealand"] = "NZ", ["ireland"] = "IE", ["germany"] = "DE", ["deutschland"] = "DE", ["deu"] = "DE",
        ["france"] = "FR", ["fra"] = "FR", ["spain"] = "ES", ["espana"] = "ES", ["italy"] = "IT", ["italia"] = "IT",
        ["netherlands"] = "NL", ["holland"] = "NL", ["belgium"] = "BE", ["switzerland"] = "CH", ["austria"] = "AT",
        ["sweden"] = "SE", ["norway"] = "NO", ["denmark"] = "DK", ["finland"] = "FI", ["poland"] = "PL",
        ["portugal"] = "PT", ["greece"] = "GR", ["el"] = "GR", ["japan"] = "JP", ["jpn"] = "JP", ["china"] = "CN",
        ["india"] = "IN", ["ind"] = "IN", ["brazil"] = "BR", ["brasil"] = "BR", ["mexico"] = "MX", ["mex"] = "MX",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>True for a code in capitals.</summary>
    public static bool IsCode(string code) => Codes.Contains(code);

    /// <summary>The code that is meant by a country's name, such as USA; null when that is not known.</summary>
    public static string? Suggest(string written) =>
        CodeByName.TryGetValue(FoldedName.Of(written), out var code) ? code : null;
}
