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

    public async ValueTask DisposeAsync()
    {
        if (started is not null) await started.DisposeAsync();
    }
}
