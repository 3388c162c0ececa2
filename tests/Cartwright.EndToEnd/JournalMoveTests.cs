using System.Text;
using Cartwright.Accounts;
using Cartwright.Assistant.Knowledge;
using Cartwright.Cli;
using Cartwright.Client;
using Cartwright.Journal;
using Cartwright.Journal.Copy;
using Cartwright.Postgres;
using Cartwright.Shops;
using Cartwright.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Cartwright.EndToEnd;

/// <summary>An installation with an order and a secret is moved to PostgreSQL, backed up, restored.</summary>
public sealed class JournalMoveTests(PostgresServer postgres) : IClassFixture<PostgresServer>, IAsyncLifetime
{
    private static readonly ShopDomain Shop = ShopDomain.Parse("tulips.myshopify.com");

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("cartwright-move-");
    private readonly HttpClient http = new(new SocketsHttpHandler());
    private RunningSandbox sandbox = null!;
    private string key = "";
    private string store = "";
    private string cart = "";
    private string secret = "";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private string Data => Path.Combine(folder.FullName, "data");

    public async ValueTask InitializeAsync() => sandbox = await RunningSandbox.StartAsync(LoopbackAddress.AnyPort, Stop);

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await sandbox.DisposeAsync();
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Installation_that_was_moved_serves_its_orders_and_secrets_from_the_database_and_from_nowhere_else()
    {
        await using (var first = await ServeAsync(Data)) await UseAsync(first);
        var database = await postgres.NewDatabaseAsync();

        var moved = await CommandAsync("copy", "--data", Data, "--to", database);
        moved.ExitCode.ShouldBe(0, moved.Error);
        moved.Output.ShouldContain("copied, and compared");

        (await Should.ThrowAsync<JournalRefusedException>(() => ServeAsync(Data))).Message.ShouldContain("was moved to");
        var again = await CommandAsync("copy", "--data", Data, "--to", database);
        again.ExitCode.ShouldBe(0, again.Error);
        again.Output.ShouldContain("there already, and compared");
        await using (var there = await ServeInAsync(database))
        {
            await FindAllAsync(there);
            await there.Services.GetRequiredService<ApiKeys>()
                .CreateAsync(ApiKeys.DefaultAccount, Billing.Card, "made there", Stop);
        }

        var elsewhere = await CommandAsync("copy", "--data", Data, "--to", await postgres.NewDatabaseAsync());
        elsewhere.ExitCode.ShouldBe(1);
        elsewhere.Error.ShouldContain("may be served from there");
        // The gateway has written there meanwhile: the folder is older now, and stays closed.
        var late = await CommandAsync("copy", "--data", Data, "--to", database);
        late.ExitCode.ShouldBe(1);
        late.Error.ShouldContain("holds other rows");
        await Should.ThrowAsync<JournalRefusedException>(() => ServeAsync(Data));
    }

    [Fact]
    public async Task Move_that_the_database_interrupts_leaves_the_folder_as_it_was_and_can_be_made_again()
    {
        await using (var first = await ServeAsync(Data)) await UseAsync(first);
        var database = await postgres.NewDatabaseAsync();
        var tables = 0;

        var lost = await Should.ThrowAsync<JournalUnavailableException>(() => MoveToPostgres.HandleAsync(
            Data, database, _ => tables += tables == 3 ? CrashDatabase() : 1, TimeProvider.System, Stop));
        lost.MayBeWritten.ShouldBeFalse();
        await using (var still = await ServeAsync(Data)) await FindAllAsync(still);

        await postgres.StartAsync();
        (await MoveToPostgres.HandleAsync(Data, database, _ => { }, TimeProvider.System, Stop))
            .ShouldBeOfType<JournalCopyResult.Copied>().WasThere.ShouldBeFalse();
        await using var there = await ServeInAsync(database);
        await FindAllAsync(there);
    }

    [Fact]
    public async Task Folder_that_is_served_from_is_not_moved_and_a_database_in_use_takes_nothing()
    {
        await using (var first = await ServeAsync(Data))
        {
            await UseAsync(first);
            var served = await CommandAsync("copy", "--data", Data, "--to", await postgres.NewDatabaseAsync());
            served.ExitCode.ShouldBe(1);
            served.Error.ShouldContain("Another gateway serves from");
        }

        var used = await postgres.NewDatabaseAsync();
        await using (await ServeInAsync(used)) { }
        var refused = await CommandAsync("copy", "--data", Data, "--to", used);
        refused.ExitCode.ShouldBe(1);
        refused.Error.ShouldContain("holds other rows");
        await using var still = await ServeAsync(Data);
        await FindAllAsync(still);
    }

    [Fact]
    public async Task Backup_made_while_the_gateway_serves_is_an_installation_that_can_be_served_from()
    {
        var to = Path.Combine(folder.FullName, "backup");
        await using (var first = await ServeAsync(Data))
        {
            await UseAsync(first);
            var made = await CommandAsync("backup", "--data", Data, "--to", to);
            made.ExitCode.ShouldBe(0, made.Error);
            (await CommandAsync("backup", "--data", Data, "--to", to)).Error.ShouldContain("is not empty");
        }

        Directory.Delete(Data, recursive: true);
        await using (var restored = await ServeAsync(to)) await FindAllAsync(restored);
        var check = await CommandAsync("check", "--data", to);
        check.ExitCode.ShouldBe(0, check.Output);
    }

