using System.Net.Http.Json;
using System.Text.Json.Serialization;
using Cartwright.Sandbox;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Hosting;

namespace Cartwright.Cli;

/// <summary>One of the sandbox's stores, as <c>GET /sandbox/stores</c> tells it.</summary>
internal sealed record SandboxStore(
    string Name, Uri Url, string Domain, string Marketplace, string PaymentHandlerId, string PaymentToken);

/// <summary>A situation that the sandbox can play, and the cart to make of it.</summary>
internal sealed record SandboxScenario(
    string Name, string Token, string Country, IReadOnlyList<SandboxItem> Items);

internal sealed record SandboxItem(string Store, string Variant, int Quantity);

/// <summary>The simulated outside world in this process, spoken to over HTTP like the real one.</summary>
internal sealed class RunningSandbox : IAsyncDisposable
{
    private const int StopSecondsMax = 5;

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

    internal async Task<SandboxScenario> ReadScenarioAsync(string name, CancellationToken cancellationToken)
    {
        var scenarios = await http.GetFromJsonAsync(
            "sandbox/scenarios", SandboxJson.Default.IReadOnlyListSandboxScenario, cancellationToken);
        return scenarios!.Single(scenario => scenario.Name == name);
    }

    /// <summary>Switches the scenario's faults on.</summary>
    internal async Task PlayAsync(SandboxScenario scenario, CancellationToken cancellationToken)
    {
        using var response = await http.PutAsync($"sandbox/scenario/{scenario.Name}", null, cancellationToken);
        response.EnsureSuccessStatusCode();
    }

    internal async Task<SandboxBooks> ReadBooksAsync(CancellationToken cancellationToken) =>
        (await http.GetFromJsonAsync(
            "sandbox/books/summary", SandboxJson.Default.SandboxBooks, cancellationToken))!;

    internal async Task<IReadOnlyList<SandboxShop>> ListShopsAsync(CancellationToken cancellationToken) =>
        await http.GetFromJsonAsync(
            "sandbox/shops", SandboxShopJson.Default.IReadOnlyListSandboxShop, cancellationToken) ?? [];

    internal async Task<SandboxShopBooks> ReadShopBooksAsync(string shop, CancellationToken cancellationToken) =>
        (await http.GetFromJsonAsync(
            $"sandbox/shops/{shop}/books", SandboxShopJson.Default.SandboxShopBooks, cancellationToken))!;

    /// <summary>Has a shop's webhooks sent to an address.</summary>
    internal async Task HookShopAsync(string shop, Uri address, CancellationToken cancellationToken)
    {
        using var response = await http.PutAsJsonAsync(
            $"sandbox/shops/{shop}/hooks", new SandboxHook(address), SandboxShopJson.Default.SandboxHook,
            cancellationToken);
        response.EnsureSuccessStatusCode();
    }

    /// <param name="what">A control of the shop, such as <c>expire</c>.</param>
    internal async Task ChangeShopAsync(string shop, string what, CancellationToken cancellationToken)
    {
        using var response = await http.PostAsync($"sandbox/shops/{shop}/{what}", null, cancellationToken);
        response.EnsureSuccessStatusCode();
    }

    /// <summary>Replaces the rules for faults.</summary>
    internal async Task StrikeAsync(IReadOnlyList<SandboxFault> faults, CancellationToken cancellationToken)
    {
        using var response = await http.PutAsJsonAsync(
            "sandbox/faults", faults, SandboxShopJson.Default.IReadOnlyListSandboxFault, cancellationToken);
        response.EnsureSuccessStatusCode();
    }

    /// <summary>Completes when the command is told to stop, or the host stops by itself.</summary>
    internal Task WaitForStopAsync(CancellationToken cancellationToken) => app.WaitForShutdownAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(StopSecondsMax));
        await app.StopAsync(limit.Token);
        await app.DisposeAsync();
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(SandboxBooks))]
[JsonSerializable(typeof(IReadOnlyList<SandboxScenario>))]
[JsonSerializable(typeof(IReadOnlyList<SandboxStore>))]
internal sealed partial class SandboxJson : JsonSerializerContext;
