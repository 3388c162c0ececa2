using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Cartwright.Accounts;
using Cartwright.Cli;
using Cartwright.Merchants;
using Cartwright.Orders;
using Cartwright.Sandbox;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.EndToEnd;

/// <summary>
/// One gateway as a process of its own, on an SQLite journal in a folder that the test chooses or on what its settings
/// name, and the sandbox in this one. The process can be killed and started again.
/// </summary>
internal sealed class ServedWorld : IAsyncDisposable
{
    public const string CardToken = "tok_visa";
    public const string Email = "ada@example.com";

    private const string Create = """
        mutation($i: CartCreateInput!) { createCart(input: $i) { cart { id } errors { code message } } }
        """;

    private const string Submit = """
        mutation($i: CartSubmitInput!) {
          submitCart(input: $i) { cart { stores { isSubmitted errors { code } } } errors { code } }
        }
        """;

    private static readonly JsonNode Buyer = JsonNode.Parse($$"""
        {"firstName":"Ada","lastName":"Lovelace","email":"{{Email}}","phone":"+14155550123",
         "address1":"1 Main Street","city":"San Francisco","provinceCode":"CA","postalCode":"94105","countryCode":"US"}
        """)!;

    private readonly HttpClient http = new(new SocketsHttpHandler());
    private readonly WebApplication sandbox;
    private readonly string folder;
    private readonly Dictionary<string, string> settings;
    private readonly Uri address = ServedProcess.FreeAddress();
    private ServedProcess? gateway;

    private ServedWorld(WebApplication sandbox, string folder, IReadOnlyDictionary<string, string> further)
    {
        (this.sandbox, this.folder) = (sandbox, folder);
        settings = new(further) { ["Journal:Folder"] = folder };
        foreach (var (name, value) in SandboxSettings.Of(SandboxHost.Address(sandbox))) settings[name] = value;
    }

    public int ProcessId => gateway!.Id;

    /// <param name="folder">An empty one, where the journal will be.</param>
    /// <param name="further">Settings of the gateway, beside those of the sandbox.</param>
    public static async Task<ServedWorld> StartAsync(string folder, IReadOnlyDictionary<string, string> further)
    {
        // Parcels stay where they are: what is tested has happened by then.
        var sandbox = SandboxHost.Build(new SandboxOptions
        {
            Seed = 1, ShippedAfter = TimeSpan.FromHours(1), DeliveredAfter = TimeSpan.FromHours(2),
        });
        await sandbox.StartAsync();
        var world = new ServedWorld(sandbox, folder, further);
        await world.PrepareAsync();
        await world.StartGatewayAsync();
        return world;
    }

    public async Task StartGatewayAsync()
    {
        gateway = ServedProcess.Launch(
            address,
            settings.ToDictionary(one => one.Key.Replace(":", "__", StringComparison.Ordinal), one => one.Value),
            [],
            Console.Error.WriteLine,
            "serve", "--data", folder);
        await gateway.ReadyAsync(http, "health/ready", TimeSpan.FromSeconds(60));
    }

    /// <summary>SIGKILL.</summary>
    public ValueTask KillGatewayAsync() => gateway!.DisposeAsync();

    /// <summary>As a service manager stops it.</summary>
    public Task<int> StopGatewayAsync() => gateway!.StopAsync();

    public async Task<Answer> CreateAsync()
    {
        var item = new { variantId = "tulip_bouquet_10@tulips.sandbox.test", quantity = 1 };
        return await AskAsync(Create, new
        {
            i = new { buyerIdentity = Buyer, items = new { shopifyCartItemsInput = new[] { item } } },
        });
    }

    public Task<Answer> SubmitAsync(string cart, string? traceParent = null) =>
        AskAsync(Submit, new { i = new { id = cart, token = CardToken } }, traceParent);

