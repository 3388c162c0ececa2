namespace Cartwright.Tests.FaultMatrix;

/// <summary>Every outside call meets every fault; docs/fault-matrix.md says what came of it.</summary>
public sealed class FaultMatrixTests
{
    private const int LimitMilliseconds = 600_000;

    /// <summary>Gateways at once, which mostly wait, beside those that wait for deadlines.</summary>
    private const int LanesMax = 8;

    /// <summary>One after the other; each waits for what the gateway does about it.</summary>
    private const int FaultsOfLaneMax = 8;

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Outside_call_that_meets_any_fault_loses_nothing_and_is_told_as_the_page_says()
    {
        var stop = TestContext.Current.CancellationToken;
        await using var doors = await ShutDoors.OpenAsync();
        using var lanes = new SemaphoreSlim(LanesMax, LanesMax);

        var tables = await Task.WhenAll(MatrixCall.All.Select(call => RunAsync(call, doors, lanes, stop)));

        tables.SelectMany(table => table.Broken).ShouldBeEmpty();
        Golden.ShouldMatchPage(
            [.. MatrixPage.Introduction, .. tables.SelectMany(table => table.Lines)], "fault-matrix.md");
    }

    private static async Task<MatrixTable> RunAsync(
        MatrixCall call, ShutDoors doors, SemaphoreSlim lanes, CancellationToken stop)
    {
        var parts = await Task.WhenAll(Fault.All.GroupBy(fault => fault.IsOfTime)
            .SelectMany(part => part.Chunk(FaultsOfLaneMax).Select(
                faults => RunAsync(call, part.Key, faults, doors, lanes, stop))));
        var rows = parts.SelectMany(part => part.Rows).ToDictionary();
        return new(
            call,
            [.. Fault.All.Select(fault => (fault, rows[fault]))],
            [.. parts.SelectMany(part => part.Broken), .. rows.Values.SelectMany(row => row.Broken)]);
    }

    private static async Task<(Dictionary<Fault, MatrixRow> Rows, IReadOnlyList<string> Broken)> RunAsync(
        MatrixCall call, bool isOfTime, IReadOnlyList<Fault> faults, ShutDoors doors, SemaphoreSlim lanes,
        CancellationToken stop)
    {
        if (!isOfTime) await lanes.WaitAsync(stop);
        try
        {
            await using var lane = await call.Start(isOfTime, doors);
            Dictionary<Fault, MatrixRow> rows = [];
            foreach (var fault in faults) rows[fault] = await lane.RunAsync(fault, stop);
            return (rows, await lane.BrokenAsync());
        }
        finally
        {
            if (!isOfTime) lanes.Release();
        }
    }
}
