using System.Collections.Frozen;
using System.Globalization;

namespace Cartwright;

/// <summary>How an amount is written for people, such as <c>$12.34</c>, <c>¥1,234</c> or <c>12.34 CHF</c>.</summary>
public static class MoneyDisplay
{
    private const string TwoDigits =
        "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY "
        + "COP CRC CUC CUP CVE CYP CZK DKK DOP DZD EEK EGP ERN ETB EUR FJD FKP GBP GEL GGP GHC GHS GIP GMD GTQ GYD HKD "
        + "HNL HRK HTG HUF IDR ILS IMP INR IRR JEP JMD KES KGS KHR KID KPW KYD KZT LAK LBP LKR LRD LSL LTL LVL MAD MDL "
        + "MGA MKD MMK MNT MOP MRO MRU MTL MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR "
        + "RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SKK SLL SOS SRD SSP STD SVC SYP SZL THB TJS TMM TMT TOP TRY TTD TWD "
        + "TZS UAH USD UYU UZS VEB VEF VES WST XCD YER ZAR ZMK ZMW ZWD ZWL ZWN ZWR";

    /// <summary>Also GBX, a penny already, and the metals and units of account: nothing is smaller.</summary>
    private const string NoDigits =
        "BIF BYR CLP DJF GBX GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XAG XAU XBA XBB XBC XBD XDR XFU XOF XPD XPF "
        + "XPT XTS";

    private const string ThreeDigits = "BHD IQD JOD KWD LYD OMR TND";

    /// <summary>ISO 4217's minor unit of every currency in the checkout contract.</summary>
    private static readonly FrozenDictionary<string, int> Exponents = new[]
        {
            (0, NoDigits), (2, TwoDigits), (3, ThreeDigits), (4, "CLF"),
        }
        .SelectMany(row => row.Item2.Split(' ').Select(currency => (Currency: currency, Digits: row.Item1)))
        .ToFrozenDictionary(row => row.Currency, row => row.Digits, StringComparer.Ordinal);

    /// <summary>Signs that mean one currency to an English reader; the others show their code.</summary>
    private static readonly FrozenDictionary<string, string> Signs = new Dictionary<string, string>
    {
        ["AUD"] = "A$", ["BRL"] = "R$", ["CAD"] = "CA$", ["CNY"] = "CN¥", ["EUR"] = "€", ["GBP"] = "£", ["HKD"] = "HK$",
        ["ILS"] = "₪", ["INR"] = "₹", ["JPY"] = "¥", ["KRW"] = "₩", ["MXN"] = "MX$", ["NZD"] = "NZ$", ["PHP"] = "₱",
        ["TWD"] = "NT$", ["USD"] = "$", ["VND"] = "₫",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The digits after the point; null for a currency the contract does not know.</summary>
    public static int? Exponent(string currency) => Exponents.TryGetValue(currency, out var digits) ? digits : null;

    /// <summary>The amount in the currency's usual unit, for programs: <c>-12.34</c>.</summary>
    public static string ToDecimalText(this Money money)
    {
        var digits = Exponent(money.Currency) ?? 2;
        return Major(money.Minor, digits).ToString($"F{digits}", CultureInfo.InvariantCulture);
    }

    /// <summary>The contract's <c>displayValue</c>. An unknown currency is taken to have two digits.</summary>
    public static string Display(this Money money)
    {
        var digits = Exponent(money.Currency) ?? 2;
        var number = Math.Abs(Major(money.Minor, digits)).ToString($"N{digits}", CultureInfo.InvariantCulture);
        var minus = money.Minor < 0 ? "-" : "";
        return Signs.TryGetValue(money.Currency, out var sign)
            ? $"{minus}{sign}{number}"
            : $"{minus}{number} {money.Currency}";
    }

    private static decimal Major(long minor, int digits)
    {
        var major = (decimal)minor;
        for (var digit = 0; digit < digits; digit++) major /= 10;
        return major;
    }
}
