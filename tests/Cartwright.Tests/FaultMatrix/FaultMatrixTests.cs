namespace Cartwright.Tests.FaultMatrix;

/// <summary>Every outside call meets every fault; docs/fault-matrix.md says what came of it.</summary>
public sealed class FaultMatrixTests
{
    private const int LimitMilliseconds = 240_000;
    private const int LanesMax = 4;

    private static readonly OrderCall[] s_orderCalls = [OrderCall.Place];

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Outside_call_that_meets_any_fault_loses_nothing_and_is_told_as_the_page_says()
    {
        var stop = TestContext.Current.CancellationToken;
        await using var doors = await ShutDoors.OpenAsync();
        using var lanes = new SemaphoreSlim(LanesMax);
        var tables = await Task.WhenAll(s_orderCalls.Select(call => RunAsync(call, doors, lanes, stop)));

        tables.SelectMany(table => table.Broken).ShouldBeEmpty();
        Golden.ShouldMatchPage([.. MatrixPage.Introduction, .. tables.SelectMany(table => table.Lines)], "fault-matrix.md");
    }

    private static async Task<MatrixTable> RunAsync(
        OrderCall call, ShutDoors doors, SemaphoreSlim lanes, CancellationToken stop)
    {
        List<string> broken = [];
        Dictionary<Fault, OrderCell> cells = [];
        foreach (var part in Fault.All.GroupBy(fault => fault.IsOfTime))
        {
            await lanes.WaitAsync(stop);
            try
            {
                await using var lane = await OrderLane.StartAsync(call, part.Key, doors);
                foreach (var fault in part) cells[fault] = await lane.RunAsync(fault, stop);
                broken.AddRange(await lane.BrokenAsync());
            }
            finally
            {
                lanes.Release();
            }
        }

        return new(
            call.Title, call.What, MatrixPage.OrderHeads, [.. Fault.All.Select(fault => cells[fault].Line)],
            [.. broken, .. cells.Values.SelectMany(cell => cell.Broken)]);
    }
}
