using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.Options;

namespace Cartwright.Merchants.Ucp;

/// <summary>Reads a merchant's catalogue by the protocol's catalogue capabilities.</summary>
internal sealed class UcpCatalogue(
    UcpTransport transport, UcpDiscovery discovery, IOptions<UcpOptions> options, TimeProvider clock)
    : IMerchantCatalogue
{
    // What every merchant must accept in one lookup, at least.
    private const int LookupIdsMax = 10;
    private const int DetailsAtOnceMax = 4;
    private const int PageProductsMax = 100;
    private const int PagesMax = 100;

    // A search must ask for something, and an empty query may be refused: this one leaves nothing out.
    private static readonly UcpSearchFilters Everything = new() { Price = new() { Min = 0 } };

    private readonly UcpOptions options = options.Value;

    /// <summary>Which cursor continues a listing at an offset, so that page n does not read n pages.</summary>
    private readonly ExpiringCache<(string Store, int Offset), string> cursors = new(10_000, clock);

    public string Protocol => UcpConnector.ProtocolName;

    public Task<CatalogueOutcome> LookUpAsync(
        Merchant merchant, IReadOnlyList<string> ids, CancellationToken cancellationToken) =>
        WithProfileAsync(merchant, UcpCapabilities.CatalogueLookup, async (profile, deadline) =>
        {
            var wanted = ids.Distinct().ToList();
            if (wanted.Count == 1) return await DetailAsync(profile, merchant, wanted[0], deadline, cancellationToken);
            List<UcpProduct> found = [];
            foreach (var chunk in wanted.Chunk(LookupIdsMax))
            {
                var reply = await SendAsync(
                    profile, "/catalog/lookup", JsonSerializer.SerializeToUtf8Bytes(
                        new() { Ids = chunk }, UcpJson.Default.UcpLookupRequest),
                    UcpJson.Default.UcpProductsReply, deadline, cancellationToken);
                if (reply is not UcpReply<UcpProductsReply>.Answer { Value: var answer }) return Unavailable(reply);
                found.AddRange(answer.Products.Each());
            }

            return await CompleteAsync(profile, merchant, found, deadline, cancellationToken);
        }, cancellationToken);

    public Task<CatalogueOutcome> ListAsync(
        Merchant merchant, int offset, int countMax, CancellationToken cancellationToken) =>
        WithProfileAsync(merchant, UcpCapabilities.CatalogueSearch, async (profile, deadline) =>
        {
            countMax = Math.Clamp(countMax, 0, PageProductsMax);
            var (position, cursor) = cursors.TryGet((merchant.Domain, offset), out var known)
                ? (offset, known) : (0, (string?)null);
            List<UcpProduct> found = [];
            for (var page = 0; page < PagesMax && found.Count < countMax; page++)
            {
                // Pages end at the offset, so that the cursor that continues there is remembered for the next time.
                var limit = position < offset
                    ? Math.Min(PageProductsMax, offset - position)
                    : countMax - found.Count;
                var reply = await SendAsync(
                    profile, "/catalog/search", JsonSerializer.SerializeToUtf8Bytes(
                        new() { Filters = Everything, Pagination = new() { Cursor = cursor, Limit = limit } },
                        UcpJson.Default.UcpSearchRequest),
                    UcpJson.Default.UcpProductsReply, deadline, cancellationToken);
                if (reply is not UcpReply<UcpProductsReply>.Answer { Value: var answer }) return Unavailable(reply);
                if (answer.Ucp?.Status == "error")
                    return new CatalogueOutcome.Unavailable("The store does not list its catalogue.");

                var products = answer.Products.Each().ToList();
                found.AddRange(products.Skip(Math.Max(0, offset - position)).Take(countMax - found.Count));
                position += products.Count;
                cursor = answer.Pagination is { HasNextPage: true, Cursor: { Length: > 0 } next } ? next : null;
                if (cursor is null) break;
                cursors.Put((merchant.Domain, position), cursor, TimeSpan.FromMinutes(10));
            }

            return new CatalogueOutcome.Products(UcpProducts.Read(found, merchant));
        }, cancellationToken);

    /// <summary>
    /// Merchants may take addresses and handles for identifiers. Where one does not, the handle's words are searched
    /// for. Either way only a product that has this page counts.
    /// </summary>
    public async Task<CatalogueOutcome> FindByUrlAsync(
        Merchant merchant, Uri page, CancellationToken cancellationToken)
    {
        var handle = Uri.UnescapeDataString(page.AbsolutePath.TrimEnd('/').Split('/')[^1]);
        if (handle.Length == 0) return new CatalogueOutcome.Products([]);
        var outcome = await LookUpAsync(merchant, [page.GetLeftPart(UriPartial.Path), handle], cancellationToken);
        if (outcome is not CatalogueOutcome.Products looked) return outcome;
        if (OfPage(looked, handle, page) is { Found.Count: > 0 } found) return found;

        var searched = await WithProfileAsync(merchant, UcpCapabilities.CatalogueSearch, async (profile, deadline) =>
        {
            var query = handle.Replace('-', ' ').Replace('_', ' ');
            var reply = await SendAsync(
                profile, "/catalog/search", JsonSerializer.SerializeToUtf8Bytes(
                    new() { Query = query, Pagination = new() { Limit = PageProductsMax } },
                    UcpJson.Default.UcpSearchRequest),
                UcpJson.Default.UcpProductsReply, deadline, cancellationToken);
            return reply is UcpReply<UcpProductsReply>.Answer { Value: var answer }
                ? new CatalogueOutcome.Products(UcpProducts.Read(answer.Products.Each(), merchant))
                : Unavailable(reply);
        }, cancellationToken);
        return searched is CatalogueOutcome.Products products ? OfPage(products, handle, page) : searched;
    }

    private async Task<CatalogueOutcome> WithProfileAsync(
        Merchant merchant, string capability, Func<UcpProfile, UcpDeadline, Task<CatalogueOutcome>> read,
        CancellationToken cancellationToken)
    {
        var found = await discovery.FindAsync(merchant, cancellationToken);
        if (found is not UcpDiscovered.Found { Profile: var profile })
            return new CatalogueOutcome.Unavailable(UcpConnector.Why(found));
        if (!profile.Has(capability))
            return new CatalogueOutcome.Unavailable(
                $"The store speaks UCP {profile.Version} and does not offer {capability}.");
        using var deadline = transport.StartDeadline(options.CatalogueDeadlineSeconds);
        return await read(profile, deadline);
    }

    private async Task<CatalogueOutcome> DetailAsync(
        UcpProfile profile, Merchant merchant, string id, UcpDeadline deadline, CancellationToken cancellationToken)
    {
        var reply = await SendAsync(
            profile, "/catalog/product",
            JsonSerializer.SerializeToUtf8Bytes(new() { Id = id }, UcpJson.Default.UcpProductRequest),
            UcpJson.Default.UcpProductReply, deadline, cancellationToken);
        if (reply is UcpReply<UcpProductReply>.Refusal { Status: 404, IsExplicit: true })
            return new CatalogueOutcome.Products([]);
        if (reply is not UcpReply<UcpProductReply>.Answer { Value: var answer }) return Unavailable(reply);
        var isUnknown = answer.Messages.Each().Any(message => UcpMapping.Normalize(message.Code ?? "") == "not_found");
        return answer.Product is { } product ? new CatalogueOutcome.Products(UcpProducts.Read([product], merchant))
            : isUnknown ? new CatalogueOutcome.Products([])
            : new CatalogueOutcome.Unavailable("The store's reply holds no product.");
    }

    /// <summary>
    /// A lookup brings one variant of each product. Products with options are read again as a whole.
    /// </summary>
    private async Task<CatalogueOutcome> CompleteAsync(
        UcpProfile profile, Merchant merchant, List<UcpProduct> found, UcpDeadline deadline,
        CancellationToken cancellationToken)
    {
        List<Product> products = [];
        var unique = found.Where(product => product.Id is not null).DistinctBy(product => product.Id).ToList();
        foreach (var group in unique.Chunk(DetailsAtOnceMax))
        {
            var details = await Task.WhenAll(group.Select(product => product.Options.Each().Any()
                ? DetailAsync(profile, merchant, product.Id!, deadline, cancellationToken)
                : Task.FromResult<CatalogueOutcome>(
                    new CatalogueOutcome.Products(UcpProducts.Read([product], merchant)))));
            foreach (var detail in details)
            {
                if (detail is not CatalogueOutcome.Products read) return detail;
                products.AddRange(read.Found);
            }
        }

        return new CatalogueOutcome.Products(products);
    }

    private Task<UcpReply<T>> SendAsync<T>(
        UcpProfile profile, string path, byte[] body, JsonTypeInfo<T> shape, UcpDeadline deadline,
        CancellationToken cancellationToken) where T : class =>
        transport.SendAsync(
            new(HttpMethod.Post, new Uri(profile.Endpoint + path), profile.Version) { Body = body },
            shape, deadline, cancellationToken);

    private static CatalogueOutcome.Unavailable Unavailable<T>(UcpReply<T> reply) => new(reply switch
    {
        UcpReply<T>.Failure failure => failure.Why,
        UcpReply<T>.Refusal refusal => $"The store answered HTTP {refusal.Status}.",
        _ => throw new UnreachableException(),
    });

    private static CatalogueOutcome.Products OfPage(CatalogueOutcome.Products products, string handle, Uri page) =>
        new([.. products.Found.Where(product => product.Handle == handle || SamePage(product.Url, page)).Take(1)]);

    private static bool SamePage(Uri one, Uri other) =>
        string.Equals(one.Host, other.Host, StringComparison.OrdinalIgnoreCase)
        && one.AbsolutePath.TrimEnd('/') == other.AbsolutePath.TrimEnd('/');
}
