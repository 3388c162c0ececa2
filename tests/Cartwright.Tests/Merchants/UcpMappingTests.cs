using Cartwright.Merchants.Ucp;

namespace Cartwright.Tests.Merchants;

public sealed class UcpMappingTests
{
    [Fact]
    public void Table_is_as_recorded()
    {
        var table = string.Join('\n', UcpMapping.Rules.Append(UcpMapping.Other).Append(UcpMapping.OtherStatus)
            .Select(rule => $"{rule.VendorCode} | "
                + $"{(rule.IsPassing ? "unavailable" : rule.Problem?.ToString() ?? "no obstacle")} | "
                + $"{rule.Refusal?.ToString() ?? "unknown"} | {rule.Words}"));

        table.ShouldBe(Golden.ReplaceLineEndings("\n"));
    }

    [Fact]
    public void Words_are_sentences_that_are_safe_to_show()
    {
        foreach (var rule in UcpMapping.Rules)
        {
            rule.Words.ShouldEndWith(".");
            rule.Words.ShouldNotContain("{");
        }
    }

    [Fact]
    public void Code_that_proves_nothing_is_never_a_refusal()
    {
        foreach (var code in new[] { "http_404", "http_409", "http_410", "http_424", "idempotency_conflict" })
            UcpMapping.Own(code).Refusal.ShouldBeNull();
    }

    private const string Golden =
        """
        GOLDEN
        """;
}
