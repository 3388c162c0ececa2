using System.Text.Json;

namespace Cartwright.GraphQL.Conformance;

/// <summary>
/// Every document that the gateway sends to a shop is valid against the parts of Shopify's published Admin schema
/// (2026-10) that it touches, as graphql-js sees it. The sandbox serves the same parts.
/// </summary>
public sealed class ShopDocumentTests
{
    private const string Prefix = "Documents.";

    public static TheoryData<string> Documents => [.. typeof(ShopDocumentTests).Assembly.GetManifestResourceNames()
        .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Documents))]
    public async Task Document_sent_to_a_shop_is_valid_against_the_published_schema(string name)
    {
        await using var oracle = new Oracle();
        (await oracle.DefineAsync("admin", Read("shopify-admin.graphql"), TestContext.Current.CancellationToken))
            .Errors.ShouldBeEmpty();
        var variables = JsonSerializer.SerializeToElement(
            new { byName = "name:\"#1001\"", byNumber = "name:\"1001\"", bySearch = "\"#1001\"", withCustomer = true });
        await foreach (var (_, verdict) in oracle.AskAsync(
            [new Question("admin", Read(name), variables)], TestContext.Current.CancellationToken))
        {
            // Without a shop behind it an execution finds nothing; that it gets there is what counts.
            verdict.Stage.ShouldBe("execute", string.Join('\n', verdict.Errors.Select(error => error.Message)));
        }
    }

    [Fact]
    public void There_are_documents() => Documents.Count.ShouldBeGreaterThan(1);

    private static string Read(string name)
    {
        using var reader = new StreamReader(typeof(ShopDocumentTests).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
