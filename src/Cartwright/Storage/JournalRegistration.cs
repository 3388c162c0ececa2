using System.Globalization;
using System.Security.Cryptography;
using Cartwright.Journal;
using Cartwright.Journal.Copy;
using Cartwright.Journal.Postgres;
using Cartwright.Journal.Sqlite;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Cartwright.Storage;

/// <summary>Section <c>Journal</c> of the configuration.</summary>
public sealed class JournalOptions
{
    /// <summary>
    /// The data folder: the journal's file <c>gateway.db</c> and the keys that encrypt secrets in it.
    /// </summary>
    public string Folder { get; set; } = "data";

    /// <summary>
    /// Keeps the journal and the keys in this PostgreSQL database instead of the folder, for any number of nodes.
    /// </summary>
    public string? ConnectionString { get; set; }

    /// <summary>How long a node keeps a piece of work without renewing it.</summary>
    public double LeaseSeconds { get; set; } = 15;

    /// <summary>How long a start waits for a database that is away, as while it restarts.</summary>
    public double StartSecondsMax { get; set; } = 60;
}

public static partial class JournalRegistration
{
    internal const string KeysFolder = "keys";
    private const string ApplicationName = "cartwright";
    private static readonly TimeSpan StartInterval = TimeSpan.FromMilliseconds(500);

    public static async Task AddJournalAsync(
        this WebApplicationBuilder builder, CancellationToken cancellationToken = default)
    {
        var options = Read(builder.Configuration);
        var logging = new JournalLogging(builder.Services);
        // Whoever asks for the journal has this first, and so it is closed after the journal.
        builder.Services.AddSingleton(_ => logging);
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<IIdSource, IdSource>();
        builder.Services.AddSingleton<SecretSealer>().AddSingleton<CheckJournal>().AddSingleton<BackUpJournal>();
        try
        {
            if (options.ConnectionString is { } connection)
                await AddPostgresAsync(builder, options, connection, logging, cancellationToken);
            else await AddSqliteAsync(builder, options, logging, cancellationToken);
        }
        catch
        {
            await logging.DisposeAsync();
            throw;
        }
    }

    /// <summary>Whether the settings beside the program and in the environment name a database.</summary>
    public static bool IsInDatabase() =>
        !string.IsNullOrWhiteSpace(WebApplication.CreateSlimBuilder().Configuration["Journal:ConnectionString"]);

    private static async Task AddSqliteAsync(
        WebApplicationBuilder builder,
        JournalOptions options,
        JournalLogging logging,
        CancellationToken cancellationToken)
    {
        var folder = Path.GetFullPath(options.Folder);
        builder.Services.AddDataProtection()
            .SetApplicationName(ApplicationName)
            .PersistKeysToFileSystem(OwnersOnly(Path.Combine(folder, KeysFolder)));
        var sqlite = SqliteIn(folder) with { LeaseTime = TimeSpan.FromSeconds(options.LeaseSeconds) };
        var clock = Clock(builder.Services);
        var journal = await SqliteJournal.OpenAsync(
            sqlite, [Migrations], clock, logging.For<SqliteJournal>(), cancellationToken);
        AddJournal(builder.Services, journal);
        builder.Services.AddSingleton(new ServingLock(sqlite.File, journal));
        builder.Services.AddSingleton(new NodeName(sqlite.NodeId, clock));
    }

    private static async Task AddPostgresAsync(
        WebApplicationBuilder builder,
        JournalOptions options,
        string connection,
        JournalLogging logging,
        CancellationToken cancellationToken)
    {
        var postgres = PostgresAt(connection) with { LeaseTime = TimeSpan.FromSeconds(options.LeaseSeconds) };
        var clock = Clock(builder.Services);
        var journal = await StartAsync(
            () => OpenAsync(postgres, clock, logging, cancellationToken),
            TimeSpan.FromSeconds(options.StartSecondsMax), clock, logging.For<PostgresJournal>(), cancellationToken);
        AddKeys(builder.Services, journal);
        AddJournal(builder.Services, journal);
        builder.Services.AddSingleton(new NodeName(postgres.NodeId, Clock(builder.Services)));
        // The machine's clock may be minutes off: whatever the gateway computes, it computes by the database's time.
        builder.Services.Replace(ServiceDescriptor.Singleton(journal.Clock));
    }

    /// <summary>By a factory, so that the container disposes of it, after everything that writes.</summary>
    private static void AddJournal(IServiceCollection services, IJournal journal) =>
        services.AddSingleton(container =>
        {
            _ = container.GetRequiredService<JournalLogging>();
            return journal;
        });

    /// <summary>
    /// A server that restarts, or fails over, while a node starts is waited for. It is away also when it takes no
    /// connections: those of a node that was killed are there until the server notices.
    /// </summary>
    private static async Task<PostgresJournal> StartAsync(
        Func<Task<PostgresJournal>> open,
        TimeSpan timeMax,
        TimeProvider clock,
        ILogger logger,
        CancellationToken cancellationToken)
    {
        var startedAt = clock.GetTimestamp();
        for (var told = ""; ;)
        {
            try
            {
                return await open();
            }
            catch (JournalUnavailableException away)
                when (clock.GetElapsedTime(startedAt) + StartInterval <= timeMax)
            {
                if (away.Message != told) LogWaiting(logger, timeMax.TotalSeconds, away.Message);
                told = away.Message;
                await Task.Delay(StartInterval, clock, cancellationToken);
            }
        }
    }

