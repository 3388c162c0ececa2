using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization;
using Cartwright.Cli.Demo;
using Cartwright.Sandbox;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Hosting;

namespace Cartwright.Cli;

/// <summary>One of the sandbox's stores, as <c>GET /sandbox/stores</c> tells it.</summary>
internal sealed record SandboxStore(
    string Name, Uri Url, string Domain, string Marketplace, string? PaymentHandler, string? PaymentToken);

/// <summary>The simulated outside world in this process, spoken to over HTTP like the real one.</summary>
internal sealed class RunningSandbox : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly HttpClient http;

    private RunningSandbox(WebApplication app, HttpClient http)
    {
        this.app = app;
        this.http = http;
    }

    internal Uri Address => http.BaseAddress!;

    internal static async Task<RunningSandbox> StartAsync(string urls, CancellationToken cancellationToken)
    {
        var app = SandboxHost.Build(new SandboxOptions { Urls = urls.Split(';') });
        try
        {
            await app.StartAsync(cancellationToken);
            var address = SandboxHost.Address(app);
            return new(app, new HttpClient(new SocketsHttpHandler()) { BaseAddress = address });
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    internal async Task<IReadOnlyList<SandboxStore>> ListStoresAsync(CancellationToken cancellationToken) =>
        await http.GetFromJsonAsync("sandbox/stores", SandboxJson.Default.IReadOnlyListSandboxStore, cancellationToken)
        ?? [];

    internal async Task PlayAsync(string scenario, CancellationToken cancellationToken)
    {
        using var response = await http.PutAsync($"sandbox/scenario/{scenario}", null, cancellationToken);
        response.EnsureSuccessStatusCode();
    }

    internal async Task<Books> ReadBooksAsync(CancellationToken cancellationToken) =>
        await http.GetFromJsonAsync("sandbox/books", SandboxJson.Default.Books, cancellationToken) ??
        throw new JsonException("The sandbox's books are empty.");

    /// <summary>Completes when the command is told to stop, or the host stops by itself.</summary>
    internal Task WaitForStopAsync(CancellationToken cancellationToken) => app.WaitForShutdownAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(RunningGateway.DrainSecondsMax));
        await app.StopAsync(limit.Token);
        await app.DisposeAsync();
    }
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(Books))]
[JsonSerializable(typeof(IReadOnlyList<SandboxStore>))]
internal sealed partial class SandboxJson : JsonSerializerContext;
