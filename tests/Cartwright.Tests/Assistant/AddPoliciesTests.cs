using Cartwright.Assistant.Knowledge;
using Cartwright.Shops;
using Cartwright.Tests.Slices;
using Microsoft.Extensions.DependencyInjection;
using static Cartwright.Tests.Slices.ShopWorld;

namespace Cartwright.Tests.Assistant;

/// <summary>Shoppers are answered from the policies that their shop has at Shopify.</summary>
public sealed class AddPoliciesTests
{
    private const string RefundPage = "https://posters.myshopify.com/policies/refund-policy";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Question_is_answered_from_a_policy_with_its_address()
    {
        await using var shops = await WithAsync(Posters);

        var read = await ReadAsync(shops);

        read.ShouldBe(new(3, 3, 0, read.Refusals));
        read.Refusals.ShouldBeEmpty();
        (await ReadAsync(shops)).Written.ShouldBe(0);
        var answer = await new ChatDesk(shops, Posters).SayAsync("How many days do I have to return something?");
        ChatDesk.ReplyOf(answer).ShouldContain("within 30 days of delivery");
        answer["sources"]![0]!["source"]!.GetValue<string>().ShouldBe(RefundPage);
        answer["sources"]![0]!["title"]!.GetValue<string>().ShouldBe("Refund policy");
    }

    [Fact]
    public async Task Policy_that_changed_is_answered_as_it_is_now_and_the_others_are_left()
    {
        await using var shops = await WithAsync(Posters);
        await ReadAsync(shops);
        await shops.AtShopAsync(Posters, "policies", new
        {
            type = "REFUND_POLICY", body = "<p>You may return what you bought within 60 days of delivery.</p>",
        });

        var read = await ReadAsync(shops);

        (read.Policies, read.Written, read.Removed).ShouldBe((3, 1, 0));
        var answer = await new ChatDesk(shops, Posters).SayAsync("How many days do I have to return something?");
        ChatDesk.ReplyOf(answer).ShouldContain("within 60 days");
    }

    [Theory]
    [InlineData(null)]
    [InlineData(" ")]
    public async Task Policy_that_is_gone_goes_and_a_page_that_a_person_added_stays(string? body)
    {
        await using var shops = await WithAsync(Posters);
        await ReadAsync(shops);
        const string page = "https://posters.myshopify.com/policies/how-we-pack";
        await shops.World.Services.GetRequiredService<AddDocument>().HandleAsync(
            new(ShopDomain.Parse(Posters), page, "We pack posters in tubes."u8.ToArray()), Stop);
        await shops.AtShopAsync(Posters, "policies", new { type = "REFUND_POLICY", body });

        var read = await ReadAsync(shops);

        (read.Policies, read.Written, read.Removed).ShouldBe((2, 0, 1));
        var sources = (await shops.World.Services.GetRequiredService<ListDocuments>().HandleAsync(
            ShopDomain.Parse(Posters), Stop)).Select(document => document.Source).ToList();
        sources.ShouldContain(page);
        sources.ShouldNotContain(RefundPage);
    }

    [Fact]
    public async Task Token_that_has_ended_is_renewed_once()
    {
        await using var shops = await WithAsync(Posters);
        var before = (await shops.BooksAsync(Posters))["refreshes"]!.GetValue<long>();
        await shops.AtShopAsync(Posters, "expire");

        (await ReadAsync(shops)).Written.ShouldBe(3);

        (await shops.BooksAsync(Posters))["refreshes"]!.GetValue<long>().ShouldBe(before + 1);
    }

    [Fact]
    public async Task Shop_that_is_throttled_or_down_for_a_moment_is_asked_again()
    {
        await using var shops = await WithAsync(Posters);
        await shops.World.FaultAsync(
            new
            {
                target = $"shop:{Posters}", operation = "graphql", kind = "status", code = 503, retry_after = 0.1,
                times = 1,
            });

        (await ReadAsync(shops)).Written.ShouldBe(3);
    }

    [Fact]
    public async Task Shop_that_does_not_allow_its_policies_is_told_by_the_scope_and_works_on()
    {
        await using var shops = await WithAsync(Tulips);

        var refused = (await AddAsync(shops, Tulips)).ShouldBeOfType<AddPoliciesResult.Refused>();

        refused.Message.ShouldContain("read_legal_policies");
        refused.Message.ShouldContain("shops connect tulips.myshopify.com");
        (await shops.ViewAsync(Tulips))["status"]!.GetValue<string>().ShouldBe("Connected");
        (await shops.LookUpAsync(Tulips, "#1001"))["code"]!.GetValue<string>().ShouldBe("FOUND");
    }

    [Fact]
    public async Task Shop_that_can_not_be_asked_keeps_the_policies_that_are_stored()
    {
        await using var shops = await WithAsync(Posters);
        await ReadAsync(shops);
        await shops.AtShopAsync(Posters, "revoke");

        (await AddAsync(shops, Posters)).ShouldBeOfType<AddPoliciesResult.Refused>().Message.ShouldContain("reconnect");

        (await shops.World.Services.GetRequiredService<ListDocuments>().HandleAsync(ShopDomain.Parse(Posters), Stop))
            .Count.ShouldBe(3);
    }

    private static async Task<AddPoliciesResult.Read> ReadAsync(ShopWorld shops) =>
        (await AddAsync(shops, Posters)).ShouldBeOfType<AddPoliciesResult.Read>();

    private static Task<AddPoliciesResult> AddAsync(ShopWorld shops, string shop) =>
        shops.World.Services.GetRequiredService<AddPolicies>().HandleAsync(ShopDomain.Parse(shop), Stop);
}
