using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Cartwright.Accounts;
using Cartwright.Journal;
using Cartwright.Merchants;
using Cartwright.Postgres;
using Cartwright.Sandbox;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Cartwright.Tests.Slices;

/// <summary>
/// The real gateway on a real journal, beside the sandbox, all over HTTP on free ports of the loopback. The journal is
/// on SQLite, or with CARTWRIGHT_TEST_STORE=postgres in a PostgreSQL database of the world's own.
/// </summary>
public sealed class World : IAsyncDisposable
{
    private readonly WebApplication sandbox;
    private readonly string folder;
    private readonly string[] settings;
    private readonly Action<WebApplicationBuilder>? configure;
    private readonly string? database;
    private WebApplication gateway;

    private World(
        WebApplication sandbox,
        WebApplication gateway,
        string folder,
        string? database,
        string[] settings,
        Action<WebApplicationBuilder>? configure) =>
        (this.sandbox, this.gateway, this.folder, this.database, this.settings, this.configure) =
        (sandbox, gateway, folder, database, settings, configure);

    /// <summary>Whether the journal is on PostgreSQL.</summary>
    public static bool IsOnPostgres => SharedPostgres.IsChosen;

    public HttpClient Outside { get; } = Client();
    public IServiceProvider Services => gateway.Services;
    public Uri SandboxAddress => SandboxHost.Address(sandbox);

    public Uri Address => new(new(
        gateway.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()),
        "v1/query");

    public static Task<World> StartAsync(params string[] settings) => StartAsync(null, settings);

    /// <param name="configure">Changes the gateway, not the sandbox, before it is built.</param>
    public static Task<World> StartAsync(Action<WebApplicationBuilder>? configure, params string[] settings) =>
        StartAsync(configure, TimeSpan.Zero, TimeSpan.FromSeconds(1), settings);

    /// <summary>The stores hand no parcel over while a test runs.</summary>
    public static Task<World> StartUnshippedAsync(params string[] settings) => StartUnshippedAsync(null, settings);

    /// <inheritdoc cref="StartUnshippedAsync(string[])"/>
    public static Task<World> StartUnshippedAsync(
        Action<WebApplicationBuilder>? configure, params string[] settings) =>
        StartAsync(configure, TimeSpan.FromHours(1), TimeSpan.FromHours(2), settings);

    /// <summary>What is ordered has arrived at once.</summary>
    public static Task<World> StartDeliveredAsync(params string[] settings) => StartDeliveredAsync(null, settings);

    /// <inheritdoc cref="StartDeliveredAsync(string[])"/>
    public static Task<World> StartDeliveredAsync(
        Action<WebApplicationBuilder>? configure, params string[] settings) =>
        StartAsync(configure, TimeSpan.Zero, TimeSpan.FromMilliseconds(1), settings);

    /// <summary>The outside world draws its faults from a seed.</summary>
    public static Task<World> StartSeededAsync(int seed, params string[] settings) =>
        StartAsync(null, TimeSpan.Zero, TimeSpan.FromSeconds(1), settings, seed);

    private static async Task<World> StartAsync(
        Action<WebApplicationBuilder>? configure, TimeSpan shipped, TimeSpan delivered, string[] settings,
        int? seed = null)
    {
        var sandbox = SandboxHost.Build(new SandboxOptions
        {
            Urls = ["http://127.0.0.1:0"],
            ShippedAfter = shipped,
            DeliveredAfter = delivered,
            Seed = seed,
        });
        await sandbox.StartAsync();
        var folder = Directory.CreateTempSubdirectory("cartwright-test-").FullName;
        var database = IsOnPostgres ? await SharedPostgres.NewCopyAsync(MigrateAsync) : null;
        string[] all =
        [
            "--urls=http://127.0.0.1:0",
            // Many gateways of one process share its threads: how long work waits for one says nothing of this gateway.
            "--Api:LagMillisecondsMax=0",
            $"--Journal:Folder={folder}",
            $"--Journal:ConnectionString={database}",
            "--Outbound:AllowPrivate=true",
            $"--Payments:Stripe:BaseAddress={new Uri(SandboxHost.Address(sandbox), "stripe/")}",
            "--Payments:Stripe:SecretKey=sk_test_sandbox",
            "--Payments:Stripe:ReturnUrl=http://127.0.0.1/",
            "--Payments:Stripe:PublishableKey=pk_test_sandbox",
            "--Orders:FirstTrackingSeconds=0.05",
            $"--Shops:BaseAddress={new Uri(SandboxHost.Address(sandbox), "shopify/")}{{shop}}/",
            "--Shops:ClientId=sandbox-app-key",
            "--Shops:ClientSecret=sandbox-app-secret",
            "--Shops:PublicAddress=http://127.0.0.1/",
            .. settings.Select(setting => setting.Replace(
                "{sandbox}/", SandboxHost.Address(sandbox).ToString(), StringComparison.Ordinal)),
        ];
        var world = new World(sandbox, await StartGatewayAsync(all, configure), folder, database, all, configure);
        await world.RegisterStoresAsync();
        return world;
    }

