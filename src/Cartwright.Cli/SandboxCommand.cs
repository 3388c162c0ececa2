using System.CommandLine;

namespace Cartwright.Cli;

/// <summary><c>cartwright sandbox</c>: the simulated outside world alone.</summary>
internal static class SandboxCommand
{
    internal static Command Create(Screen screen)
    {
        var urls = CommandOptions.Urls("--urls", "Where the simulated world listens.", "http://127.0.0.1:3100");
        var command = new Command(
            "sandbox", "Run the simulated outside world alone: stores, shops, a card processor, with faults to switch on.")
        {
            urls,
        };
        command.SetAction((parsed, cancellationToken) =>
            RunAsync(screen, parsed.GetRequiredValue(urls), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(Screen screen, string urls, CancellationToken cancellationToken)
    {
        try
        {
            await using var sandbox = await RunningSandbox.StartAsync(urls, cancellationToken);
            screen.Line($"Sandbox  {sandbox.Address}");
            foreach (var store in await sandbox.ListStoresAsync(cancellationToken))
            {
                screen.Line($"Store    {store.Domain}  {store.Marketplace}  {store.Url}");
            }
            foreach (var shop in await sandbox.ListShopsAsync(cancellationToken))
            {
                screen.Line($"Shop     {shop.Domain}  {shop.Url}");
            }
            screen.Line("Stop it with Ctrl-C.");
            await sandbox.WaitForStopAsync(cancellationToken);
        }
        catch (IOException failure)
        {
            return screen.Fail($"{failure.Message.TrimEnd('.')}: stop the other process, or choose other --urls.");
        }
        return Screen.Done;
    }
}
