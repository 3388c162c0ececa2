using System.Text.Json.Nodes;
using Cartwright.Journal;
using Cartwright.Shops;

namespace Cartwright.Tests.Shops;

/// <summary>What the crash test and the fault matrix look for in a shop's tokens, shown what it should find.</summary>
public sealed class ShopTokenInvariantsTests
{
    private const string Shop = "tulips.myshopify.com";
    private static readonly DateTimeOffset Noon = new(2026, 11, 30, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, false)]
    [InlineData(2, true)]
    public void Refreshes_at_once_are_found_by_the_shops_own_count(int atOnce, bool isFound) =>
        Invariants.OneRefreshRuns(Shop, new JsonObject { ["refreshes_in_flight_max"] = atOnce })
            .Any().ShouldBe(isFound);

    [Fact]
    public void Older_tokens_that_take_the_place_of_newer_ones_are_found()
    {
        IReadOnlyList<RecordedEvent> inOrder = [Connected(0), Refreshed(60), Refreshed(59.5), Refreshed(120)];

        Invariants.NewerTokensStay(Shop, inOrder).ShouldBeEmpty();
        Invariants.NewerTokensStay(Shop, [.. inOrder, Refreshed(60)]).ShouldHaveSingleItem();
        Invariants.NewerTokensStay(Shop, [Refreshed(60), Connected(0)]).ShouldHaveSingleItem();
    }

    private static RecordedEvent Connected(double seconds) =>
        Recorded(new ShopEvent.Connected("read_orders", Noon.AddSeconds(seconds), null, "test"));

    private static RecordedEvent Refreshed(double seconds) =>
        Recorded(new ShopEvent.Refreshed(Noon.AddSeconds(seconds), null));

    private static RecordedEvent Recorded(ShopEvent change)
    {
        var (type, data) = ShopEventJson.Codec.Encode(change);
        return new("shop_" + Shop, 1, type, data, Noon);
    }
}