    /// <summary>
    /// The use cases as the command line has them: on the same data, beside the gateway, without its queues.
    /// </summary>
    public Task<WebApplication> OperatorAsync() =>
        Program.BuildAsync(settings, builder => builder.Logging.ClearProviders());

    /// <summary>Stops the gateway as Ctrl-C does; only <see cref="RestartAsync"/> may follow.</summary>
    public Task StopAsync() => gateway.StopAsync(TestContext.Current.CancellationToken);

    /// <summary>Stops the gateway and starts it again on the same data.</summary>
    /// <param name="meanwhile">Runs while no gateway does.</param>
    public async Task RestartAsync(Action? meanwhile = null)
    {
        await gateway.DisposeAsync();
        meanwhile?.Invoke();
        gateway = await StartGatewayAsync(settings, configure);
    }

    /// <summary>Loses the keys that open what is sealed in the journal; for <see cref="RestartAsync"/>.</summary>
    public void LoseKeys()
    {
        if (database is null)
        {
            foreach (var key in Directory.GetFiles(Path.Combine(folder, "keys"))) File.Delete(key);
            return;
        }

        using var connection = new NpgsqlConnection(database);
        connection.Open();
        using var command = new NpgsqlCommand("delete from data_protection_keys", connection);
        command.ExecuteNonQuery();
    }

    private static async Task MigrateAsync(string database)
    {
        await using var gateway = await Program.BuildAsync(
            [$"--Journal:ConnectionString={database}"], builder => builder.Logging.ClearProviders());
        // Which is then closed with the gateway.
        gateway.Services.GetRequiredService<IJournal>();
    }

    private static async Task<WebApplication> StartGatewayAsync(
        string[] settings, Action<WebApplicationBuilder>? configure)
    {
        var gateway = await Program.BuildAsync(settings, builder =>
        {
            builder.Logging.ClearProviders();
            configure?.Invoke(builder);
        });
        await gateway.StartAsync();
        return gateway;
    }

    private async Task RegisterStoresAsync()
    {
        var stores = await Outside.GetFromJsonAsync<JsonArray>(new Uri(SandboxAddress, "sandbox/stores"));
        foreach (var store in stores!)
        {
            await Services.GetRequiredService<MerchantDirectory>().AddAsync(
                new(
                    store!["domain"]!.GetValue<string>(),
                    new Uri(store["url"]!.GetValue<string>()),
                    Enum.Parse<Marketplace>(store["marketplace"]!.GetValue<string>(), ignoreCase: true),
                    "ucp",
                    store["payment_handler_id"]!.GetValue<string>(),
                    new Secret(store["payment_token"]!.GetValue<string>())),
                CancellationToken.None);
        }
    }

    /// <summary>A shopping app with a key of its own account.</summary>
    public async Task<Shopper> ShopperAsync(string account = "account_test", Billing billing = Billing.Card)
    {
        var key = await Services.GetRequiredService<ApiKeys>()
            .CreateAsync(account, billing, "test", CancellationToken.None);
        var client = Client();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", key.Key.Reveal());
        client.DefaultRequestHeaders.Add("Rye-Shopper-IP", "203.0.113.7");
        return new(this, client);
    }

    public Task FaultAsync(params object[] rules) => PutAsync("sandbox/faults", rules);

