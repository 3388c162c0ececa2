namespace Cartwright.Carts;

/// <summary>The contract's SubmitCartResultErrorCode for a buyer's problem: the same names as in CartErrorCode.</summary>
internal static class SubmissionCodes
{
    public static string Of(BuyerProblemCode code) => ScreamingSnake(code.ToString());

    private static string ScreamingSnake(string name) =>
        string.Concat(name.Select((letter, at) =>
            at > 0 && char.IsUpper(letter) ? $"_{letter}" : char.ToUpperInvariant(letter).ToString()));
}
