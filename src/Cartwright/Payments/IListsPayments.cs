namespace Cartwright.Payments;

/// <summary>A card processor that tells all the payments it has, for comparison with the journal.</summary>
public interface IListsPayments
{
    /// <summary>
    /// Every payment that was made between the two times and names an order, with what was given back of it until now.
    /// </summary>
    /// <exception cref="PaymentsUnreadableException">The processor did not answer, or not readably.</exception>
    IAsyncEnumerable<ProcessorPayment> ListAsync(
        DateTimeOffset since, DateTimeOffset until, CancellationToken cancellationToken);
}

/// <param name="CapturedMinor">In minor units; 0 when nothing was captured.</param>
/// <param name="RefundedMinor">What has been given back or is on its way, in minor units.</param>
public sealed record ProcessorPayment(
    string PaymentId, string OrderId, string Currency, long CapturedMinor, long RefundedMinor)
{
    /// <summary>When it was made; null when the processor does not say.</summary>
    public DateTimeOffset? MadeAt { get; init; }
}

/// <param name="message">One sentence that says what went wrong.</param>
public sealed class PaymentsUnreadableException(string message) : Exception(message);
