using Cartwright.Lookup;
using Cartwright.Shops;
using Microsoft.Extensions.Time.Testing;

namespace Cartwright.Tests.Lookup;

public sealed class AttemptPlanTests
{
    [Fact]
    public void Default_plan_begins_the_four_attempts_of_the_guide_and_goes_on_at_the_last_distance()
    {
        AttemptPlan.TryParse(new LookupOptions().AttemptsMilliseconds, out var plan).ShouldBeTrue();
        for (var seed = 0; seed < 500; seed++)
        {
            var times = plan.Draw(new Random(seed), 8).Select(time => time.TotalMilliseconds).ToArray();
            times[0].ShouldBe(0);
            times[1].ShouldBeInRange(300, 500);
            times[2].ShouldBeInRange(900, 1300);
            times[3].ShouldBeInRange(1800, 2300);
            for (var number = 4; number < times.Length; number++)
            {
                (times[number] - times[number - 1]).ShouldBeInRange(900, 1000);
            }
        }
    }

    [Fact]
    public void Attempts_of_two_lookups_do_not_march_in_step()
    {
        AttemptPlan.TryParse("0, 300-500", out var plan).ShouldBeTrue();
        plan.Draw(new Random(1), 2)[1].ShouldNotBe(plan.Draw(new Random(2), 2)[1]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("soon")]
    [InlineData("100, 200")]
    [InlineData("0, 500-300")]
    [InlineData("0, 300-500, 400")]
    [InlineData("0, -5")]
    public void Plan_that_is_none_is_refused(string text) => AttemptPlan.TryParse(text, out _).ShouldBeFalse();

    [Fact]
    public void Busy_shop_is_paced_by_what_its_answers_told()
    {
        var now = DateTimeOffset.UnixEpoch;
        var budget = new ShopBudget();
        var first = budget.Take(now);
        first.Wait.ShouldBe(TimeSpan.Zero);
        budget.Settle(first, new QueryCost(100, 20, 1000, 150, 50), null, now);

        budget.Take(now).Wait.ShouldBe(TimeSpan.Zero);
        budget.Take(now).Wait.ShouldBe(TimeSpan.FromSeconds(1));
        budget.Take(now.AddSeconds(1)).Wait.ShouldBe(TimeSpan.Zero);
    }

    /// <summary>Each one used to wait as if those before it used all they might, and most of a crowd were refused.</summary>
    [Fact]
    public async Task Crowd_at_a_shop_waits_for_what_each_call_gives_back_and_not_for_what_it_may_cost()
    {
        var clock = new FakeTimeProvider();
        var stop = TestContext.Current.CancellationToken;
        var budget = new ShopBudget();
        budget.Settle(budget.Take(clock.GetUtcNow()), new QueryCost(100, 1, 100, 100, 1), null, clock.GetUtcNow());
        var left = TimeSpan.FromSeconds(8);
        var first = await budget.EnterAsync(left, clock, stop);

        var crowd = Enumerable.Range(0, 20).Select(_ => budget.EnterAsync(left, clock, stop)).ToArray();
        crowd.ShouldAllBe(one => !one.IsCompleted);
        var held = first;
        foreach (var one in crowd)
        {
            budget.Settle(held, new QueryCost(100, 1, 100, 100, 1), null, clock.GetUtcNow());
            held = await one;
            held.Wait.ShouldBe(TimeSpan.Zero);
        }

        // A call that was refused before it ran has used nothing.
        budget.Settle(held, null, null, clock.GetUtcNow());
        budget.Take(clock.GetUtcNow()).Wait.ShouldBe(TimeSpan.Zero);
    }

    [Fact]
    public void Shop_that_names_a_time_is_left_alone_until_then()
    {
        var now = DateTimeOffset.UnixEpoch;
        var budget = new ShopBudget();
        budget.Settle(budget.Take(now), null, TimeSpan.FromSeconds(2), now);
        budget.Take(now).Wait.ShouldBe(TimeSpan.FromSeconds(2));
        budget.Take(now.AddSeconds(2)).Wait.ShouldBe(TimeSpan.Zero);
    }
}
