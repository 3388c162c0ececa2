using System.Collections.Frozen;
using System.Globalization;

namespace Cartwright.Regions;

/// <summary>
/// Where a postal code lies, for the countries whose codes tell it: the first three digits in the United States, the
/// first letter in Canada.
/// </summary>
public static class PostalRegions
{
    private const string UnitedStates =
        "AL=350-369;AK=995-999;AZ=850-865;AR=716-729,755;CA=900-961;CO=800-816;CT=060-069;DC=200-205,569;DE=197-199;"
        + "FL=320-339,341-349;GA=300-319,398-399;HI=967-968;IA=500-528;ID=832-838;IL=600-629;IN=460-479;KS=660-679;"
        + "KY=400-427;LA=700-714;MA=010-027,055;MD=206-219;ME=039-049;MI=480-499;MN=550-567;MO=630-658;MS=386-397;"
        + "MT=590-599;NC=270-289;ND=580-588;NE=680-693;NH=030-038;NJ=070-089;NM=870-884;NV=889-898;NY=005,063,100-149;"
        + "OH=430-459;OK=730-732,734-749;OR=970-979;PA=150-196;RI=028-029;SC=290-299;SD=570-577;TN=370-385;"
        + "TX=733,750-799,885;UT=840-847;VA=201,220-246;VT=050-059;WA=980-994;WI=530-549;WV=247-268;WY=820-831,834;"
        + "PR=006-009;VI=008;GU=969;AS=967;MP=969;AA=340;AE=090-099;AP=962-966";

    private const string Canada = "AB=T;BC=V;MB=R;NB=E;NL=A;NS=B;NT=X;NU=X;ON=KLMNP;PE=C;QC=GHJ;SK=S;YT=Y";

    private static readonly FrozenDictionary<string, string[]> StatesByPrefix = ReadStates();

    private static readonly FrozenDictionary<string, string[]> ProvincesByLetter = Canada.Split(';')
        .Select(row => row.Split('='))
        .SelectMany(row => row[1], (row, letter) => (Letter: letter.ToString(), Province: row[0]))
        .GroupBy(pair => pair.Letter, pair => pair.Province)
        .ToFrozenDictionary(group => group.Key, group => group.ToArray(), StringComparer.Ordinal);

    /// <summary>
    /// The provinces that a valid postal code may lie in; empty where it does not tell.
    /// </summary>
    public static IReadOnlyList<string> Of(string countryCode, string postalCode) => countryCode switch
    {
        "US" when postalCode.Length >= 3 => StatesByPrefix.GetValueOrDefault(postalCode[..3]) ?? [],
        "CA" when postalCode.Length >= 1 =>
            ProvincesByLetter.GetValueOrDefault(postalCode[..1].ToUpperInvariant()) ?? [],
        _ => [],
    };

    private static FrozenDictionary<string, string[]> ReadStates() =>
    (
        from row in UnitedStates.Split(';')
        let parts = row.Split('=')
        from range in parts[1].Split(',')
        let ends = range.Split('-')
        let first = int.Parse(ends[0], CultureInfo.InvariantCulture)
        let last = int.Parse(ends[^1], CultureInfo.InvariantCulture)
        from prefix in Enumerable.Range(first, last - first + 1)
        group parts[0] by prefix.ToString("000", CultureInfo.InvariantCulture)
    ).ToFrozenDictionary(group => group.Key, group => group.ToArray(), StringComparer.Ordinal);
}
