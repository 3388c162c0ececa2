[assembly: AssemblyFixture(typeof(Cartwright.Postgres.SharedPostgres))]

namespace Cartwright.Postgres;

/// <summary>In tests: without the packages the test is skipped, except under CI, where it fails.</summary>
public sealed partial class PostgresServer : IAsyncLifetime
{
    static partial void OnMissing(string remedy) =>
        Assert.SkipWhen(Environment.GetEnvironmentVariable("CI") != "true", remedy);
}

/// <summary>One server for all tests of a program, started by the first that asks for it.</summary>
public sealed class SharedPostgres : IAsyncDisposable
{
    private static readonly SemaphoreSlim Starting = new(1);
    private static PostgresServer? started;
    private static Task<string>? prepared;

    /// <summary>Whether tests that run on either store are to run on PostgreSQL now: CARTWRIGHT_TEST_STORE.</summary>
    public static bool IsChosen { get; } = Environment.GetEnvironmentVariable("CARTWRIGHT_TEST_STORE") == "postgres";

    public static async Task<PostgresServer> ServerAsync()
    {
        await Starting.WaitAsync();
        try
        {
            if (started is not null) return started;
            var server = new PostgresServer();
            await server.InitializeAsync();
            return started = server;
        }
        finally
        {
            Starting.Release();
        }
    }

    /// <summary>A copy of a database that the first caller prepares, as by migrating it, and nobody uses.</summary>
    /// <param name="prepare">Is given the connection string, and leaves no connection open.</param>
    public static async Task<string> NewCopyAsync(Func<string, Task> prepare)
    {
        var server = await ServerAsync();
        await Starting.WaitAsync();
        try
        {
            if (prepared is null or { IsFaulted: true } or { IsCanceled: true }) prepared = PrepareAsync();
        }
        finally
        {
            Starting.Release();
        }

        return await server.NewDatabaseAsync($"TEMPLATE {PostgresServer.DatabaseOf(await prepared)}");

        async Task<string> PrepareAsync()
        {
            var database = await server.NewDatabaseAsync();
            await prepare(database);
            return database;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (started is not null) await started.DisposeAsync();
    }
}
