using static Cartwright.Tests.Slices.ShopWorld;

namespace Cartwright.Tests.Slices;

/// <summary>What a lookup waits for, by a clock that the test moves.</summary>
public sealed class LookupClockTests
{
    private const int CallsUntilOpen = 30;
    private static readonly object AdasOrder = new { order = "#1001", email = Ada };

    [Fact]
    public async Task Shop_that_fails_nearly_always_is_not_called_until_its_break_is_over()
    {
        var clock = new WatchedClock();
        await using var desk = await LookupDesk.ByClockAsync(
            clock, "--Lookup:AttemptsMax=1", "--Lookup:CircuitSeconds=7");
        await desk.ConnectAsync(Tulips);
        await desk.ConnectAsync(Posters);
        await desk.World.FaultAsync(
            new { target = $"shop:{Tulips}", operation = "graphql", kind = "status", code = 503 });
        for (var call = 0; call < CallsUntilOpen; call++)
        {
            CodeOf(await desk.LookUpAsync(Tulips, AdasOrder)).ShouldBe("UNAVAILABLE");
        }

        var leftAlone = await desk.LookUpAsync(Tulips, AdasOrder);

        (await desk.StrikesAsync()).ShouldBe(CallsUntilOpen);
        CodeOf(leftAlone).ShouldBe("UNAVAILABLE");
        ShouldBeSafe(leftAlone);
        (await desk.TestAsync(Posters, "#900"))["found"]!.GetValue<bool>().ShouldBeTrue();

        await desk.World.FaultAsync();
        clock.Advance(TimeSpan.FromSeconds(6.9));
        CodeOf(await desk.LookUpAsync(Tulips, AdasOrder)).ShouldBe("UNAVAILABLE");
        (await desk.BooksAsync(Tulips))["queries"]!.GetValue<long>().ShouldBe(0);
        clock.Advance(TimeSpan.FromSeconds(0.2));
        CodeOf(await desk.LookUpAsync(Tulips, AdasOrder)).ShouldBe("FOUND");
    }

    [Theory]
    [InlineData("#1001", "an order that is not theirs")]
    [InlineData("#424242", "an order that is not there")]
    public async Task Miss_is_not_answered_before_its_shortest_time_is_over(string order, string what)
    {
        var clock = new WatchedClock();
        await using var desk = await LookupDesk.ByClockAsync(clock, "--Lookup:MissMillisecondsMin=7777");
        await desk.ConnectAsync(Tulips);
        var shortest = TimeSpan.FromMilliseconds(7777);

        var answer = desk.LookUpAsync(Tulips, new { order, email = "grace@example.com" });
        await clock.WaitBegunAsync(length => length == shortest, answer);
        clock.Advance(shortest - TimeSpan.FromMilliseconds(1));
        // What it is asked later is answered: the gateway works, and this one is held back.
        CodeOf(await desk.LookUpAsync(Tulips, AdasOrder)).ShouldBe("FOUND");
        answer.IsCompleted.ShouldBeFalse(what);
        clock.Advance(TimeSpan.FromMilliseconds(1));

        CodeOf(await answer).ShouldBe("NOT_FOUND");
    }

    [Fact]
    public async Task Lookup_at_a_shop_whose_points_are_spent_waits_until_they_are_back_and_then_finds_the_order()
    {
        var clock = new WatchedClock();
        await using var desk = await LookupDesk.ByClockAsync(clock, "--Lookup:DeadlineSecondsMax=60");
        await desk.ConnectAsync(Tulips);
        await desk.ChangeShopAsync(Tulips, new { maximum_available = 2_000, restore_rate = 20, available = 0 });
        clock.Forget();

        var report = desk.TestAsync(Tulips, "#1001");
        var wait = await clock.WaitBegunAsync(length => length.TotalSeconds is > 5 and < 55, report);
        await desk.ChangeShopAsync(Tulips, new { available = 2_000 });
        clock.Advance(wait - TimeSpan.FromMilliseconds(1));
        (await desk.BooksAsync(Tulips))["queries"]!.GetValue<long>().ShouldBe(0);
        report.IsCompleted.ShouldBeFalse();
        // A moment more than was said: points are counted in fractions.
        clock.Advance(TimeSpan.FromMilliseconds(101));

        var told = await report;
        told["found"]!.GetValue<bool>().ShouldBeTrue(told.ToJsonString());
        var attempts = told["attempts"]!.AsArray();
        attempts.Select(attempt => attempt!["outcome"]!.GetValue<string>()).ShouldBe(["throttled", "answered"]);
        attempts[1]!["waitedMs"]!.GetValue<double>().ShouldBe(wait.TotalMilliseconds + 100, 2);
        (await desk.BooksAsync(Tulips))["throttled"]!.GetValue<long>().ShouldBe(1);
    }

    [Fact]
    public async Task Points_that_come_back_after_the_deadline_are_said_to_no_shopper()
    {
        await using var shops = await WithAsync(Tulips, "--Lookup:DeadlineSecondsMax=1");
        await shops.ChangeShopAsync(
            Tulips, new { maximum_available = 2_000, restore_rate = 0.5, available = 0 });

        var answer = await shops.LookUpAsync(Tulips, "#1001");

        CodeOf(answer).ShouldBe("THROTTLED");
        ShouldBeSafe(answer);
        (await shops.BooksAsync(Tulips))["throttled"]!.GetValue<long>().ShouldBeLessThanOrEqualTo(1);
        (await shops.ViewAsync(Tulips))["status"]!.GetValue<string>().ShouldBe("Connected");
    }

    private static string CodeOf(System.Text.Json.Nodes.JsonNode answer) => answer["code"]!.GetValue<string>();

    private static void ShouldBeSafe(System.Text.Json.Nodes.JsonNode answer)
    {
        var said = answer["message"]!.GetValue<string>();
        said.ShouldNotBeEmpty();
        foreach (var inner in new[] { "Shopify", "token", "limit", "throttl", "circuit", "fail", "HTTP", "50" })
        {
            said.ShouldNotContain(inner, Case.Insensitive);
        }
    }
}
