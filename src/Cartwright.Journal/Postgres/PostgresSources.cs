using Npgsql;

namespace Cartwright.Journal.Postgres;

/// <summary>
/// The connections of one journal, in four bounded pools: those that write and listen, those that read streams, those
/// that answer other queries, and those that hold locks.
/// </summary>
internal sealed class PostgresSources : IAsyncDisposable
{
    // Batches look rows up by key, whatever the statistics say.
    private const string ByKey = "-c enable_seqscan=off -c enable_bitmapscan=off -c enable_hashjoin=off"
        + " -c enable_mergejoin=off";

    // A frozen process must not keep rows locked.
    private const string ForWriting = $"-c idle_in_transaction_session_timeout=10000 {ByKey}";

    private const string ForReading = "-c default_transaction_read_only=on";

    /// <summary>How many queries for streams run at once.</summary>
    public const int StreamReadersMax = 2;

    private readonly SemaphoreSlim reading;

    public PostgresSources(PostgresJournalOptions options)
    {
        var settings = options.Validate();
        Name = $"PostgreSQL at {settings.Host}{(settings.Database is { Length: > 0 } name ? ", database " + name : "")}";
        Target = $"{Name}, port {settings.Port}"
            + (settings.SearchPath is { Length: > 0 } path ? $", schema {path}" : "");
        Writing = Source(settings, ForWriting, options.WritersMax + 8);
        ReadingByKey = Source(settings, $"{ForReading} {ByKey}", StreamReadersMax);
        Reading = Source(settings, ForReading, options.ReadersMax);
        Locking = Source(settings, "", options.LocksMax);
        reading = new(options.ReadersMax);
    }

    /// <summary>What messages call the database: without user and password.</summary>
    public string Name { get; }

    /// <summary>Its name, told apart from every other database.</summary>
    public string Target { get; }

    public NpgsqlDataSource Writing { get; }

    public NpgsqlDataSource Locking { get; }

    private NpgsqlDataSource Reading { get; }

    private NpgsqlDataSource ReadingByKey { get; }

    /// <summary>Runs a read, once more when its connection turns out to be dead.</summary>
    public async ValueTask<T> ReadAsync<T>(
        Func<NpgsqlConnection, Task<T>> read, CancellationToken cancellationToken)
    {
        await reading.WaitAsync(cancellationToken);
        try
        {
            return await RepeatAsync(Reading, read, cancellationToken);
        }
        finally
        {
            reading.Release();
        }
    }

    /// <summary>Runs a read that finds its rows by their keys, once more when its connection turns out to be dead.
    /// </summary>
    public ValueTask<T> ReadByKeyAsync<T>(Func<NpgsqlConnection, Task<T>> read) =>
        RepeatAsync(ReadingByKey, read, CancellationToken.None);

    /// <summary>Runs a statement that may run twice: it only reads, or a lease mends its loss.</summary>
    public ValueTask<T> WriteAsync<T>(Func<NpgsqlConnection, Task<T>> write, CancellationToken cancellationToken) =>
        RepeatAsync(
            Writing,
            async connection =>
            {
                var confirm = PostgresFaults.WatchCommits(connection);
                var written = await write(connection);
                confirm();
                return written;
            },
            cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await Reading.DisposeAsync();
        await ReadingByKey.DisposeAsync();
        await Locking.DisposeAsync();
        await Writing.DisposeAsync();
    }

    private async ValueTask<T> RepeatAsync<T>(
        NpgsqlDataSource source, Func<NpgsqlConnection, Task<T>> run, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await using var connection = await source.OpenConnectionAsync(cancellationToken);
                return await run(connection);
            }
            catch (Exception failure) when (PostgresFaults.IsOfServer(failure))
            {
                // After a restart or a failover every pooled connection is dead, not only this one.
                if (!PostgresFaults.IsCollision(failure)) source.Clear();
                if (attempt == 3)
                    throw PostgresFaults.Unavailable(Name, failure, mayBeWritten: false, isOfRead: true);
                await Task.Delay(TimeSpan.FromMilliseconds(50 * attempt), TimeProvider.System, cancellationToken);
            }
        }
    }

    private static NpgsqlDataSource Source(NpgsqlConnectionStringBuilder settings, string sessionOptions, int sizeMax)
    {
        var own = new NpgsqlConnectionStringBuilder(settings.ConnectionString)
        {
            ApplicationName = settings.ApplicationName ?? "cartwright",
            // Nothing runs for long enough to be worth compiling, which takes ten times as long as most of it. That a
            // standby may not have a commit is told by a warning.
            Options = $"{settings.Options} -c jit=off -c client_min_messages=warning {sessionOptions}".Trim(),
            MaxPoolSize = sizeMax,
            MinPoolSize = 0,
            MaxAutoPrepare = 64,
            AutoPrepareMinUsages = 2,
            IncludeErrorDetail = false,
            // No session is left changed: a lock is given up by its name, and one that listens ends with the journal.
            NoResetOnClose = true,
        };
        // Bounds of its own, unless the operator set others: a dead line is noticed within seconds.
        if (!settings.ShouldSerialize("Timeout")) own.Timeout = 5;
        if (!settings.ShouldSerialize("Command Timeout")) own.CommandTimeout = 20;
        if (!settings.ShouldSerialize("Keepalive")) own.KeepAlive = 10;
        if (settings.Host!.Contains(',', StringComparison.Ordinal))
        {
            if (!settings.ShouldSerialize("Target Session Attributes")) own.TargetSessionAttributes = "primary";
            if (!settings.ShouldSerialize("Host Recheck Seconds")) own.HostRecheckSeconds = 1;
        }

        return NpgsqlDataSource.Create(own);
    }
}
