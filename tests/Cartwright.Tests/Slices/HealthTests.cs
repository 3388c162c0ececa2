using System.Net;

namespace Cartwright.Tests.Slices;

/// <summary>What a supervisor and a load balancer are told.</summary>
public sealed class HealthTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
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

    private static async Task<(HttpStatusCode Status, string Text)> ReadyWhenAsync(World world, HttpStatusCode wanted)
    {
        while (true)
        {
            using var answer = await world.Outside.GetAsync(new Uri(world.Address, "/health/ready"), Stop);
            if (answer.StatusCode == wanted)
            {
                return (answer.StatusCode, await answer.Content.ReadAsStringAsync(Stop));
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Stop);
        }
    }
}
