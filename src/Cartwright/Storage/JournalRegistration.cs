using System.Globalization;
using Cartwright.Journal;
using Cartwright.Journal.Sqlite;
using Microsoft.AspNetCore.DataProtection;
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

    /// <summary>How long a node keeps a piece of work without renewing it.</summary>
    public double LeaseSeconds { get; set; } = 15;
}

public static class JournalRegistration
{
    public static async Task AddJournalAsync(
        this WebApplicationBuilder builder, CancellationToken cancellationToken = default)
    {
        var options = Read(builder.Configuration);
        var folder = Path.GetFullPath(options.Folder);
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<IIdSource, IdSource>();
        builder.Services.AddSingleton<SecretSealer>();
        builder.Services.AddDataProtection()
            .SetApplicationName("cartwright")
            .PersistKeysToFileSystem(OwnersOnly(Path.Combine(folder, "keys")));

        var sqlite = new SqliteJournalOptions
        {
            File = Path.Combine(folder, "gateway.db"),
            NodeId = $"{Environment.MachineName}-{Environment.ProcessId}-{Guid.CreateVersion7():n}",
            LeaseTime = TimeSpan.FromSeconds(options.LeaseSeconds),
        };
        var migrations = new MigrationSet("gateway", typeof(Program).Assembly, "Cartwright.Migrations.");
        var clock = Clock(builder.Services);
        var journal = await SqliteJournal.OpenAsync(sqlite, [migrations], clock, cancellationToken: cancellationToken);
        // By a factory, so that the container disposes of it, after everything that writes.
        builder.Services.AddSingleton<IJournal>(_ => journal);
        builder.Services.AddSingleton(new ServingLock(sqlite.File, journal));
    }

    /// <summary>Read before the container is there, so what is wrong is told here as the container would tell it.</summary>
    private static JournalOptions Read(ConfigurationManager configuration)
    {
        var section = configuration.GetSection("Journal");
        var seconds = section[nameof(JournalOptions.LeaseSeconds)] ?? "15";
        return double.TryParse(seconds, CultureInfo.InvariantCulture, out var lease) && lease is >= 1 and <= 3600
            ? new() { Folder = section[nameof(JournalOptions.Folder)] ?? "data", LeaseSeconds = lease }
            : throw new OptionsValidationException("Journal", typeof(JournalOptions),
                ["Set Journal:LeaseSeconds to a number from 1 to 3600."]);
    }

    private static DirectoryInfo OwnersOnly(string folder)
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
        await journal.TakeOverAsync(cancellationToken);
        return held;
    }
}
