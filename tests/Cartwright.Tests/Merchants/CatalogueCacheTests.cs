using Cartwright.Merchants;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Cartwright.Tests.Merchants;

public sealed class CatalogueCacheTests
{
    private static readonly Merchant Store =
        new("mugs.example", new Uri("https://mugs.example"), Marketplace.Shopify, "ucp", null, null);

    private readonly FakeTimeProvider clock = new();
    private readonly CountingCatalogue catalogue = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Second_look_up_is_served_from_memory_until_it_expires()
    {
        var cache = Cache();

        await cache.LookUpAsync(Store, ["a"], Stop);
        clock.Advance(TimeSpan.FromSeconds(59));
        (await FoundAsync(cache, "a")).ShouldBe(["a"]);
        catalogue.Calls.ShouldBe(["a"]);

        clock.Advance(TimeSpan.FromSeconds(1));
        await cache.LookUpAsync(Store, ["a"], Stop);
        catalogue.Calls.ShouldBe(["a", "a"]);
    }

    [Fact]
    public async Task Only_what_is_not_known_is_asked_for()
    {
        var cache = Cache();
        await cache.LookUpAsync(Store, ["a", "b"], Stop);

        (await FoundAsync(cache, "a", "c", "b")).ShouldBe(["a", "b", "c"]);

        catalogue.Calls.ShouldBe(["a,b", "c"]);
    }

    [Fact]
    public async Task Another_store_has_its_own_products()
    {
        var cache = Cache();

        await cache.LookUpAsync(Store, ["a"], Stop);
        await cache.LookUpAsync(Store with { Domain = "cups.example" }, ["a"], Stop);

        catalogue.Calls.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Callers_at_the_same_time_share_one_call()
    {
        var cache = Cache();
        catalogue.Gate = new();

        var all = Enumerable.Range(0, 20).Select(_ => cache.ListAsync(Store, 0, 10, Stop)).ToList();
        catalogue.Gate.SetResult();
        await Task.WhenAll(all);

        catalogue.Calls.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Caller_that_gives_up_does_not_stop_the_others()
    {
        var cache = Cache();
        catalogue.Gate = new();
        using var gone = new CancellationTokenSource();

        var first = cache.ListAsync(Store, 0, 10, gone.Token);
        var second = cache.ListAsync(Store, 0, 10, Stop);
        await gone.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(first);
        catalogue.Gate.SetResult();

        (await second).ShouldBeOfType<CatalogueOutcome.Products>();
        catalogue.Calls.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Unavailable_is_not_kept()
    {
        var cache = Cache();
        catalogue.IsDown = true;
        (await cache.FindByUrlAsync(Store, new Uri("https://mugs.example/a"), Stop))
            .ShouldBeOfType<CatalogueOutcome.Unavailable>();
        catalogue.IsDown = false;

        (await cache.FindByUrlAsync(Store, new Uri("https://mugs.example/a"), Stop))
            .ShouldBeOfType<CatalogueOutcome.Products>();
    }

    [Fact]
    public async Task What_was_used_least_recently_makes_room()
    {
        var cache = Cache(countMax: 2);
        await cache.LookUpAsync(Store, ["a"], Stop);
        await cache.LookUpAsync(Store, ["b"], Stop);
        await cache.LookUpAsync(Store, ["a"], Stop);
        await cache.LookUpAsync(Store, ["c"], Stop);
        catalogue.Calls.Clear();

        await cache.LookUpAsync(Store, ["a"], Stop);
        await cache.LookUpAsync(Store, ["b"], Stop);

        catalogue.Calls.ShouldBe(["b"]);
    }

    [Fact]
    public async Task Protocol_without_a_catalogue_is_unavailable() =>
        (await Cache().ListAsync(Store with { Protocol = "fax" }, 0, 10, Stop))
        .ShouldBeOfType<CatalogueOutcome.Unavailable>().Why.ShouldContain("fax");

    private CatalogueCache Cache(int countMax = 100) =>
        new([catalogue], Options.Create(new CatalogueOptions { CountMax = countMax }), clock);

    private static async Task<List<string>> FoundAsync(CatalogueCache cache, params string[] ids) =>
    [
        .. (await cache.LookUpAsync(Store, ids, Stop)).ShouldBeOfType<CatalogueOutcome.Products>()
            .Found.Select(product => product.Id),
    ];

    private sealed class CountingCatalogue : IMerchantCatalogue
    {
        public string Protocol => "ucp";

        public List<string> Calls { get; } = [];

        public TaskCompletionSource? Gate { get; set; }

        public bool IsDown { get; set; }

        public Task<CatalogueOutcome> LookUpAsync(
            Merchant merchant, IReadOnlyList<string> ids, CancellationToken cancellationToken) =>
            AnswerAsync(string.Join(',', ids), ids);

        public Task<CatalogueOutcome> ListAsync(
            Merchant merchant, int offset, int countMax, CancellationToken cancellationToken) =>
            AnswerAsync($"{offset}+{countMax}", ["a"]);

        public Task<CatalogueOutcome> FindByUrlAsync(
            Merchant merchant, Uri page, CancellationToken cancellationToken) =>
            AnswerAsync(page.AbsoluteUri, ["a"]);

        private async Task<CatalogueOutcome> AnswerAsync(string call, IReadOnlyList<string> ids)
        {
            Calls.Add(call);
            if (Gate is not null) await Gate.Task;
            return IsDown ? new CatalogueOutcome.Unavailable("Down.")
                : new CatalogueOutcome.Products([.. ids.Select(id => new Product
                {
                    Id = id,
                    Handle = id,
                    Title = id,
                    Url = new Uri($"https://mugs.example/{id}"),
                    Variants = [],
                })]);
        }
    }
}
