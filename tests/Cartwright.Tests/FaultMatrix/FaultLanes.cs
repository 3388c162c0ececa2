namespace Cartwright.Tests.FaultMatrix;

/// <summary>A gateway in which one call meets one fault after the other.</summary>
internal interface IFaultLane : IAsyncDisposable
{
    /// <summary>The fault strikes once, and then as long as it lasts.</summary>
    Task<MatrixRow> RunAsync(Fault fault, CancellationToken cancellationToken);

    /// <summary>What is wrong with all of it together.</summary>
    Task<IReadOnlyList<string>> BrokenAsync();
}

/// <summary>What the lanes have in common.</summary>
internal static class FaultLanes
{
    private static readonly TimeSpan CellMax = TimeSpan.FromSeconds(60);

    public static readonly IReadOnlyList<string> Settings = ["--Api:RequestsPerSecondPerKeyMax=0"];

    /// <summary>Deadlines that a fault of time runs into; others keep theirs, however slow the machine.</summary>
    public static readonly IReadOnlyList<string> ShortDeadlines =
    [
        "--Payments:Stripe:TimeoutSeconds=2",
        "--Merchants:Ucp:QuoteDeadlineSeconds=2",
        "--Merchants:Ucp:PlaceDeadlineSeconds=2",
        "--Merchants:Ucp:FindDeadlineSeconds=2",
        "--Merchants:Ucp:OrderDeadlineSeconds=2",
        "--Webhooks:AttemptTimeoutSeconds=2",
        "--Shops:CallTimeoutSecondsMax=1",
    ];

    /// <summary>Ends a cell that does not end by itself, so that it can be named.</summary>
    public static CancellationTokenSource LimitOf(CancellationToken cancellationToken)
    {
        var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(CellMax);
        return limit;
    }
}
