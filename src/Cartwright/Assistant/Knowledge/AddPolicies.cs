using System.Diagnostics;
using System.Net;
using System.Text;
using Cartwright.Shops;

namespace Cartwright.Assistant.Knowledge;

public abstract record AddPoliciesResult
{
    private AddPoliciesResult() { }

    /// <param name="Written">Policies that are new or have changed.</param>
    /// <param name="Removed">Policies that the shop no longer has.</param>
    /// <param name="Refusals">What could not be stored, and why.</param>
    public sealed record Read(int Policies, int Written, int Removed, IReadOnlyList<string> Refusals)
        : AddPoliciesResult;

    /// <param name="Message">What to do, in a sentence.</param>
    public sealed record Refused(string Message) : AddPoliciesResult;
}

/// <summary>
/// Stores a shop's policies as its knowledge, each with the address of its page. Run again, it writes what changed and
/// removes what the shop no longer has.
/// </summary>
public sealed class AddPolicies(AskPolicies ask, AddDocument addDocument, RemoveUnfed removeUnfed)
{
    private const string Feed = "policies";

    public async Task<AddPoliciesResult> HandleAsync(ShopDomain shop, CancellationToken cancellationToken) =>
        await ask.HandleAsync(shop, cancellationToken) switch
        {
            AskPoliciesResult.Told told => await StoreAsync(shop, told.Policies, cancellationToken),
            AskPoliciesResult.Refused refused => new AddPoliciesResult.Refused(refused.Message),
            _ => throw new UnreachableException(),
        };

    private async Task<AddPoliciesResult> StoreAsync(
        ShopDomain shop, IReadOnlyList<ShopPolicy> policies, CancellationToken cancellationToken)
    {
        var written = 0;
        List<string> refusals = [];
        HashSet<string> standing = new(StringComparer.Ordinal);
        // A merchant who empties a policy has none.
        foreach (var policy in policies.Where(policy => !string.IsNullOrWhiteSpace(policy.Body)))
        {
            standing.Add(policy.Url);
            var result = await addDocument.HandleAsync(
                new(shop, policy.Url, Encoding.UTF8.GetBytes(PageOf(policy)), policy.Title, Feed), cancellationToken);
            written += result is AddDocumentResult.Added ? 1 : 0;
            if (result is AddDocumentResult.Refused refused)
            {
                refusals.Add(refused.Message);
            }
        }

        var removed = await removeUnfed.HandleAsync(shop, Feed, standing, cancellationToken);
        return new AddPoliciesResult.Read(standing.Count, written, removed, refusals);
    }

    /// <summary>The piece of a page that a policy is, as a page.</summary>
    private static string PageOf(ShopPolicy policy) =>
        $"<!doctype html><title>{WebUtility.HtmlEncode(policy.Title)}</title><main>{policy.Body}</main>";
}
