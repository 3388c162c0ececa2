using Cartwright.Cli.Shops;
using Cartwright.Lookup;
using Cartwright.Shops;

namespace Cartwright.Cli.Tests;

public sealed class LookupAdviceTests
{
    private static readonly Uri Address = new("http://127.0.0.1/v1/shops/mugs.myshopify.com/connect");

    private static readonly Shop Mugs = Shop.New(
        ShopDomain.Parse("mugs.myshopify.com"), "account_1", DateTimeOffset.UnixEpoch);

    public static TheoryData<LookupOutcome, int, string> Outcomes() => new()
    {
        { new LookupOutcome.NotFound(false), 3, "the order exists" },
        { new LookupOutcome.NotFound(true), 3, "read_all_orders" },
        { new LookupOutcome.NotVerified(true, null), 3, "e-mail, phone or postcode" },
        { new LookupOutcome.NotVerified(false, null), 3, "e-mail, phone or postcode" },
        { new LookupOutcome.ShopDegraded(null, ""), 4, Address.AbsoluteUri },
        { new LookupOutcome.ShopDegraded(DegradedReason.RefreshTokenMissing, ""), 4, Address.AbsoluteUri },
        { new LookupOutcome.ShopDegraded(DegradedReason.Frozen, ""), 4, "does not help" },
        { new LookupOutcome.Throttled(TimeSpan.FromSeconds(1.2)), 5, "after 2 s" },
        { new LookupOutcome.Throttled(null), 5, "in a moment" },
        { new LookupOutcome.Unavailable("x"), 6, "ORDER_LOOKUP_DEBUG" },
    };

    [Theory]
    [MemberData(nameof(Outcomes))]
    public void Every_outcome_but_found_has_its_exit_code_and_advice(LookupOutcome outcome, int code, string words)
    {
        LookupCommand.ExitCodeOf(outcome).ShouldBe(code);
        string.Join('\n', LookupAdvice.Of(Sight(outcome))).ShouldContain(words);
    }

    [Fact]
    public void Missing_app_key_comes_before_everything_else() =>
        LookupAdvice.Of(Sight(new LookupOutcome.Unavailable("x")) with { HasAppKey = false })[0]
            .ShouldContain("Shops__ClientId");

    [Fact]
    public void Missing_refresh_token_is_told_although_the_lookup_went_well()
    {
        var finding = new ShopFinding(
            HealthFinding.RefreshTokenMissing, ShopAdvice.Of(DegradedReason.RefreshTokenMissing));

        LookupAdvice.Of(Sight(new LookupOutcome.NotFound(false)) with { Findings = [finding] })
            .ShouldContain(finding.Words);
    }

    [Fact]
    public void Token_that_could_not_be_renewed_points_at_the_apps_credentials()
    {
        var attempt = new LookupAttempt(
            1, DateTimeOffset.UnixEpoch, TokenSource.Session, "unauthorized", 401, default, default, null, null, null);

        LookupAdvice.Of(Sight(new LookupOutcome.Unavailable("x"), attempt)).ShouldHaveSingleItem()
            .ShouldContain("Shops__ClientSecret");
    }

    private static LookupSight Sight(LookupOutcome outcome, params LookupAttempt[] attempts) => new(
        new("lookup_1", outcome, outcome is LookupOutcome.NotFound { MayBeTooOld: true }, attempts, default),
        Mugs, [], HasAppKey: true, Address);
}
