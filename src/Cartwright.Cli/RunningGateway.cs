using Cartwright.Nodes;
using Cartwright.Shops;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;

namespace Cartwright.Cli;

/// <param name="AllowPrivate">Whether merchants inside this network may be called.</param>
/// <param name="Sandbox">The simulated world that it buys from; null for the real one.</param>
/// <param name="IsServing">
/// Warnings go to the standard error output, and a database that is away is waited for. A command says so at once.
/// </param>
/// <param name="Database">The PostgreSQL database of the journal; null for what the configuration says.</param>
internal sealed record GatewaySettings(
    string Urls, string DataFolder, Uri? Sandbox = null, bool AllowPrivate = false, bool IsServing = false,
    string? Database = null);

/// <summary>The gateway in this process, from start to drained.</summary>
internal sealed class RunningGateway : IAsyncDisposable
{
    // A little more than the host takes, so that it is the host that ends what lasts too long.
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(0.5);

    private readonly WebApplication app;

    private RunningGateway(WebApplication app) => this.app = app;

    internal IServiceProvider Services => app.Services;

    internal IReadOnlyList<Uri> Addresses => [.. app.Urls.Select(url => new Uri(url))];

    /// <summary>Of the log; whoever runs the gateway may set each of these otherwise.</summary>
    private static readonly Dictionary<string, string?> LogSettings = new()
    {
        ["Logging:LogLevel:Default"] = "Warning",
        // Its attempts are told only under ORDER_LOOKUP_DEBUG, and then they are wanted.
        ["Logging:LogLevel:Cartwright.Lookup.LookupTelemetry"] = "Information",
        // A host that can't start is told by the command, in a sentence.
        ["Logging:LogLevel:Microsoft.Extensions.Hosting"] = "None",
        ["Logging:Console:FormatterOptions:SingleLine"] = "true",
        ["Logging:Console:FormatterOptions:UseUtcTimestamp"] = "true",
    };

    /// <summary>
    /// Builds the gateway's services without starting to listen or to work: for an operator's command.
    /// </summary>
    internal static Task<WebApplication> BuildAsync(
        GatewaySettings settings, CancellationToken cancellationToken)
    {
        List<string> arguments =
        [
            $"--urls={settings.Urls}",
            $"--Journal:Folder={settings.DataFolder}",
        ];
        if (!settings.IsServing) arguments.Add("--Journal:StartSecondsMax=0");
        if (settings.Database is not null) arguments.Add($"--Journal:ConnectionString={settings.Database}");
        if (settings.AllowPrivate) arguments.Add("--Outbound:AllowPrivate=true");
        if (settings.Sandbox is { } sandbox)
        {
            arguments.AddRange(
                SandboxSettings.Of(sandbox).Select(setting => $"--{setting.Name}={setting.Value}"));
            arguments.Add("--Assistant:DemoStore=true");
        }
        return Cartwright.Program.BuildAsync([.. arguments], Configure, cancellationToken);

        void Configure(WebApplicationBuilder builder)
        {
            var formatter = builder.Configuration["Logging:Console:FormatterName"] ?? ConsoleFormatterNames.Simple;
            // In a line of text something stands right behind it.
            var space = formatter.Equals(ConsoleFormatterNames.Json, StringComparison.OrdinalIgnoreCase) ? "" : " ";
            builder.Configuration.Sources.Insert(0, new MemoryConfigurationSource
            {
                InitialData = new Dictionary<string, string?>(LogSettings)
                {
                    ["Logging:Console:FormatterOptions:TimestampFormat"] = $"yyyy-MM-ddTHH:mm:ss.fffZ{space}",
                },
            });
            builder.Logging.ClearProviders();
            if (settings.IsServing)
            {
                builder.Logging.AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
                // The host chooses one in code, which would come before what is configured.
                builder.Services.PostConfigure<ConsoleLoggerOptions>(console => console.FormatterName = formatter);
            }
        }
    }

    internal static async Task<RunningGateway> StartAsync(
        GatewaySettings settings, CancellationToken cancellationToken)
    {
        var app = await BuildAsync(settings, cancellationToken);
        try
        {
            await app.StartAsync(cancellationToken);
            if (settings.Sandbox is not null)
            {
                // A free port is known only now; browsers on this machine reach the gateway where it listens.
                app.Services.GetRequiredService<IOptions<ShopOptions>>().Value.PublicAddress = new(app.Urls.First());
            }
            return new(app);
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    /// <summary>Completes when the command is told to stop, or the host stops by itself.</summary>
    internal Task WaitForStopAsync(CancellationToken cancellationToken) => app.WaitForShutdownAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        var leave = app.Services.GetRequiredService<IOptions<LeaveOptions>>().Value;
        using var limit = new CancellationTokenSource(leave.TimeMax + Margin);
        await app.StopAsync(limit.Token);
        await app.DisposeAsync();
    }
}
