using System.Buffers.Binary;
using Cartwright.Journal.Sqlite;
using Microsoft.Data.Sqlite;
using static Cartwright.Journal.Tests.JournalAsserts;
using static Cartwright.Journal.Tests.JournalFixture;

namespace Cartwright.Journal.Tests;

public sealed class SqliteFileTests : IAsyncDisposable
{
    private readonly JournalFixture fixture = new();

    public ValueTask DisposeAsync() => fixture.DisposeAsync();

    [Fact]
    public async Task Missing_folder_is_made()
    {
        var file = Path.Combine(Path.GetDirectoryName(fixture.File)!, "a", "b", "journal.db");
        await using var journal = await SqliteJournal.OpenAsync(
            fixture.Options() with { File = file }, [], fixture.Clock, cancellationToken: Stop);

        File.Exists(file).ShouldBeTrue();
    }

    [Fact]
    public async Task Empty_file_becomes_a_journal()
    {
        await File.WriteAllBytesAsync(fixture.File, [], Stop);
        await using var journal = await fixture.OpenSqliteAsync();
        await journal.CommitAsync(new JournalAppend().Events("s", 0, Event()));
    }

    [Fact]
    public async Task Row_that_was_deleted_is_not_in_the_file_after_a_clean_stop()
    {
        const int rows = 400;
        // Some fit a page, some need pages of their own.
        static string TitleOf(int number) => $"zebra {number} " + new string('z', number % 10 == 0 ? 9_000 : 40);
        await using (var journal = await fixture.OpenSqliteAsync("one", Shop))
        {
            for (var number = 0; number < rows; number++)
            {
                await journal.CommitAsync(
                    new JournalAppend().Upsert("notes", [("id", $"{number}")], [("title", TitleOf(number))]));
            }

            (await journal.QueryAsync("select count(*) from notes", row => row.GetInt64(0), cancellationToken: Stop))
                .ShouldBe([rows]);
            for (var number = 0; number < rows; number++)
            {
                await journal.CommitAsync(new JournalAppend().Delete("notes", [("id", $"{number}")]));
            }
        }

        foreach (var file in Directory.GetFiles(Path.GetDirectoryName(fixture.File)!))
        {
            System.Text.Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file, Stop))
                .Contains("zebra", StringComparison.Ordinal).ShouldBeFalse(file);
        }
    }

    [Theory]
    [InlineData(5)]
    [InlineData(5000)]
    public async Task File_that_is_not_a_database_is_refused_and_kept(int bytes)
    {
        await File.WriteAllBytesAsync(fixture.File, [.. Enumerable.Repeat((byte)'x', bytes)], Stop);
        await IsRefusedUnchangedAsync("is not an SQLite database");
    }

    [Theory]
    [InlineData("DELETE")]
    [InlineData("WAL")]
    public async Task Foreign_database_is_refused_and_kept(string mode)
    {
        Execute($"PRAGMA journal_mode = {mode}; CREATE TABLE theirs (id text); INSERT INTO theirs VALUES ('1')");
        await IsRefusedUnchangedAsync("another program");
    }

    [Fact]
    public async Task Database_with_another_application_id_is_refused_and_kept()
    {
        Execute("PRAGMA application_id = 7");
        await IsRefusedUnchangedAsync("another program");
    }

    [Theory]
    [InlineData(50)]
    [InlineData(3000)]
    [InlineData(4096)]
    [InlineData(-1)]
    [InlineData(-4096)]
    public async Task Truncated_journal_is_refused_and_kept(int length)
    {
        await FillAsync();
        await using (var file = File.OpenWrite(fixture.File))
            file.SetLength(length < 0 ? file.Length + length : length);

        await IsRefusedUnchangedAsync("damaged or cut short");
    }

    [Fact]
    public async Task Journal_with_a_torn_page_is_refused_and_kept()
    {
        await FillAsync();
        var bytes = await File.ReadAllBytesAsync(fixture.File, Stop);
        var pageSize = BinaryPrimitives.ReadUInt16BigEndian(bytes.AsSpan(16));
        // The second half of every page but the first: whichever tables lie there.
        for (var page = 1; page < bytes.Length / pageSize; page++)
            bytes.AsSpan(page * pageSize, pageSize / 2).Fill(0xa5);
        await File.WriteAllBytesAsync(fixture.File, bytes, Stop);

        await IsRefusedUnchangedAsync("damaged or cut short");
    }

    [Fact]
    public async Task Large_damaged_journal_is_found_by_the_check()
    {
        await FillAsync();
        var bytes = await File.ReadAllBytesAsync(fixture.File, Stop);
        // One page in the middle, which opening does not read.
        var damaged = bytes.Length / 4096 / 2;
        bytes.AsSpan(damaged * 4096, 2048).Fill(0xa5);
        await File.WriteAllBytesAsync(fixture.File, bytes, Stop);

        await using var journal = await SqliteJournal.OpenAsync(
            fixture.Options() with { CheckedBytesMax = 0 }, [], fixture.Clock, cancellationToken: Stop);

        (await Should.ThrowAsync<JournalRefusedException>(() => journal.CheckAsync(Stop))).Message
            .ShouldContain("damaged");
    }

    [Fact]
    public async Task Sound_journal_passes_the_check()
    {
        await FillAsync();
        await using var journal = await fixture.OpenSqliteAsync();
        await journal.CheckAsync(Stop);
    }

    [Fact]
    public async Task Folder_in_place_of_the_file_is_refused()
    {
        Directory.CreateDirectory(fixture.File);
        (await Should.ThrowAsync<JournalRefusedException>(() => fixture.OpenSqliteAsync())).Message
            .ShouldContain("is a folder");
    }

    [Fact]
    public async Task Folder_that_cannot_be_made_is_refused()
    {
        await File.WriteAllTextAsync(fixture.File, "a file", Stop);
        var options = fixture.Options() with { File = Path.Combine(fixture.File, "journal.db") };

        (await Should.ThrowAsync<JournalRefusedException>(() => SqliteJournal.OpenAsync(
            options, [], fixture.Clock, cancellationToken: Stop))).Message.ShouldContain("cannot be written");
    }

    [Fact]
    public async Task Options_out_of_bounds_say_what_to_set()
    {
        var good = fixture.Options();
        (SqliteJournalOptions Options, string Name)[] bad =
        [
            (good with { File = " " }, "File"),
            (good with { NodeId = "" }, "NodeId"),
            (good with { LeaseTime = TimeSpan.Zero }, "LeaseTime"),
            (good with { BatchMax = 0 }, "BatchMax"),
            (good with { PendingMax = 0 }, "PendingMax"),
            (good with { ReadersMax = 0 }, "ReadersMax"),
            (good with { BusyTimeout = TimeSpan.FromHours(1) }, "BusyTimeout"),
            (good with { CheckedBytesMax = -1 }, "CheckedBytesMax"),
        ];

        foreach (var (options, name) in bad)
        {
            (await Should.ThrowAsync<ArgumentException>(() => SqliteJournal.OpenAsync(
                options, [], fixture.Clock, cancellationToken: Stop))).Message.ShouldStartWith($"Set {name} to");
        }

        File.Exists(fixture.File).ShouldBeFalse();
    }

    [Fact]
    public void Serving_lock_keeps_a_second_gateway_out_until_it_is_released()
    {
        using (SqliteJournal.LockForServing(fixture.File))
        {
            Should.Throw<JournalRefusedException>(() => SqliteJournal.LockForServing(fixture.File)).Message
                .ShouldContain("Another gateway serves from");
        }

        SqliteJournal.LockForServing(fixture.File).Dispose();
    }

    [Fact]
    public async Task Migrations_are_applied_once()
    {
        await using (var journal = await fixture.OpenSqliteAsync("one", Shop))
        {
            (await journal.RowsAsync("SELECT component, number, name FROM schema_migrations ORDER BY 1, 2"))
                .ShouldBe(["journal|1|journal", "journal|2|writers", "journal|3|work_by_key", "shop|1|notes"]);
        }

        fixture.Clock.Advance(TimeSpan.FromDays(1));
        await using var again = await fixture.OpenSqliteAsync("one", Migrations("ShopNewer"));
        (await again.RowsAsync("SELECT number, name, applied_at < @now FROM schema_migrations WHERE component = 'shop' "
            .Replace("@now", $"{fixture.Clock.GetUtcNow().ToUnixTimeMilliseconds()}", StringComparison.Ordinal)
            + "ORDER BY number")).ShouldBe(["1|notes|1", "2|colour|0"]);
        (await again.RowsAsync("SELECT colour FROM notes")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Journal_of_a_newer_version_is_refused_and_kept()
    {
        await (await fixture.OpenSqliteAsync("one", Migrations("ShopNewer"))).DisposeAsync();
        await IsRefusedUnchangedAsync("newer version", Shop);
    }

    [Fact]
    public async Task Changed_migration_is_refused_and_kept()
    {
        await (await fixture.OpenSqliteAsync("one", Shop)).DisposeAsync();
        await IsRefusedUnchangedAsync("is not the one that was applied", Migrations("ShopChanged"));
    }

    [Fact]
    public async Task Failing_migration_changes_nothing()
    {
        await (await fixture.OpenSqliteAsync("one")).DisposeAsync();

        await Should.ThrowAsync<JournalRefusedException>(
            () => fixture.OpenSqliteAsync("one", Shop, Migrations("Broken")));

        await using var journal = await fixture.OpenSqliteAsync("one");
        (await journal.RowsAsync("SELECT DISTINCT component FROM schema_migrations")).ShouldBe(["journal"]);
        (await journal.RowsAsync("SELECT name FROM sqlite_master WHERE name IN ('notes', 'fine')")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Append_while_another_process_holds_the_file_fails_unwritten_and_works_again_afterwards()
    {
        await using var journal = await SqliteJournal.OpenAsync(
            fixture.Options() with { BusyTimeout = TimeSpan.Zero }, [], fixture.Clock, cancellationToken: Stop);
        await using (var other = new SqliteConnection($"Data Source={fixture.File};Pooling=False"))
        {
            await other.OpenAsync(Stop);
            await using var held = other.BeginTransaction(deferred: false);

            (await Should.ThrowAsync<JournalUnavailableException>(async () => await journal.AppendAsync(
                new JournalAppend().Events("s", 0, Event()), Stop))).MayBeWritten.ShouldBeFalse();
            (await journal.ReadAsync("s", 0, Stop)).ShouldBeEmpty();
        }

        await journal.CommitAsync(new JournalAppend().Events("s", 0, Event()));
    }

    [Fact]
    public async Task Work_of_a_process_that_died_is_due_at_once_when_its_successor_takes_over()
    {
        await using var journal = await fixture.OpenSqliteAsync();
        WorkLease dead;
        await using (var earlier = await fixture.OpenSqliteAsync("earlier"))
        {
            await earlier.CommitAsync(new JournalAppend().Enqueue("q", "k"));
            dead = await earlier.ClaimOneAsync("q");
        }

        (await journal.TakeOverAsync(Stop)).ShouldBe(1);

        (await journal.ClaimOneAsync("q")).Attempt.ShouldBe(2);
        await journal.ConflictAsync(new JournalAppend().Complete(dead));
    }

    [Fact]
    public async Task Take_over_leaves_this_process_its_own_leases()
    {
        await using var journal = await fixture.OpenSqliteAsync();
        await journal.CommitAsync(new JournalAppend().Enqueue("q", "k"));
        var mine = await journal.ClaimOneAsync("q");

        (await journal.TakeOverAsync(Stop)).ShouldBe(0);

        await journal.CommitAsync(new JournalAppend().Complete(mine));
    }

    private async Task FillAsync()
    {
        await using var journal = await fixture.OpenSqliteAsync();
        for (var stream = 0; stream < 20; stream++)
        {
            await journal.CommitAsync(new JournalAppend().Events(
                $"s{stream}", 0, [.. Enumerable.Repeat(Event(new string('x', 300)), 50)]));
        }
    }

    private async Task IsRefusedUnchangedAsync(string because, params MigrationSet[] migrations)
    {
        var before = await File.ReadAllBytesAsync(fixture.File, Stop);

        var refusal = await Should.ThrowAsync<JournalRefusedException>(
            () => fixture.OpenSqliteAsync("one", migrations));

        refusal.Message.ShouldContain(because);
        refusal.Message.ShouldContain(fixture.File);
        (await File.ReadAllBytesAsync(fixture.File, Stop)).AsSpan().SequenceEqual(before).ShouldBeTrue();
    }

    private void Execute(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={fixture.File};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
