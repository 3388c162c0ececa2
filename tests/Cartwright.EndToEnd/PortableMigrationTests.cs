using System.Reflection;
using Cartwright.Postgres;
using Npgsql;

namespace Cartwright.EndToEnd;

/// <summary>The migrations' files are run on SQLite by every other test; here a real PostgreSQL takes them too.</summary>
public sealed class PortableMigrationTests(PostgresServer postgres) : IClassFixture<PostgresServer>
{
    [Fact]
    public async Task Migrations_of_journal_and_gateway_run_unchanged_on_postgresql()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var database = NpgsqlDataSource.Create(postgres.ConnectionString);
        string[] files = [.. FilesOf(typeof(Journal.IJournal).Assembly), .. FilesOf(typeof(Program).Assembly)];

        foreach (var sql in files)
        {
            await using var command = database.CreateCommand(sql);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }

        var tables = new List<string>();
        await using var ask = database.CreateCommand(
            "select table_name from information_schema.tables where table_schema = 'public' order by table_name");
        await using var reader = await ask.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken)) tables.Add(reader.GetString(0));
        tables.ShouldBe(
        [
            "accounts", "api_keys", "attention", "books_compared", "books_to_compare", "chat_messages", "chat_sessions",
            "chat_widgets", "customer_requests", "data_protection_keys", "events",
            "invoice_lines", "journal_writers", "knowledge_documents", "knowledge_passages", "knowledge_shops",
            "knowledge_vectors", "lookup_attempts", "merchants", "nodes", "orders", "shop_known_orders",
            "shop_sessions", "shop_webhooks", "shops",
            "webhook_deliveries", "webhook_endpoints", "webhook_health", "work",
        ]);
    }

    private static IEnumerable<string> FilesOf(Assembly assembly) => assembly.GetManifestResourceNames()
        .Where(name => name.Contains(".Migrations.", StringComparison.Ordinal))
        .Order(StringComparer.Ordinal)
        .Select(name =>
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            return reader.ReadToEnd();
        });
}
