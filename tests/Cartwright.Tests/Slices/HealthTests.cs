using System.Net;
using Cartwright.Nodes;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Tests.Slices;

/// <summary>What a supervisor and a load balancer are told.</summary>
public sealed class HealthTests
{
    private const int LimitMilliseconds = 60_000;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Gateway_that_can_not_write_lives_and_is_not_ready()
    {
        var refusals = new JournalRefusals();
        await using var world = await World.StartAsync(refusals.Configure);
        refusals.Refuses = true;

        var (status, text) = await ReadyWhenAsync(world, HttpStatusCode.ServiceUnavailable);
        using var live = await world.Outside.GetAsync(new Uri(world.Address, "/health/live"), Stop);

        text.ShouldBe("The journal can't be written.");
        live.StatusCode.ShouldBe(HttpStatusCode.OK);
        refusals.Refuses = false;
        (status, text) = await ReadyWhenAsync(world, HttpStatusCode.OK);
        (status, text).ShouldBe((HttpStatusCode.OK, "ready"));
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Gateway_whose_commits_hang_is_not_ready_and_says_so_in_its_metrics_until_they_are_done()
    {
        var (refusals, clock) = (new JournalRefusals(), new WatchedClock());
        await using var world = await World.StartAsync(builder =>
        {
            builder.Services.AddSingleton<TimeProvider>(clock);
            refusals.Configure(builder);
        });
        await ReadyWhenAsync(world, HttpStatusCode.OK);
        Writable(world).ShouldBe(1);
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        refusals.Until = done.Task;

        try
        {
            var (_, text) = await ReadyWhenAsync(
                world, HttpStatusCode.ServiceUnavailable, () => clock.Advance(TellPresence.Beat));
            text.ShouldBe("The journal can't be written.");
            Writable(world).ShouldBe(0);
        }
        finally
        {
            done.SetResult();
        }

        await ReadyWhenAsync(world, HttpStatusCode.OK);
    }

    private static long Writable(World world) => MetricsTests.Read(
        world.Services.GetRequiredService<TellPresence>().Meter, "cartwright.journal.writable")[""];

    private static async Task<(HttpStatusCode Status, string Text)> ReadyWhenAsync(
        World world, HttpStatusCode wanted, Action? meanwhile = null)
    {
        while (true)
        {
            meanwhile?.Invoke();
            using var answer = await world.Outside.GetAsync(new Uri(world.Address, "/health/ready"), Stop);
            if (answer.StatusCode == wanted)
            {
                return (answer.StatusCode, await answer.Content.ReadAsStringAsync(Stop));
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Stop);
        }
    }
}
