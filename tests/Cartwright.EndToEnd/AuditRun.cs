using System.Text.Json;

namespace Cartwright.EndToEnd;

/// <summary>One audit of npm graphql-http.</summary>
/// <param name="Level">MUST, SHOULD or MAY.</param>
/// <param name="Status">"ok" when it passed.</param>
internal sealed record Audit(string Id, string Name, string Level, string Status, string? Reason);

/// <summary>The audits of GraphQL over HTTP that npm graphql-http has, run by Node against a server.</summary>
internal static class AuditRun
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web);

    /// <summary>Runs all audits, one after the other, with these headers on each request.</summary>
    public static async Task<IReadOnlyList<Audit>> RunAsync(
        Uri url, IReadOnlyDictionary<string, string> headers, CancellationToken cancellationToken)
    {
        var run = await ProgramRun.RunAsync(
            Needs.Program("node"), Needs.Npm(), ["audits.cjs", JsonSerializer.Serialize(new { url, headers })],
            cancellationToken);
        run.ExitCode.ShouldBe(0, run.Error);
        return [.. run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonSerializer.Deserialize<Audit>(line, Options)!)];
    }

    /// <summary>All of them ran and passed: a run that lost some has not passed.</summary>
    public static void ShouldAllPass(this IReadOnlyList<Audit> audits)
    {
        audits.Where(audit => audit.Status != "ok").ShouldBeEmpty();
        audits.CountBy(audit => audit.Level).ToDictionary().ShouldBe(
            new Dictionary<string, int> { ["MUST"] = 13, ["SHOULD"] = 23, ["MAY"] = 25 }, ignoreOrder: true);
    }
}