    private static async Task<PostgresJournal> OpenAsync(
        PostgresJournalOptions options, TimeProvider clock, JournalLogging logging, CancellationToken cancellationToken)
    {
        PostgresJournal journal;
        try
        {
            journal = await PostgresJournal.OpenAsync(
                options, [Migrations], clock, logging.For<PostgresJournal>(), cancellationToken);
        }
        catch (ArgumentException wrong)
        {
            const string name = nameof(JournalOptions.ConnectionString);
            throw Wrong(wrong.Message.Replace(name, $"Journal:{name}", StringComparison.Ordinal));
        }

        try
        {
            await MakeFirstKeyAsync(journal, cancellationToken);
            return journal;
        }
        catch (CryptographicException failure) when (failure.InnerException is JournalUnavailableException away)
        {
            // The keys are read once more there, and whatever fails then is called cryptographic.
            await journal.DisposeAsync();
            throw new JournalUnavailableException(away.Message, away.MayBeWritten, failure);
        }
        catch
        {
            await journal.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// The first key is made by one node alone: two that start together would each make one, and not know the other's
    /// for a day. Later keys are made two days before they are used.
    /// </summary>
    private static async Task MakeFirstKeyAsync(PostgresJournal journal, CancellationToken cancellationToken)
    {
        await using var held = await journal.LockAsync("keys", cancellationToken);
        var services = new ServiceCollection();
        AddKeys(services, journal);
        await using var provider = services.BuildServiceProvider();
        var keys = provider.GetRequiredService<IKeyManager>();
        if (keys.GetAllKeys().Count == 0)
        {
            // In force since yesterday: a node whose clock is behind would else take it for one of the future.
            var now = journal.Clock.GetUtcNow();
            keys.CreateNewKey(now.AddDays(-1), now.AddDays(90));
        }

        provider.GetRequiredService<IDataProtectionProvider>().CreateProtector("first").Protect([]);
    }

    private static void AddKeys(IServiceCollection services, PostgresJournal journal)
    {
        services.AddDataProtection().SetApplicationName(ApplicationName);
        services.Configure<KeyManagementOptions>(keys => keys.XmlRepository = new KeysInJournal(journal));
    }

    /// <summary>The journal of a data folder.</summary>
    internal static SqliteJournalOptions SqliteIn(string folder) =>
        new() { File = Path.Combine(folder, "gateway.db"), NodeId = NodeId() };

    internal static PostgresJournalOptions PostgresAt(string connection) =>
        new() { ConnectionString = connection, NodeId = NodeId() };

    internal static MigrationSet Migrations { get; } =
        new("gateway", typeof(Program).Assembly, "Cartwright.Migrations.");

    private static string NodeId() =>
        $"{Environment.MachineName}-{Environment.ProcessId}-{Guid.CreateVersion7():n}";

    private static OptionsValidationException Wrong(string what) => new("Journal", typeof(JournalOptions), [what]);

    /// <summary>Read before the container is there, so what is wrong is told here as the container would tell it.</summary>
    private static JournalOptions Read(ConfigurationManager configuration)
    {
        var section = configuration.GetSection("Journal");
        var defaults = new JournalOptions();
        return new()
        {
            Folder = section[nameof(JournalOptions.Folder)] ?? defaults.Folder,
            ConnectionString = section[nameof(JournalOptions.ConnectionString)] is { } connection
                && !string.IsNullOrWhiteSpace(connection) ? connection : null,
            LeaseSeconds = Seconds(section, nameof(JournalOptions.LeaseSeconds), defaults.LeaseSeconds, 1),
            StartSecondsMax = Seconds(section, nameof(JournalOptions.StartSecondsMax), defaults.StartSecondsMax, 0),
        };
    }

    private static double Seconds(IConfigurationSection section, string name, double otherwise, double min) =>
        section[name] is not { } text ? otherwise
        : double.TryParse(text, CultureInfo.InvariantCulture, out var seconds) && seconds >= min && seconds <= 3600
            ? seconds
        : throw Wrong($"Set Journal:{name} to a number from {min} to 3600.");

    [LoggerMessage(1, LogLevel.Warning, "The start waits up to {Seconds} seconds for the database: {Why}")]
    private static partial void LogWaiting(ILogger logger, double seconds, string why);

    internal static DirectoryInfo OwnersOnly(string folder)
    {
        const UnixFileMode owner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        return OperatingSystem.IsWindows()
            ? Directory.CreateDirectory(folder)
            : Directory.CreateDirectory(folder, owner);
    }

    private static TimeProvider Clock(IServiceCollection services) =>
        services.LastOrDefault(service => service.ServiceType == typeof(TimeProvider))?.ImplementationInstance
            as TimeProvider ?? TimeProvider.System;
}

/// <summary>What this process is called among those that work on the journal: leases name it.</summary>
/// <param name="OwnClock">The machine's, which may be off; all else goes by the journal's time.</param>
public sealed record NodeName(string Value, TimeProvider OwnClock);

/// <summary>
/// Keeps a second gateway from serving from the same file. Commands beside a serving gateway do not take it.
/// </summary>
public sealed class ServingLock(string file, SqliteJournal journal)
{
    /// <summary>Takes over what a process that died was working on, too: its leases need not run out first.</summary>
    /// <exception cref="JournalRefusedException">Another gateway serves from the file.</exception>
    public async Task<IDisposable> TakeAsync(CancellationToken cancellationToken)
    {
        var held = SqliteJournal.LockForServing(file);
        try
        {
            // A move to another database may have begun and ended since the file was opened.
            JournalCopy.RefuseMoved(file);
            await journal.TakeOverAsync(cancellationToken);
            return held;
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }
}
