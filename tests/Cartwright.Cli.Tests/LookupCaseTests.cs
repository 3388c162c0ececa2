using Cartwright.Cli.Demo;

namespace Cartwright.Cli.Tests;

public sealed class LookupCaseTests
{
    private static readonly SandboxShopBooks Quiet = new(0, 1, 0, 0);

    private static LookupCase Case(string name) => LookupCase.Table.Single(row => row.Name == name);

    [Fact]
    public async Task Demo_shows_every_case_and_no_token()
    {
        var run = await CommandRun.RunAsync("demo", "lookup");

        run.ExitCode.ShouldBe(0, run.Error);
        foreach (var row in LookupCase.Table) run.Output.ShouldContain($"\n{row.Name}: {row.What}\n");
        run.Output.ShouldNotContain("shpat_");
        run.Output.ShouldNotContain("ada@example.com");
    }

    [Fact]
    public void Answers_as_they_should_be_are_what_every_case_shows()
    {
        foreach (var row in LookupCase.Table) row.FindDifference(As(row)).ShouldBeNull(row.Name);
    }

    [Fact]
    public void Two_refreshes_are_not_what_concurrent_shows() =>
        Case("concurrent").FindDifference(As(Case("concurrent")) with { Books = new(2, 20, 0, 20) })!
            .ShouldContain("renewed 2");

    [Fact]
    public void One_other_answer_of_many_is_not_what_concurrent_shows()
    {
        var right = As(Case("concurrent"));

        Case("concurrent")
            .FindDifference(right with { Answers = [.. right.Answers.Skip(1), new("UNAVAILABLE", "Later.")] })!
            .ShouldContain("not UNAVAILABLE");
    }

    [Fact]
    public void A_message_that_tells_a_mismatch_is_not_what_wrong_email_shows() =>
        Case("wrong-email")
            .FindDifference(As(Case("wrong-email")) with { Answers = [new("NOT_FOUND", "Wrong e-mail.")] })!
            .ShouldContain("Wrong e-mail.");

    [Fact]
    public void A_degraded_shop_that_is_asked_is_not_what_left_alone_shows() =>
        Case("left-alone").FindDifference(As(Case("left-alone")) with { Books = Quiet })!.ShouldContain("asked 1");

    [Fact]
    public void A_repeat_without_a_wait_is_not_what_throttled_shows() =>
        Case("throttled").FindDifference(As(Case("throttled")) with { Elapsed = TimeSpan.Zero })!
            .ShouldContain("did not wait");

    [Fact]
    public void A_shop_that_stays_degraded_is_not_what_reconnected_shows() =>
        Case("reconnected").FindDifference(As(Case("reconnected")) with { Status = "Degraded" })!
            .ShouldContain("Connected");

    private static LookupSights As(LookupCase row) => new(
        [.. Enumerable.Repeat(new ShopperReply(row.Code, row.Shopper), row.Lookups)],
        Quiet with { Refreshes = row.Refreshes, Queries = row.QueriesMax ?? 1 },
        TimeSpan.FromSeconds(2),
        row.Status.ToString());
}