    /// <summary>Waits until a fault of this operation has struck: the request is then at the other side.</summary>
    public async Task FaultStruckAsync(string operation)
    {
        var faults = new Uri(SandboxAddress, "sandbox/faults");
        while (!(await Outside.GetFromJsonAsync<JsonArray>(faults))!.Any(fault =>
            fault!["rule"]!["operation"]!.GetValue<string>() == operation && fault["hits"]!.GetValue<long>() > 0))
        {
            await Task.Delay(
                TimeSpan.FromMilliseconds(10), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    public async Task<JsonNode> BooksAsync() =>
        (await Outside.GetFromJsonAsync<JsonNode>(new Uri(SandboxAddress, "sandbox/books")))!;

    /// <summary>A person at a store fills in one of its forms.</summary>
    public async Task AtStoreAsync(string path, params (string Name, string Value)[] form)
    {
        using var answer = await Outside.PostAsync(
            new Uri(SandboxAddress, $"stores/{path}"),
            new FormUrlEncodedContent(form.Select(field => KeyValuePair.Create(field.Name, field.Value))));
        answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync());
    }

    private async Task PutAsync(string path, object body)
    {
        using var answer = await Outside.PutAsJsonAsync(new Uri(SandboxAddress, path), body);
        answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync());
    }

    public async ValueTask DisposeAsync()
    {
        Outside.Dispose();
        await gateway.DisposeAsync();
        await sandbox.DisposeAsync();
        Directory.Delete(folder, recursive: true);
        if (database is not null) await (await SharedPostgres.ServerAsync()).DropAsync(database);
    }

    // RS0030: a test has no container to take a client from. Redirects are for browsers: the page that a shopper comes
    // back to after a challenge is not there.
#pragma warning disable RS0030
    private static HttpClient Client() => new(new SocketsHttpHandler { AllowAutoRedirect = false });
#pragma warning restore RS0030
}

/// <summary>
/// A client of the gateway that speaks GraphQL by hand, so that a test sees every byte it is answered.
/// </summary>
public sealed class Shopper(World world, HttpClient http)
{
    public const string Buyer = """
        {"firstName":"Ada","lastName":"Lovelace","email":"ada@example.com","phone":"+14155550123",
         "address1":"1 Main Street","city":"San Francisco","provinceCode":"CA","postalCode":"94105","countryCode":"US"}
        """;

    public HttpClient Http => http;

    public async Task<JsonNode> AskAsync(string query, object? variables = null)
    {
        using var answer = await http.PostAsJsonAsync(world.Address, new { query, variables });
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
    }

    public Task<string> CartAsync(params string[] variantIds) => CartForAsync(Buyer, variantIds);

    public async Task<string> CartForAsync(string buyer, params string[] variantIds)
    {
        var answer = await AskAsync(
            "mutation($input: CartCreateInput!) { createCart(input: $input) { cart { id } errors { code message } } }",
            new
            {
                input = new
                {
                    buyerIdentity = JsonNode.Parse(buyer),
                    items = new
                    {
                        shopifyCartItemsInput = variantIds.Select(id => new { variantId = id, quantity = 1 }),
                    },
                },
            });
        return answer["data"]?["createCart"]?["cart"]?["id"]?.GetValue<string>()
            ?? throw new InvalidOperationException(answer.ToJsonString());
    }

    public Task<JsonNode> SubmitAsync(string cartId, string? token = "tok_visa") => AskAsync(
        """
        mutation($input: CartSubmitInput!) {
          submitCart(input: $input) {
            cart { id stores { orderId isSubmitted status errors { code message } } }
            errors { code message }
          }
        }
        """,
        new { input = new { id = cartId, token } });

    public async Task<JsonNode> CheckoutAsync(string cartId)
    {
        var answer = await AskAsync(
            """
            query($id: ID!) {
              checkoutByCartID(cartID: $id) {
                status
                orders {
                  id status marketplaceOrderIds total { value currency }
                  requiredActions { ... on CompletePaymentChallenge { redirectURL } }
                  shipments { carrierName carrierTrackingNumber status }
                  events { __typename id createdAt ... on OrderFailedOrderEvent { reason reasonCode retryable } }
                }
              }
            }
            """,
            new { id = cartId });
        return answer["data"]?["checkoutByCartID"] ?? throw new InvalidOperationException(answer.ToJsonString());
    }

    /// <summary>Asks until the checkout is as wanted; the test's own time limit ends it otherwise.</summary>
    public async Task<JsonNode> CheckoutWhenAsync(string cartId, Func<JsonNode, bool> isWanted)
    {
        while (true)
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            var checkout = await CheckoutAsync(cartId);
            if (isWanted(checkout))
            {
                return checkout;
            }

            await Task.Delay(
                TimeSpan.FromMilliseconds(20), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    public Task<JsonNode> CheckoutWhenAsync(string cartId, string status) =>
        CheckoutWhenAsync(cartId, checkout => checkout["status"]!.GetValue<string>() == status);
}
