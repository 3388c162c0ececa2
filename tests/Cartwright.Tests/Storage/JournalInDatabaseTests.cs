using Cartwright.Postgres;
using Cartwright.Journal;
using Cartwright.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

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

        var away = await Should.ThrowAsync<JournalRefusedException>(
            () => BuildAsync("Host=127.0.0.1;Port=1;Username=u;Password=hush"));
        away.Message.ShouldContain("check that it runs");
        away.Message.ShouldNotContain("hush");
    }

    private static Task<WebApplication> BuildAsync(string connectionString) => Program.BuildAsync(
        [$"--Journal:ConnectionString={connectionString}", "--Payments:Stripe:SecretKey=sk_test"],
        builder => builder.Logging.ClearProviders(),
        TestContext.Current.CancellationToken);
}
