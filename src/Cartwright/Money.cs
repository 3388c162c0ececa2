namespace Cartwright;

/// <summary>An amount in the smallest unit of its currency (cents for USD, yen for JPY).</summary>
/// <param name="Minor">The amount in minor units.</param>
/// <param name="Currency">The ISO 4217 code, in capitals.</param>
public readonly record struct Money(long Minor, string Currency)
{
    public static Money Zero(string currency) => new(0, currency);

    public static Money operator +(Money left, Money right) =>
        left.Currency == right.Currency
            ? new(checked(left.Minor + right.Minor), left.Currency)
            : throw new InvalidOperationException($"Cannot add {right.Currency} to {left.Currency}.");

    public static Money operator *(Money amount, int times) => new(checked(amount.Minor * times), amount.Currency);

    public override string ToString() => $"{Minor} {Currency} (minor units)";
}
