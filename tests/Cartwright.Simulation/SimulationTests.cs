namespace Cartwright.Simulation;

public sealed class SimulationTests
{
    [Fact]
    public void Gateway_in_two_thousand_seeded_worlds_keeps_what_must_always_hold()
    {
        var play = new PlaySeeds { Count = 2_000 };

        var failed = play.Play().Where(result => result.Broken.Count > 0).ToList();

        failed.ShouldBeEmpty(string.Join('\n', failed.Take(5).Select(play.Describe)) + TraceOf(play, failed));
    }

    [Fact]
    public void Seed_played_twice_takes_the_same_course()
    {
        var play = new PlaySeeds { Count = 40, IsTraced = true };

        var (first, second) = (play.Play(), play.Play());

        foreach (var (one, other) in first.Zip(second)) other.Trace.ShouldBe(one.Trace, $"seed {one.Seed}");
        first.ShouldAllBe(result => result.Trace.Count > 10);
    }

    /// <summary>What the seeds never come to, they show nothing about.</summary>
    [Fact]
    public void Seeds_come_to_every_effect_and_every_misfortune()
    {
        var traces = new PlaySeeds { Count = 300, IsTraced = true }.Play().SelectMany(result => result.Trace).ToList();

        string[] wanted =
        [
            "crashes before an append", "crashes after an append", "stands still", "CONFLICT", "a second time",
            "lost on the way", "no answer", "StillRunning", "PaymentSucceeded", "PaymentAuthorized", "PaymentRefused",
            "PaymentActionRequired", "MerchantActionRequired", "Placed", "PaymentCaptured", "Voided", "Refunded",
            "Withdrawn", "attention order", "tried again, and are told: Settled", "CancelledByMerchant", "CancelFailed",
            "PaymentCancelStarted", "myshopify.com: renewed.", "can't be asked: unavailable", "myshopify.com answers",
            "POST hooks: 200", "POST hooks, a second time", "POST hooks: is turned away",
        ];
        wanted.Where(word => !traces.Exists(line => line.Contains(word, StringComparison.Ordinal))).ShouldBeEmpty();
    }

    public static TheoryData<DeliberateBug> Bugs() =>
        [.. Enum.GetValues<DeliberateBug>().Where(bug => bug != DeliberateBug.None)];

    [Theory]
    [MemberData(nameof(Bugs))]
    public void Deliberate_bug_is_caught_within_two_thousand_seeds(DeliberateBug bug)
    {
        var play = new PlaySeeds { Count = 2_000, Bug = bug, StopsAtFailure = true };

        var failed = play.Play().FirstOrDefault(result => result.Broken.Count > 0);

        failed.ShouldNotBeNull($"No seed of {play.Count} has caught {bug}.");
        failed.Broken.ShouldNotContain(line => line.Contains("simulation itself", StringComparison.Ordinal));
        TestContext.Current.TestOutputHelper?.WriteLine(play.Describe(failed));
    }

    private static string TraceOf(PlaySeeds play, List<SeedResult> failed)
    {
        if (failed.Count == 0) return "";
        var traced = (play with { From = failed[0].Seed, Count = 1, IsTraced = true }).Play()[0];
        return $"\nThe course of seed {traced.Seed}:\n" + string.Join('\n', traced.Trace.TakeLast(400));
    }
}
