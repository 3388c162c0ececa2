using System.Collections.Frozen;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Cartwright.Merchants;

public sealed class CatalogueOptions
{
    public const string Section = "Merchants:Catalogue";

    /// <summary>How many replies are kept, over all stores. A page of a listing counts as one.</summary>
    public int CountMax { get; set; } = 5000;

    public int ExpirySeconds { get; set; } = 60;
}

internal sealed class CatalogueOptionsRules : IValidateOptions<CatalogueOptions>
{
    public ValidateOptionsResult Validate(string? name, CatalogueOptions options) =>
        options.CountMax is < 1 or > 1_000_000
            ? ValidateOptionsResult.Fail("Set Merchants:Catalogue:CountMax to 1 to 1000000.")
        : options.ExpirySeconds is < 1 or > 86_400
            ? ValidateOptionsResult.Fail("Set Merchants:Catalogue:ExpirySeconds to 1 to 86400.")
        : ValidateOptionsResult.Success;
}

/// <summary>
/// The merchants' catalogues, remembered for a short while. For display only: what is bought is quoted live. Callers
/// that ask for the same at the same time share one call; what is unavailable is asked for again each time.
/// </summary>
public sealed class CatalogueCache
{
    private readonly FrozenDictionary<string, IMerchantCatalogue> catalogues;
    private readonly ExpiringCache<string, CatalogueOutcome> replies;
    private readonly TimeSpan expiry;

    public CatalogueCache(
        IEnumerable<IMerchantCatalogue> catalogues, IOptions<CatalogueOptions> options, TimeProvider clock)
    {
        this.catalogues = catalogues.ToFrozenDictionary(catalogue => catalogue.Protocol, StringComparer.Ordinal);
        replies = new(options.Value.CountMax, clock);
        expiry = TimeSpan.FromSeconds(options.Value.ExpirySeconds);
    }

    /// <inheritdoc cref="IMerchantCatalogue.LookUpAsync"/>
    public async Task<CatalogueOutcome> LookUpAsync(
        Merchant merchant, IReadOnlyList<string> ids, CancellationToken cancellationToken)
    {
        List<Product> known = [];
        List<string> asked = [];
        foreach (var id in ids.Distinct(StringComparer.Ordinal))
        {
            if (replies.TryGet(ProductKey(merchant, id), out var reply) && reply is CatalogueOutcome.Products products)
                known.AddRange(products.Found);
            else
                asked.Add(id);
        }

        if (asked.Count == 0) return Distinct(known);
        var outcome = await LoadAsync(merchant, asked, cancellationToken);
        return outcome is CatalogueOutcome.Products loaded ? Distinct([.. known, .. loaded.Found]) : outcome;
    }

    /// <inheritdoc cref="IMerchantCatalogue.ListAsync"/>
    public Task<CatalogueOutcome> ListAsync(
        Merchant merchant, int offset, int countMax, CancellationToken cancellationToken) =>
        GetAsync(merchant, $"list\n{offset}\n{countMax}",
            (catalogue, stop) => catalogue.ListAsync(merchant, offset, countMax, stop), cancellationToken);

    /// <inheritdoc cref="IMerchantCatalogue.FindByUrlAsync"/>
    public Task<CatalogueOutcome> FindByUrlAsync(Merchant merchant, Uri page, CancellationToken cancellationToken) =>
        GetAsync(merchant, $"url\n{page.AbsoluteUri}",
            (catalogue, stop) => catalogue.FindByUrlAsync(merchant, page, stop), cancellationToken);

    private async Task<CatalogueOutcome> LoadAsync(
        Merchant merchant, List<string> asked, CancellationToken cancellationToken)
    {
        // One id is kept as the reply itself. Several are one call, kept id by id.
        if (asked is [var only])
            return await GetAsync(merchant, $"product\n{only}",
                (catalogue, stop) => catalogue.LookUpAsync(merchant, asked, stop), cancellationToken);

        var outcome = await GetAsync(merchant, $"products\n{string.Join('\n', asked.Order(StringComparer.Ordinal))}",
            (catalogue, stop) => catalogue.LookUpAsync(merchant, asked, stop), cancellationToken);
        if (outcome is CatalogueOutcome.Products products)
            foreach (var id in asked)
                replies.Put(
                    ProductKey(merchant, id),
                    new CatalogueOutcome.Products([.. products.Found.Where(product => Holds(product, id))]), expiry);
        return outcome;
    }

    private Task<CatalogueOutcome> GetAsync(
        Merchant merchant, string what, Func<IMerchantCatalogue, CancellationToken, Task<CatalogueOutcome>> load,
        CancellationToken cancellationToken)
    {
        if (!catalogues.TryGetValue(merchant.Protocol, out var catalogue))
            return Task.FromResult<CatalogueOutcome>(new CatalogueOutcome.Unavailable(
                $"No catalogue is read over the protocol {merchant.Protocol}."));
        return replies.GetAsync($"{merchant.Domain}\n{what}", async () =>
        {
            var outcome = await load(catalogue, CancellationToken.None);
            return new(outcome, outcome is CatalogueOutcome.Products ? expiry : TimeSpan.Zero);
        }, cancellationToken);
    }

    private static string ProductKey(Merchant merchant, string id) => $"{merchant.Domain}\nproduct\n{id}";

    private static bool Holds(Product product, string id) =>
        product.Id == id || product.Variants.Any(variant => variant.Id == id);

    private static CatalogueOutcome.Products Distinct(List<Product> products) =>
        new([.. products.DistinctBy(product => product.Id)]);
}

public static class CatalogueRegistration
{
    public static IServiceCollection AddCatalogueCache(this IServiceCollection services)
    {
        services.AddSettings<CatalogueOptions>(CatalogueOptions.Section);
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IValidateOptions<CatalogueOptions>, CatalogueOptionsRules>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<CatalogueCache>();
        return services;
    }
}