    public async Task<Answer> AskAsync(string query, object variables, string? traceParent = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(address, "v1/query"))
        {
            Content = JsonContent.Create(new { query, variables }),
        };
        if (traceParent is not null) request.Headers.Add("traceparent", traceParent);
        using var answer = await http.SendAsync(request);
        return new(answer.StatusCode, JsonNode.Parse(await answer.Content.ReadAsStringAsync())!);
    }

    public async Task<bool> IsReadyAsync()
    {
        using var answer = await http.GetAsync(new Uri(address, "health/ready"));
        return answer.IsSuccessStatusCode;
    }

    public async Task StrikeAsync(params object[] faults)
    {
        using var set = await http.PutAsJsonAsync(new Uri(SandboxHost.Address(sandbox), "sandbox/faults"), faults);
        set.EnsureSuccessStatusCode();
    }

    /// <summary>Waits until the only fault has struck: a call is held back.</summary>
    public Task StruckAsync(CancellationToken cancellationToken) => NodesWorld.UntilAsync(
        async () => (await http.GetFromJsonAsync<JsonArray>(
            new Uri(SandboxHost.Address(sandbox), "sandbox/faults"), cancellationToken))!
                .Single()!["hits"]!.GetValue<long>() > 0,
        cancellationToken);

    public async Task<JsonNode> BooksAsync() =>
        (await http.GetFromJsonAsync<JsonNode>(new Uri(SandboxHost.Address(sandbox), "sandbox/books")))!;

    public async Task<IReadOnlyList<Order>> OrdersAsync()
    {
        await using var reader = await OpenAsync();
        return await OrdersAsync(reader);
    }

    /// <summary>Waits until the order of a cart of one store is placed.</summary>
    public async Task PlacedAsync(string cart, CancellationToken cancellationToken)
    {
        await using var reader = await OpenAsync();
        await NodesWorld.UntilAsync(
            async () => (await OrdersAsync(reader)).Any(order =>
                order.Submitted.CartId == cart && order.Phase == OrderPhase.Placed),
            cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (gateway is not null) await gateway.DisposeAsync();
        http.Dispose();
        await sandbox.DisposeAsync();
    }

    private static async Task<IReadOnlyList<Order>> OrdersAsync(WebApplication reader)
    {
        var ids = await reader.Services.GetRequiredService<Cartwright.Journal.IJournal>()
            .QueryAsync("select order_id from orders", row => row.GetString(0));
        return await Task.WhenAll(ids.Select(id =>
            reader.Services.GetRequiredService<OrderStreams>().LoadAsync(id, CancellationToken.None)));
    }

    private async Task PrepareAsync()
    {
        await using var reader = await OpenAsync();
        var stores = await http.GetFromJsonAsync<JsonArray>(new Uri(SandboxHost.Address(sandbox), "sandbox/stores"));
        foreach (var store in stores!)
        {
            await reader.Services.GetRequiredService<MerchantDirectory>().AddAsync(
                new(
                    store!["domain"]!.GetValue<string>(),
                    new Uri(store["url"]!.GetValue<string>()),
                    Enum.Parse<Marketplace>(store["marketplace"]!.GetValue<string>(), ignoreCase: true),
                    "ucp",
                    store["payment_handler_id"]!.GetValue<string>(),
                    new Secret(store["payment_token"]!.GetValue<string>())),
                CancellationToken.None);
        }

        var key = await reader.Services.GetRequiredService<ApiKeys>()
            .CreateAsync(ApiKeys.DefaultAccount, Billing.Card, "test", CancellationToken.None);
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", key.Key.Reveal());
        http.DefaultRequestHeaders.Add("Rye-Shopper-IP", "203.0.113.7");
    }

    /// <summary>The gateway's services on the folder; it neither listens nor works, and traces nothing.</summary>
    private Task<WebApplication> OpenAsync() => Program.BuildAsync(
    [
        "--Logging:LogLevel:Default=Error",
        .. settings.Where(one => !one.Key.StartsWith("OTEL_", StringComparison.Ordinal))
            .Select(one => $"--{one.Key}={one.Value}"),
    ]);
}

/// <summary>What the gateway answered to a GraphQL request.</summary>
internal sealed record Answer(HttpStatusCode Status, JsonNode Body)
{
    /// <summary>The cart that was made; null when none was.</summary>
    public string? Cart => Body["data"]?["createCart"]?["cart"]?["id"]?.GetValue<string>();

    public bool IsSubmitted => Body["data"]?["submitCart"]?["cart"]?["stores"] is JsonArray stores
        && stores.Any(store => store!["isSubmitted"]!.GetValue<bool>());

    /// <summary>The first root error's code; null when there is none.</summary>
    public string? Code => Body["errors"]?[0]?["extensions"]?["code"]?.GetValue<string>();

    public string? Message => Body["errors"]?[0]?["message"]?.GetValue<string>();

    public bool? Retryable => Body["errors"]?[0]?["extensions"]?["retryable"]?.GetValue<bool>();
}
