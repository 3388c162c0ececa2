using System.CommandLine;
using Cartwright.Journal;
using Cartwright.Journal.Postgres;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Cli;

/// <summary><c>cartwright serve</c>: the gateway, until it is told to stop.</summary>
internal static class ServeCommand
{
    internal static Command Create(Screen screen)
    {
        var urls = CommandOptions.Urls("--urls", "Where the gateway listens.", "http://127.0.0.1:3000");
        var data = CommandOptions.Data();
        var withSandbox = new Option<bool>("--sandbox")
        {
            Description = "Start the simulated outside world beside it, register its stores and shops, make a key.",
        };
        var sandboxUrls = CommandOptions.Urls(
            "--sandbox-urls", "Where the simulated world listens; port 0 is any free port.", LoopbackAddress.AnyPort);
        var command = new Command("serve", "Run the gateway until Ctrl-C.") { urls, data, withSandbox, sandboxUrls };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            screen,
            new(parsed.GetRequiredValue(urls), parsed.GetRequiredValue(data).FullName),
            parsed.GetValue(withSandbox) ? parsed.GetRequiredValue(sandboxUrls) : null,
            cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(
        Screen screen, GatewaySettings settings, string? sandboxUrls, CancellationToken cancellationToken)
    {
        if (sandboxUrls is not null && !LoopbackAddress.IsLoopback(settings.Urls))
        {
            return screen.Fail(
                "The sandbox comes with a key for everyone: bind --urls to 127.0.0.1 or leave --sandbox out.");
        }
        try
        {
            await using var sandbox = sandboxUrls is null
                ? null
                : await RunningSandbox.StartAsync(sandboxUrls, cancellationToken);
            await using var gateway = await RunningGateway.StartAsync(
                settings with { Sandbox = sandbox?.Address, IsServing = true }, cancellationToken);
            foreach (var address in gateway.Addresses) screen.Line($"Gateway  {address}");
            screen.Line("Journal  " + (gateway.Services.GetRequiredService<IJournal>() is PostgresJournal
                ? "the PostgreSQL database that Journal:ConnectionString names" : settings.DataFolder));
            if (sandbox is not null) await TellSandboxAsync(screen, gateway, sandbox, cancellationToken);
            screen.Line("Stop it with Ctrl-C.");
            await gateway.WaitForStopAsync(cancellationToken);
            screen.Line("Draining…");
        }
        catch (IOException failure) when (failure.InnerException is AddressInUseException)
        {
            return screen.Fail($"{failure.Message.TrimEnd('.')}: stop the other process, or choose other --urls.");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return screen.Fail($"{failure.Message.TrimEnd('.')}: check the folder that --data names, and --urls.");
        }
        screen.Line("Stopped.");
        return Screen.Done;
    }

    private static async Task TellSandboxAsync(
        Screen screen, RunningGateway gateway, RunningSandbox sandbox, CancellationToken cancellationToken)
    {
        var stores = await SandboxStores.RegisterAsync(gateway, sandbox, cancellationToken);
        screen.Line($"Sandbox  {sandbox.Address}");
        foreach (var store in stores) screen.Line($"Store    {store.Domain}  {store.Marketplace}  {store.Url}");
        foreach (var (shop, address) in await SandboxShops.RegisterAsync(gateway, sandbox, cancellationToken))
        {
            screen.Line($"Shop     {shop.Domain}  connect it at {address}");
        }
        if (await DemoStore.OpenAsync(gateway, cancellationToken) is { } demo) screen.Line($"Demo     {demo}");
        var key = await DevelopmentKey.CreateAsync(gateway, cancellationToken);
        screen.Line($"Key      {key.Reveal()}");
        screen.Line("Settings for commands that run beside it:");
        screen.Line(SandboxSettings.Export(sandbox.Address, gateway.Addresses[0]));
    }
}
