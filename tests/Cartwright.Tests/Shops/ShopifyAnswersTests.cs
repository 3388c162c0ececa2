using Cartwright.Lookup;
using Cartwright.Shops;

namespace Cartwright.Tests.Shops;

public sealed class ShopifyAnswersTests
{
    [Fact]
    public void What_shopifys_answers_mean_is_in_the_golden_table() => Golden.ShouldMatch(
        [
            .. ShopifyAnswers.OfTokenEndpoint.Select(row => Line("token", row)),
            .. ShopifyAnswers.OfAdmin.Select(row => Line("admin", row)),
        ],
        "ShopifyAnswers");

    [Theory]
    [InlineData(500, ShopifyFault.Transient)]
    [InlineData(503, ShopifyFault.Transient)]
    [InlineData(403, ShopifyFault.Unexpected)]
    [InlineData(418, ShopifyFault.Unexpected)]
    [InlineData(302, ShopifyFault.Unexpected)]
    public void Answer_that_is_in_no_row_is_never_a_refusal(int status, ShopifyFault fault)
    {
        ShopifyAnswers.Of(ShopifyAnswers.OfTokenEndpoint, status, null, "").ShouldBe(fault);
        ShopifyAnswers.Of(ShopifyAnswers.OfAdmin, status, null, "").ShouldBe(fault);
    }

    public static TheoryData<LookupOutcome> Outcomes =>
    [
        new LookupOutcome.NotFound(true),
        new LookupOutcome.NotVerified(false, null),
        new LookupOutcome.NotVerified(true, "The app sees no e-mail."),
        .. Enum.GetValues<DegradedReason>().Select(reason => new LookupOutcome.ShopDegraded(reason, "HTTP 401")),
        new LookupOutcome.ShopDegraded(null, ""),
        new LookupOutcome.Throttled(TimeSpan.FromSeconds(3)),
        new LookupOutcome.Unavailable("HTTP 503"),
    ];

    [Theory]
    [MemberData(nameof(Outcomes), DisableDiscoveryEnumeration = true)]
    public void Shopper_is_told_nothing_of_tokens_limits_and_faults(LookupOutcome outcome)
    {
        var words = LookupWords.Of(outcome, mayBeTooOld: true);
        foreach (var inner in new[] { "token", "HTTP", "Shopify", "scope", "limit", "reconnect", "401", "503", "app" })
        {
            words.Shopper.ShouldNotContain(inner, Case.Insensitive);
        }

        words.Merchant.ShouldNotBeNullOrWhiteSpace();
    }

    [Theory]
    [InlineData("Invalid token shpat_0a1b2c in the header", "Invalid token *** in the header")]
    [InlineData("Unknown 8f14e45fceea167a5a36dedd4bea2543 given", "Unknown *** given")]
    [InlineData("This request requires an active refresh_token", "This request requires an active refresh_token")]
    public void Words_of_a_refusal_hold_no_token(string said, string kept) => ShopifyAdmin.Words(said).ShouldBe(kept);

    [Fact]
    public void Token_at_the_place_where_long_words_are_cut_is_not_kept_in_part() =>
        ShopifyAdmin.Words(new string('.', 290) + " shpat_0a1b2c3d4e5f").ShouldNotContain("0a1b");

    [Fact]
    public void Mismatch_and_not_found_share_code_and_sentence()
    {
        var (one, other) = (
            LookupWords.Of(new LookupOutcome.NotFound(true), true),
            LookupWords.Of(new LookupOutcome.NotVerified(true, null), true));
        (one.Code, one.Shopper).ShouldBe((other.Code, other.Shopper));
        one.Merchant.ShouldNotBe(other.Merchant);
    }

    private static string Line(string of, ShopifyAnswer row) =>
        $"{of} | {(row.Status == 0 ? "any" : row.Status)} | {row.Code ?? "-"} | {row.Says ?? "-"} | {row.Fault}";
}
