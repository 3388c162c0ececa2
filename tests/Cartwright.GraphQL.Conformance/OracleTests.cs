using Cartwright.EndToEnd;

namespace Cartwright.GraphQL.Conformance;

/// <summary>What the engine is compared with: npm graphql 16, run by Node.</summary>
public sealed class OracleTests
{
    [Fact]
    public async Task Oracle_is_the_reference_implementation_in_version_16()
    {
        var run = await ProgramRun.RunAsync(
            Needs.Program("node"), Needs.Npm(), ["-p", "require('graphql').version"],
            TestContext.Current.CancellationToken);

        run.Output.Trim().ShouldStartWith("16.", customMessage: run.Error);
    }
}
