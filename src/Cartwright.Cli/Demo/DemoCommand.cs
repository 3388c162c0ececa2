using System.CommandLine;

namespace Cartwright.Cli.Demo;

/// <summary><c>cartwright demo</c>: a whole purchase, from a cart to placed orders, in a few seconds.</summary>
internal static class DemoCommand
{
    internal static Command Create(Screen screen)
    {
        var scenario = new Option<string>("--scenario")
        {
            Description = "What to show: " + string.Join(", ", DemoScenario.Table.Select(row => row.Name)) + ".",
            HelpName = "NAME",
            DefaultValueFactory = _ => DemoScenario.Table[0].Name,
        };
        scenario.Validators.Add(result =>
        {
            var name = result.GetValueOrDefault<string>();
            if (DemoScenario.Table.All(row => row.Name != name)) result.AddError($"There is no scenario '{name}'.");
        });
        var command = new Command(
            "demo", "Buy from two simulated stores and watch both orders. Nothing is kept, nothing real is touched.")
        {
            scenario,
            LookupDemo.Create(screen),
            ChatDemo.Create(screen),
        };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            screen,
            DemoScenario.Table.Single(row => row.Name == parsed.GetValue(scenario)),
            cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(
        Screen screen, DemoScenario scenario, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("cartwright-demo-");
        try
        {
            await using var sandbox = await RunningSandbox.StartAsync(LoopbackAddress.AnyPort, cancellationToken);
            await using var gateway = await RunningGateway.StartAsync(
                new(LoopbackAddress.AnyPort, folder.FullName, sandbox.Address), cancellationToken);
            screen.Line($"{scenario.Name}: {scenario.What}");
            screen.Line($"Sandbox {sandbox.Address}  Gateway {gateway.Addresses[0]}  Journal {folder.FullName}");
            return await new DemoRun(screen, scenario, sandbox, gateway).RunAsync(cancellationToken);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
