using Cartwright.Storage;

namespace Cartwright.Tests.Storage;

public sealed class JoinedReadsTests
{
    private static readonly CancellationToken Stop = CancellationToken.None;

    private readonly Queue<Action> queued = [];
    private readonly List<TaskCompletionSource<string>> begun = [];

    [Fact]
    public async Task Those_who_ask_before_a_read_begins_share_it()
    {
        var reads = Reads();

        var all = Enumerable.Range(0, 10).Select(_ => reads.ReadAsync("shop", Stop)).ToList();
        queued.Dequeue()();
        begun.Single().SetResult("now");

        (await Task.WhenAll(all)).ShouldAllBe(found => found == "now");
        queued.ShouldBeEmpty();
    }

    [Fact]
    public async Task Who_asks_while_a_read_runs_gets_one_that_begins_later()
    {
        var reads = Reads();

        var first = reads.ReadAsync("shop", Stop);
        queued.Dequeue()();
        var late = reads.ReadAsync("shop", Stop);
        queued.Dequeue()();
        begun[0].SetResult("old");
        begun[1].SetResult("new");

        (await first).ShouldBe("old");
        (await late).ShouldBe("new");
    }

    [Fact]
    public async Task Read_that_fails_fails_for_all_who_share_it_and_for_nobody_after()
    {
        var reads = Reads();

        Task<string>[] both = [reads.ReadAsync("shop", Stop), reads.ReadAsync("shop", Stop)];
        queued.Dequeue()();
        begun[0].SetException(new IOException("The disk is gone."));
        await Should.ThrowAsync<IOException>(both[0]);
        await Should.ThrowAsync<IOException>(both[1]);
        var next = reads.ReadAsync("shop", Stop);
        queued.Dequeue()();
        begun[1].SetResult("back");

        (await next).ShouldBe("back");
    }

    [Fact]
    public async Task Who_does_not_wait_any_longer_is_let_go_though_the_read_does_not_end()
    {
        var reads = Reads();
        using CancellationTokenSource ends = new();

        var waits = reads.ReadAsync("shop", ends.Token);
        queued.Dequeue()();
        await ends.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(waits);
    }

    private JoinedReads<string, string> Reads() => new(
        async _ =>
        {
            TaskCompletionSource<string> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
            begun.Add(answer);
            return await answer.Task;
        },
        queued.Enqueue);
}
