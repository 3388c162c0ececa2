using Cartwright.Postgres;
using Cartwright.Journal;
using Cartwright.Storage;
using Cartwright.Tests.Slices;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Cartwright.Tests.Storage;

public sealed class JournalInDatabaseTests
{
    [Fact]
    public async Task Nodes_that_start_together_read_each_others_secrets()
    {
        var server = await SharedPostgres.ServerAsync();
        var database = await server.NewDatabaseAsync();
        var nodes = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => BuildAsync(database)));

        foreach (var writer in nodes)
        {
            var @sealed = writer.Services.GetRequiredService<SecretSealer>().Seal(new Secret("tok_visa"));
            foreach (var reader in nodes)
                reader.Services.GetRequiredService<SecretSealer>().Open(@sealed).Reveal().ShouldBe("tok_visa");
        }

        foreach (var node in nodes) await node.DisposeAsync();
        await server.DropAsync(database);
    }

    [Fact]
    public async Task Gateway_with_a_wrong_connection_string_says_what_to_set_and_not_what_it_holds()
    {
        var wrong = await Should.ThrowAsync<OptionsValidationException>(() => BuildAsync("Host=h;Hush=1"));
        wrong.Message.ShouldStartWith("Set Journal:ConnectionString to");
        wrong.Message.ShouldNotContain("Hush");

        var away = await Should.ThrowAsync<JournalUnavailableException>(
            () => BuildAsync("Host=127.0.0.1;Port=1;Username=u;Password=hush", "--Journal:StartSecondsMax=0"));
        away.Message.ShouldContain("check that it runs");
        away.Message.ShouldNotContain("hush");
    }

    [Fact(Timeout = 120_000)]
    public async Task Gateway_that_starts_while_the_database_is_away_says_so_and_serves_once_it_is_back()
    {
        await using var server = new PostgresServer();
        await server.InitializeAsync();
        var database = await server.NewDatabaseAsync();
        await server.CrashAsync();
        using var log = new KeptLog();

        var building = BuildAsync(database, log);
        var told = log.UntilAsync(
            line => line.Contains("waits up to 60 seconds", StringComparison.Ordinal)
                && line.Contains("check that it runs", StringComparison.Ordinal),
            TestContext.Current.CancellationToken);
        await await Task.WhenAny(building, told);
        building.IsCompleted.ShouldBeFalse();
        await server.StartAsync();

        await using var gateway = await building;
        var sealer = gateway.Services.GetRequiredService<SecretSealer>();
        sealer.Open(sealer.Seal(new Secret("tok_visa"))).Reveal().ShouldBe("tok_visa");
    }

    [Fact(Timeout = 120_000)]
    public async Task Gateway_whose_database_stays_away_ends_when_the_time_to_wait_is_over()
    {
        using var log = new KeptLog();
        var clock = new FakeTimeProvider();
        var startedAt = clock.GetUtcNow();

        var building = Program.BuildAsync(
            ["--Journal:ConnectionString=Host=127.0.0.1;Port=1;Username=u", "--Journal:StartSecondsMax=30"],
            builder =>
            {
                builder.Logging.ClearProviders().AddProvider(log);
                builder.Services.AddSingleton<TimeProvider>(clock);
            },
            TestContext.Current.CancellationToken);
        while (!building.IsCompleted)
        {
            clock.Advance(TimeSpan.FromMilliseconds(1));
            await Task.Yield();
        }

        await Should.ThrowAsync<JournalUnavailableException>(() => building);
        (clock.GetUtcNow() - startedAt).ShouldBeGreaterThan(TimeSpan.FromSeconds(29));
        log.Lines.ShouldHaveSingleItem().ShouldContain("waits up to 30 seconds");
    }

    [Fact(Timeout = 120_000)]
    public async Task What_fails_in_the_journal_is_in_the_log_of_the_gateway()
    {
        await using var server = new PostgresServer();
        await server.InitializeAsync();
        using var log = new KeptLog();
        await using var gateway = await BuildAsync(await server.NewDatabaseAsync(), log);
        await server.CrashAsync();

        await Should.ThrowAsync<JournalUnavailableException>(async () => await gateway.Services
            .GetRequiredService<IJournal>()
            .AppendAsync(new JournalAppend().Enqueue("q", "k"), TestContext.Current.CancellationToken));

        log.Lines.ShouldContain(line => line.Contains("The journal lost its database", StringComparison.Ordinal));
        log.Lines.ShouldContain(line => line.Contains("could not write 1 appends", StringComparison.Ordinal));
    }

    private static Task<WebApplication> BuildAsync(string connectionString, params string[] settings) =>
        BuildAsync(connectionString, null, settings);

    private static Task<WebApplication> BuildAsync(
        string connectionString, ILoggerProvider? log, params string[] settings) => Program.BuildAsync(
        [$"--Journal:ConnectionString={connectionString}", "--Payments:Stripe:SecretKey=sk_test", .. settings],
        builder =>
        {
            builder.Logging.ClearProviders();
            if (log is not null) builder.Logging.AddProvider(log);
        },
        TestContext.Current.CancellationToken);
}