    [Fact]
    public async Task Database_that_was_dumped_while_a_gateway_serves_is_restored_migrated_checked_and_served_from()
    {
        await using (var first = await ServeAsync(Data)) await UseAsync(first);
        var database = await postgres.NewDatabaseAsync();
        (await CommandAsync("copy", "--data", Data, "--to", database)).ExitCode.ShouldBe(0);
        string dump;
        await using (var served = await ServeInAsync(database))
        {
            var dumping = postgres.DumpAsync(database);
            do await BuyAsync(new(served.Urls.Single())); while (!dumping.IsCompleted);
            dump = await dumping;
        }

        await postgres.DropAsync(database);

        var restored = await postgres.NewDatabaseAsync();
        await postgres.RestoreAsync(dump, restored);

        var migrated = await ProgramAsync(restored, "migrate");
        migrated.ExitCode.ShouldBe(0, migrated.Error);
        migrated.Output.ShouldContain("0001_");
        var check = await ProgramAsync(restored, "check");
        check.ExitCode.ShouldBe(0, check.Error);
        check.Error.ShouldContain(" orders were read, 0 findings.");
        await using (var there = await ServeInAsync(restored)) await FindAllAsync(there);
        await PostgresServer.RunAsync(restored, "DELETE FROM orders");
        var damaged = await ProgramAsync(restored, "check");
        damaged.ExitCode.ShouldBe(3, damaged.Error);
        damaged.Output.ShouldContain("It has events, and is in no list of orders.");
    }

    /// <summary>As an operator types it, who says in the environment where the journal is.</summary>
    private static Task<ProgramRun> ProgramAsync(string database, string command) => ProgramRun.RunAsync(
        "dotnet", AppContext.BaseDirectory, ["exec", "cartwright-cli.dll", "journal", command], Stop,
        new Dictionary<string, string> { ["Journal__ConnectionString"] = database });

    private int CrashDatabase()
    {
        postgres.CrashAsync().GetAwaiter().GetResult();
        return 1;
    }

    private static async Task<(int ExitCode, string Output, string Error)> CommandAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exitCode = await CartwrightCommand.RunAsync(
            ["journal", .. arguments], new(output, error, IsTerminal: false, TimeProvider.System));
        return (exitCode, output.ToString(), error.ToString());
    }

    private Task<RunningGateway> ServeAsync(string data) =>
        RunningGateway.StartAsync(new(LoopbackAddress.AnyPort, data, sandbox.Address), Stop);

    private async Task<WebApplication> ServeInAsync(string database)
    {
        var app = await Cartwright.Program.BuildAsync(
            [
                $"--urls={LoopbackAddress.AnyPort}", $"--Journal:ConnectionString={database}",
                .. SandboxSettings.Of(sandbox.Address).Select(setting => $"--{setting.Name}={setting.Value}"),
            ],
            builder => builder.Logging.ClearProviders(), Stop);
        await app.StartAsync(Stop);
        return app;
    }

    /// <summary>Places an order, seals a secret, stores a document.</summary>
    private async Task UseAsync(RunningGateway gateway)
    {
        var stores = await SandboxStores.RegisterAsync(gateway, sandbox, Stop);
        key = (await DevelopmentKey.CreateAsync(gateway, Stop)).Reveal();
        store = stores[0].Domain;
        cart = await BuyAsync(gateway.Addresses[0]);
        secret = gateway.Services.GetRequiredService<SecretSealer>().Seal(new Secret("open sesame"));
        (await gateway.Services.GetRequiredService<AddDocument>().HandleAsync(
            new(Shop, "returns.md", Encoding.UTF8.GetBytes("# Returns\n\nBulbs can be returned for 45 days.")), Stop))
            .ShouldBeOfType<AddDocumentResult.Added>();
    }

    /// <summary>Buys one thing, and answers its cart once it is placed.</summary>
    private async Task<string> BuyAsync(Uri address)
    {
        var client = ClientOf(address);
        var products = (await client.ListProductsAsync(store, 1, 0, Stop))
            .ShouldBeOfType<Reply<IReadOnlyList<Product>>.Answered>().Value;
        var made = (await client.CreateCartAsync(
            new() { Items = [products[0].ToCartItem(1)], Buyer = Buyer }, Stop))
            .ShouldBeOfType<Reply<CartAnswer>.Answered>().Value.Cart;
        (await client.PlaceAsync(made, new() { Token = "tok_visa" }, Stop)).ShouldBeOfType<Placement.Placed>();
        return made.Id;
    }

    private Task FindAllAsync(RunningGateway gateway) => FindAllAsync(gateway.Addresses[0], gateway.Services);

    private Task FindAllAsync(WebApplication gateway) => FindAllAsync(new(gateway.Urls.Single()), gateway.Services);

    private async Task FindAllAsync(Uri address, IServiceProvider services)
    {
        var checkout = (await ClientOf(address).GetCheckoutAsync(cart, Stop))
            .ShouldBeOfType<Reply<Checkout>.Answered>().Value;
        checkout.Orders.ShouldHaveSingleItem().Status.ShouldBe(OrderStatus.Succeeded);
        services.GetRequiredService<SecretSealer>().Open(secret).Reveal().ShouldBe("open sesame");
        (await services.GetRequiredService<SearchKnowledge>().HandleAsync(Shop, "How long can I return bulbs?", 1, Stop))
            .ShouldHaveSingleItem().Text.ShouldContain("45 days");
    }

    private CartwrightClient ClientOf(Uri address) => new(
        http,
        new()
        {
            Endpoint = new(address, "v1/query"), ApiKey = key, ShopperIp = "203.0.113.7", PollIntervalMilliseconds = 50,
        },
        TimeProvider.System);

    private static Buyer Buyer => new()
    {
        FirstName = "Ada", LastName = "Lovelace", Email = "ada@example.com", Phone = "+14155550123",
        Address1 = "1 Main Street", City = "San Francisco", ProvinceCode = "CA", PostalCode = "94105", CountryCode = "US",
    };
}
