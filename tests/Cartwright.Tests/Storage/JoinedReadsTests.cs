using Cartwright.Storage;

namespace Cartwright.Tests.Storage;

public sealed class JoinedReadsTests
{
    [Fact]
    public async Task Who_asks_while_a_read_runs_gets_one_that_begins_later_and_shares_it()
    {
        List<TaskCompletionSource<string>> begun = [];
        using SemaphoreSlim begins = new(0);
        JoinedReads<string, string> reads = new(async _ =>
        {
            TaskCompletionSource<string> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
            begun.Add(answer);
            begins.Release();
            return await answer.Task;
        });

        var first = reads.ReadAsync("shop");
        await begins.WaitAsync(TestContext.Current.CancellationToken);
        var late = reads.ReadAsync("shop");
        await begins.WaitAsync(TestContext.Current.CancellationToken);
        begun[0].SetResult("old");
        begun[1].SetResult("new");

        (await first).ShouldBe("old");
        (await late).ShouldBe("new");
    }

    [Fact]
    public async Task Those_who_ask_before_a_read_begins_share_it_and_its_failure()
    {
        var count = 0;
        JoinedReads<string, int> reads = new(async _ =>
        {
            Interlocked.Increment(ref count);
            await Task.Yield();
            throw new IOException("The disk is gone.");
        });

        var all = Enumerable.Range(0, 10_000).Select(_ => reads.ReadAsync("shop")).ToList();

        foreach (var one in all)
        {
            await Should.ThrowAsync<IOException>(one);
        }

        count.ShouldBeInRange(1, all.Count - 1);
    }
}
