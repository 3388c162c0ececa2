using Cartwright.Lookup;
using Cartwright.Shops;
using Microsoft.Extensions.DependencyInjection;
using static Cartwright.Tests.Slices.ShopWorld;

namespace Cartwright.Tests.Slices;

/// <summary>A shopper is answered at the deadline, whatever is still under way.</summary>
public sealed class LookupDeadlineTests
{
    [Fact]
    public async Task Renewal_slower_than_the_deadline_is_not_waited_for_and_its_tokens_are_kept()
    {
        await using var shops = await WithAsync(Tulips, "--Lookup:DeadlineSecondsMax=0.5");
        var first = (await shops.ShopAsync(Tulips)).Session!.AccessToken.Reveal();
        await shops.AtShopAsync(Tulips, "expire");
        await shops.World.FaultAsync(
            new { target = $"shop:{Tulips}", operation = "token", kind = "delay", seconds = 2.5, times = 1 });

        var report = await shops.World.Services.GetRequiredService<LookUpOrder>().HandleAsync(
            new(ShopDomain.Parse(Tulips), new("1001"), new(Email: Ada)), CancellationToken.None);

        report.Outcome.ShouldBeOfType<LookupOutcome.Unavailable>();
        report.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(2));
        (await shops.ShopAsync(Tulips)).Session!.AccessToken.Reveal().ShouldBe(first);
        var end = (await shops.ViewAsync(Tulips))["tokenExpiresAt"]!.GetValue<DateTimeOffset>();
        await shops.ViewWhenAsync(Tulips, view => view["tokenExpiresAt"]!.GetValue<DateTimeOffset>() > end);
        (await shops.LookUpAsync(Tulips, "#1001"))["code"]!.GetValue<string>().ShouldBe("FOUND");
        (await shops.BooksAsync(Tulips))["refreshes"]!.GetValue<long>().ShouldBe(1);
    }
}
