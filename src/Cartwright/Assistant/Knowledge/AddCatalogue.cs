using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using Cartwright.Catalogue;
using Cartwright.Merchants;
using Cartwright.Shops;

namespace Cartwright.Assistant.Knowledge;

public abstract record AddCatalogueResult
{
    private AddCatalogueResult() { }

    /// <param name="Written">Products that are new or have changed.</param>
    /// <param name="Removed">Products that are no longer sold.</param>
    /// <param name="Refusals">What could not be stored, and why.</param>
    public sealed record Read(int Products, int Written, int Removed, IReadOnlyList<string> Refusals)
        : AddCatalogueResult;

    /// <param name="Message">What to do, in a sentence.</param>
    public sealed record Refused(string Message) : AddCatalogueResult;
}

/// <summary>
/// Stores a page of knowledge for each product that a merchant sells, read from its catalogue. Run again, it writes what
/// changed and removes what is no longer sold; a catalogue that can't be read to its end removes nothing. What somebody
/// else put there stays.
/// </summary>
public sealed partial class AddCatalogue(
    ListProducts products, AddDocument addDocument, RemoveUnfed removeUnfed, ListDocuments documents,
    RemoveDocument removeDocument, KnowledgeShelf shelf)
{
    private const int ProductsMax = 5_000;

    /// <param name="store">The merchant's domain, as it is registered.</param>
    public async Task<AddCatalogueResult> HandleAsync(
        ShopDomain shop, string store, CancellationToken cancellationToken)
    {
        Dictionary<string, Product> sold = new(StringComparer.Ordinal);
        for (var offset = 0; offset < ProductsMax; offset += ListProducts.CountMax)
        {
            switch (await products.HandleAsync(store, offset, ListProducts.CountMax, cancellationToken))
            {
                case ProductsAnswer.StoreNotFound:
                    return new AddCatalogueResult.Refused(
                        $"There is no merchant {store}: 'cartwright merchants list' shows those that are registered.");
                case ProductsAnswer.StoreUnavailable:
                    return new AddCatalogueResult.Refused($"{store} does not answer: try again later.");
                case ProductsAnswer.Page page:
                    foreach (var one in page.Products)
                    {
                        sold[one.Product.Url.AbsoluteUri] = one.Product;
                    }

                    if (page.Products.Count < ListProducts.CountMax)
                    {
                        return await StoreAsync(shop, FeedOf(store), sold, cancellationToken);
                    }

                    break;
                default:
                    throw new UnreachableException();
            }
        }

        return new AddCatalogueResult.Refused($"{store} sells more than {ProductsMax} products: nothing was stored.");
    }

    private async Task<AddCatalogueResult> StoreAsync(
        ShopDomain shop, string feed, Dictionary<string, Product> sold, CancellationToken cancellationToken)
    {
        var own = await OwnWithoutFeedAsync(shop, sold, cancellationToken);
        var written = 0;
        List<string> refusals = [];
        foreach (var (address, product) in sold)
        {
            var result = await addDocument.HandleAsync(
                new(
                    shop, address, Encoding.UTF8.GetBytes(PageOf(product)), product.Title, feed,
                    TakesOver: own.ContainsKey(address)),
                cancellationToken);
            written += result is AddDocumentResult.Added ? 1 : 0;
            if (result is AddDocumentResult.Refused refused)
            {
                refusals.Add($"{address}: {refused.Message}");
            }
        }

        var removed = await removeUnfed.HandleAsync(
            shop, feed, sold.Keys.ToHashSet(StringComparer.Ordinal), cancellationToken);
        foreach (var gone in own.Where(page => !sold.ContainsKey(page.Key)).Select(page => page.Value))
        {
            await removeDocument.HandleAsync(shop, gone, cancellationToken);
            removed++;
        }

        return new AddCatalogueResult.Read(sold.Count, written, removed, refusals);
    }

    /// <summary>
    /// Pages of this catalogue from before a page said what put it there, by their addresses: they stand beside the
    /// products' and have the form that only the catalogue writes. A person's stay.
    /// </summary>
    private async Task<Dictionary<string, string>> OwnWithoutFeedAsync(
        ShopDomain shop, Dictionary<string, Product> sold, CancellationToken cancellationToken)
    {
        Dictionary<string, string> own = new(StringComparer.Ordinal);
        var folders = sold.Keys.Select(FolderOf).ToHashSet(StringComparer.Ordinal);
        foreach (var document in await documents.HandleAsync(shop, cancellationToken))
        {
            if (document.Feed is null && folders.Contains(FolderOf(document.Source))
                && HasOwnForm(document, await shelf.PassageTextsAsync(document.Id, cancellationToken)))
            {
                own[document.Source] = document.Id;
            }
        }

        return own;
    }

    /// <summary>It was stored under the product's title, begins with it and tells what it costs: pure.</summary>
    private static bool HasOwnForm(KnowledgeDocument document, IReadOnlyList<string> passages) =>
        document.Hash.EndsWith($":{document.Title}", StringComparison.Ordinal)
        && passages.Any(text => text.StartsWith(document.Title, StringComparison.Ordinal))
        && passages.Any(text => text.Split('\n').Any(
            line => line.StartsWith(document.Title, StringComparison.Ordinal) && Cost().IsMatch(line)));

    [GeneratedRegex(@" costs \S.{0,40} and is (?:in stock|sold out)\.$", RegexOptions.CultureInvariant)]
    private static partial Regex Cost();

    /// <summary>The product as plain text: what a merchant wrote as HTML is another document's format.</summary>
    private static string PageOf(Product product)
    {
        var page = new StringBuilder(product.Title).Append("\n\n");
        if (product.Description is { Length: > 0 } description)
        {
            page.Append(description).Append("\n\n");
        }

        if (product.ProductType is { Length: > 0 } kind)
        {
            page.Append(kind).Append(product.Vendor is { Length: > 0 } vendor ? $" by {vendor}.\n\n" : ".\n\n");
        }

        foreach (var option in product.Options.Where(option => option.Values.Count > 1))
        {
            page.Append(option.Name).Append(": ").AppendJoin(", ", option.Values).Append(".\n\n");
        }

        foreach (var variant in product.Variants)
        {
            page.Append(product.Title).Append(product.Variants.Count > 1 ? $" {variant.Title}" : "")
                .Append(" costs ").Append(variant.Price.Display())
                .Append(variant.IsAvailable ? " and is in stock.\n" : " and is sold out.\n");
        }

        return page.ToString();
    }

    private static string FolderOf(string address) => address[..(address.LastIndexOf('/') + 1)];

    internal static string FeedOf(string store) => $"catalogue of {store.ToLowerInvariant()}";
}
