using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace Cartwright.Journal;

/// <summary>
/// The numbered migrations of one component, embedded in its assembly as <c>0001_name.sql</c>, <c>0002_name.sql</c> and
/// so on without gaps. They are written in the SQL that SQLite and PostgreSQL share; the text of a comment that begins
/// with <c>/*sqlite:</c> is run on SQLite only, with <c>/*postgres:</c> on PostgreSQL only. An applied migration never
/// changes again: its checksum is kept.
/// </summary>
/// <param name="Component">Whose migrations these are; each component counts for itself.</param>
/// <param name="Assembly">The assembly that they are embedded in.</param>
/// <param name="ResourcePrefix">
/// What their resource names begin with, such as <c>Cartwright.Journal.Migrations.</c>
/// </param>
public sealed record MigrationSet(string Component, Assembly Assembly, string ResourcePrefix)
{
    internal static MigrationSet OfJournal { get; } =
        new("journal", typeof(MigrationSet).Assembly, "Cartwright.Journal.Migrations.");

    /// <summary>Reads the migrations, oldest first.</summary>
    /// <exception cref="InvalidOperationException">The files are misnamed, have gaps or are not there.</exception>
    internal IReadOnlyList<Migration> Load()
    {
        var migrations = Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(ResourcePrefix, StringComparison.Ordinal)
                && name.EndsWith(".sql", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(Load)
            .ToList();
        if (migrations.Count == 0)
            throw new InvalidOperationException($"{Component}: no migration is embedded at {ResourcePrefix}*.sql.");

        for (var index = 0; index < migrations.Count; index++)
        {
            if (migrations[index].Number != index + 1)
            {
                throw new InvalidOperationException(
                    $"Migration {migrations[index].Name} of {Component} should have the number {index + 1:0000}.");
            }
        }

        return migrations;
    }

    private Migration Load(string resource)
    {
        var name = resource[ResourcePrefix.Length..^".sql".Length];
        if (name.Length < 6 || name[4] != '_'
            || !int.TryParse(name[..4], NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            throw new InvalidOperationException($"Migration {name} of {Component} should be named like 0001_name.sql.");
        }

        using var reader = new StreamReader(Assembly.GetManifestResourceStream(resource)!, Encoding.UTF8);
        // A checkout that writes other line ends is the same migration.
        var sql = reader.ReadToEnd().ReplaceLineEndings("\n");
        var checksum = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(sql)));
        return new(Component, number, name[5..], sql, checksum);
    }
}

internal sealed record Migration(string Component, int Number, string Name, string Sql, string Checksum);
