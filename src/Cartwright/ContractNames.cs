namespace Cartwright;

/// <summary>The contract's spelling of an enum's member, where a code is text: <c>OUT_OF_STOCK</c>.</summary>
internal static class ContractNames
{
    public static string Of<TEnum>(TEnum code) where TEnum : struct, Enum =>
        string.Concat(code.ToString().Select((letter, at) =>
            at > 0 && char.IsUpper(letter) ? $"_{letter}" : char.ToUpperInvariant(letter).ToString()));
}
