namespace Cartwright.EndToEnd;

public sealed class AuditTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task Gateway_passes_all_61_audits_of_GraphQL_over_HTTP()
    {
        var headers = new Dictionary<string, string> { ["authorization"] = $"Basic {world.Key.Reveal()}" };

        var audits = await AuditRun.RunAsync(world.Endpoint, headers, TestContext.Current.CancellationToken);

        audits.ShouldAllPass();
    }
}
