using System.Globalization;

namespace Cartwright.Api;

/// <summary>Amounts in the contract's shapes.</summary>
internal static class Prices
{
    /// <summary>The contract's integer minor units.</summary>
    public static int Minor(Money money) => money.Minor is >= int.MinValue and <= int.MaxValue
        ? (int)money.Minor
        : throw ApiRefusals.With(
            "AMOUNT_TOO_LARGE", "An amount is larger than the contract can tell: buy it in several carts.", false);

    /// <summary>The amount in decimal words, such as <c>12.34</c>.</summary>
    public static string Decimal(Money money)
    {
        var digits = MoneyDisplay.Exponent(money.Currency) ?? 2;
        var major = (decimal)money.Minor;
        for (var digit = 0; digit < digits; digit++) major /= 10;
        return major.ToString($"F{digits}", CultureInfo.InvariantCulture);
    }

    /// <summary>Null when one is missing, there are none, or their currencies differ.</summary>
    public static Money? Sum(IReadOnlyList<Money?> amounts) =>
        amounts.Count == 0 || amounts.Any(amount => amount?.Currency != amounts[0]?.Currency || amount is null)
            ? null
            : amounts.Aggregate((sum, next) => sum!.Value + next!.Value);
}
