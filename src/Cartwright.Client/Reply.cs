using System.Diagnostics;

namespace Cartwright.Client;

/// <summary>What became of a call to the gateway.</summary>
/// <typeparam name="T">What the gateway answers with when it does what it was asked.</typeparam>
public abstract record Reply<T>
{
    private Reply() { }

    /// <summary>The gateway answered. The value may carry errors of its own (of the cart, or of a store).</summary>
    /// <param name="Value">The answer.</param>
    /// <param name="Retryable">Whether the same call may safely be repeated; null when the gateway can't tell.</param>
    public sealed record Answered(T Value, bool? Retryable) : Reply<T>;

    /// <summary>
    /// The gateway refused the call as a whole and changed nothing. An error after which the call may have been carried
    /// out is <see cref="Unknown"/>.
    /// </summary>
    /// <param name="Errors">Why; never empty.</param>
    /// <param name="Retryable">Whether the same call may safely be repeated; null when the gateway can't tell.</param>
    public sealed record Refused(IReadOnlyList<GatewayError> Errors, bool? Retryable) : Reply<T>
    {
        /// <summary>How long to wait before a repeat; null when the gateway does not say.</summary>
        public TimeSpan? RetryAfter { get; init; }
    }

    /// <summary>
    /// No readable answer came, or one that does not tell: a server error that is not <c>retryable</c>, such as
    /// <c>SUBMISSION_TIMED_OUT</c>. The call may or may not have been carried out. After a submission, read the checkout
    /// before anything else.
    /// </summary>
    /// <param name="Why">What went wrong on the way, for a log.</param>
    public sealed record Unknown(string Why) : Reply<T>;

    internal Reply<TOther> Select<TOther>(Func<T, TOther> map) => this switch
    {
        Answered answered => new Reply<TOther>.Answered(map(answered.Value), answered.Retryable),
        Refused refused => new Reply<TOther>.Refused(refused.Errors, refused.Retryable)
        {
            RetryAfter = refused.RetryAfter,
        },
        Unknown unknown => new Reply<TOther>.Unknown(unknown.Why),
        _ => throw new UnreachableException(),
    };
}

/// <summary>A root error of the gateway.</summary>
/// <param name="Code">The code in its extensions, such as <c>CART_NOT_FOUND_ERROR</c>; empty when it has none.</param>
/// <param name="Message">One sentence that says what to do.</param>
public sealed record GatewayError(string Code, string Message);
