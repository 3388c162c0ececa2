namespace Cartwright.Merchants;

/// <summary>A connector that can take back an order which its merchant may not have accepted yet.</summary>
public interface IWithdrawsPlacements
{
    /// <summary>
    /// Refused when the merchant does not have the order and never will; Placed when it has it already; ActionRequired
    /// when it would not let go of an order that waits for a person.
    /// </summary>
    /// <param name="key">The idempotency key, the same with every repeat.</param>
    Task<PlacementOutcome> WithdrawAsync(
        Merchant merchant, Quote quote, string key, CancellationToken cancellationToken);
}
