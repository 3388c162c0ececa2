namespace Cartwright.Cli;

/// <summary>What the outside world says happened: evidence that does not come from the gateway.</summary>
internal sealed record SandboxBooks(int SuccessfulCaptures, int Refunds, int OrdersPlaced)
{
    /// <summary>What does not add up, given how many orders are to stand; null when it does.</summary>
    internal string? FindDifference(int placed)
    {
        if (OrdersPlaced != placed) return $"The stores should have {placed} orders, and have {OrdersPlaced}.";
        return SuccessfulCaptures - Refunds == placed
            ? null
            : $"The processor should keep {placed} payments; it took {SuccessfulCaptures} and gave back {Refunds}.";
    }

    public override string ToString() =>
        $"{SuccessfulCaptures} charged, {Refunds} refunded, {OrdersPlaced} placed with the stores";
}
