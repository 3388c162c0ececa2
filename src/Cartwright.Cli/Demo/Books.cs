namespace Cartwright.Cli.Demo;

/// <summary>What the outside world says happened: the evidence that does not come from the gateway.</summary>
internal sealed record Books(int Charges, int Refunds, int Orders)
{
    /// <summary>What does not add up, given how many orders are to stand; null when it does.</summary>
    internal string? FindDifference(int placed)
    {
        if (Orders != placed) return $"The stores should have {placed} orders, and have {Orders}.";
        return Charges - Refunds == placed
            ? null
            : $"The processor should have kept {placed} payments, and took {Charges} and gave back {Refunds}.";
    }

    public override string ToString() =>
        $"{Charges} charged, {Refunds} refunded, {Orders} placed with the stores";
}
