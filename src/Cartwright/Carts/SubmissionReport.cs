namespace Cartwright.Carts;

/// <summary>What became of a submission.</summary>
public abstract record SubmissionOutcome
{
    private SubmissionOutcome() { }

    /// <param name="IsReplay">The same request was answered before: this is that answer again.</param>
    public sealed record Answered(SubmissionReport Report, bool IsReplay = false) : SubmissionOutcome;

    /// <summary>The time limit passed. The submission goes on: checkoutByCartID tells what becomes of it.</summary>
    public sealed record StillRunning(string CartId) : SubmissionOutcome;

    public sealed record NotFound(string CartId) : SubmissionOutcome;

    /// <summary>Too many submissions run: nothing of this one has begun.</summary>
    public sealed record Overloaded : SubmissionOutcome;

    /// <summary>
    /// The cart is being submitted by another request, with another key, card or shipping: its answer is not this one's.
    /// Nothing of this one has begun.
    /// </summary>
    public sealed record OtherRuns : SubmissionOutcome;

    /// <summary>The idempotency key came with another request before. Nothing of this one has begun.</summary>
    public sealed record KeyReused : SubmissionOutcome;
}

public sealed record SubmissionReport(
    Cart Cart, IReadOnlyList<StoreReport> Stores, IReadOnlyList<SubmissionProblem> Problems)
{
    /// <summary>
    /// Whether sending the same submission again is safe and useful: one false makes the whole false; else one unknown
    /// makes it unknown. Null also when nothing failed: there is nothing to repeat.
    /// </summary>
    public bool? Retryable
    {
        get
        {
            bool?[] all =
            [
                .. Problems.Select(problem => problem.Retryable),
                .. Stores.SelectMany(store => store.Problems).Select(problem => problem.Retryable),
            ];
            return all.Contains(false) ? false : all.Length == 0 || all.Contains(null) ? null : true;
        }
    }

    public bool HasFailures => Problems.Count > 0 || Stores.Any(store => store.Problems.Count > 0);
}

public sealed record StoreReport(
    CartStore Store, string OrderId, bool IsSubmitted, IReadOnlyList<StoreProblem> Problems)
{
    public static StoreReport Submitted(CartStore store) =>
        new(store, store.OrderId, true, [StoreProblems.AlreadySubmitted]);

    public static StoreReport Unsubmitted(CartStore store, IReadOnlyList<StoreProblem> problems) =>
        new(store, store.OrderId, false, problems);

    /// <summary>In the cart's order.</summary>
    public static IReadOnlyList<StoreReport> Sorted(Cart cart, IReadOnlyList<StoreReport> reports) =>
        [.. cart.Stores.Select(store => reports.First(report => report.Store.Store == store.Store))];
}
