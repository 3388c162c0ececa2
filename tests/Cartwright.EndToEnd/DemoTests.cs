using Cartwright.Cli;
using Cartwright.Cli.Demo;

namespace Cartwright.EndToEnd;

public sealed class DemoTests
{
    public static TheoryData<string> Scenarios => [.. DemoScenario.Table.Select(scenario => scenario.Name)];

    [Theory]
    [MemberData(nameof(Scenarios))]
    public async Task Demo_of_a_scenario_shows_what_it_claims(string scenario)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();

        var exitCode = await CartwrightCommand.RunAsync(
            ["demo", "--scenario", scenario], new(output, error, IsTerminal: false, TimeProvider.System));

        error.ToString().ShouldBeEmpty(output.ToString());
        exitCode.ShouldBe(Screen.Done);
    }
}
