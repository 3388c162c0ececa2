using System.Diagnostics;
using System.Globalization;
using Cartwright.Journal.Sqlite;
using static Cartwright.Journal.Tests.JournalAsserts;
using static Cartwright.Journal.Tests.JournalFixture;

namespace Cartwright.Journal.Tests;

/// <summary>A child process appends and is killed; every append that it saw committed must be there.</summary>
public sealed class CrashTests : IAsyncDisposable
{
    /// <summary>Set to the journal's file, this makes the test program the appending process.</summary>
    internal const string ChildFile = "CARTWRIGHT_JOURNAL_CRASH_CHILD";

    private readonly JournalFixture fixture = new();

    public ValueTask DisposeAsync() => fixture.DisposeAsync();

    [Theory]
    [InlineData(1)]
    [InlineData(300)]
    [InlineData(3000)]
    public async Task Every_acknowledged_append_survives_a_kill(int acknowledgedMin)
    {
        var acknowledged = await KillAfterAsync(acknowledgedMin);

        // The serving lock went with the process, and the file opens without repair.
        SqliteJournal.LockForServing(fixture.File).Dispose();
        await using var journal = await fixture.OpenSqliteAsync("parent", Shop);
        await journal.CheckAsync(Stop);
        var found = (await journal.RowsAsync("SELECT stream FROM events WHERE version = 2")).ToHashSet();
        acknowledged.Where(stream => !found.Contains(stream)).ShouldBeEmpty();
        // All of an append or nothing: both events, the work, the row.
        (await journal.RowsAsync("SELECT COUNT(*) FROM events")).ShouldBe([$"{found.Count * 2}"]);
        (await journal.RowsAsync("SELECT key FROM work")).ToHashSet().SetEquals(found).ShouldBeTrue();
        (await journal.RowsAsync("SELECT id FROM notes")).ToHashSet().SetEquals(found).ShouldBeTrue();
    }

    private async Task<List<string>> KillAfterAsync(int count)
    {
        using var child = new Process();
        child.StartInfo = new(Environment.ProcessPath!)
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
            Environment = { [ChildFile] = fixture.File },
        };
        // Under `dotnet test` the process is the host, which needs to be told the program.
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath!) == "dotnet")
            child.StartInfo.ArgumentList.Add(typeof(CrashTests).Assembly.Location);
        child.Start();
        var acknowledged = new List<string>();
        try
        {
            while (acknowledged.Count < count && await child.StandardOutput.ReadLineAsync(Stop) is { } line)
                acknowledged.Add(line);
        }
        finally
        {
            child.Kill();
        }

        // What it had acknowledged before it died is still in the pipe; a line cut off is no acknowledgement.
        var rest = (await child.StandardOutput.ReadToEndAsync(Stop)).Split('\n');
        acknowledged.AddRange(rest[..^1]);
        await child.WaitForExitAsync(Stop);
        acknowledged.Count.ShouldBeGreaterThanOrEqualTo(count, "the child ended before it was killed");
        return acknowledged;
    }

    internal static async Task AppendUntilKilledAsync(string file)
    {
        using var serving = SqliteJournal.LockForServing(file);
        await using var journal = await SqliteJournal.OpenAsync(
            new() { File = file, NodeId = "child" }, [Shop], TimeProvider.System);
        var output = TextWriter.Synchronized(new StreamWriter(Console.OpenStandardOutput()) { AutoFlush = true });
        await Task.WhenAll(Enumerable.Range(0, 16).Select(async producer =>
        {
            for (var index = 0; index < 100_000; index++)
            {
                var stream = string.Create(CultureInfo.InvariantCulture, $"s{index}-{producer}");
                var result = await journal.AppendAsync(new JournalAppend()
                    .Events(stream, 0, Event(), Event())
                    .Enqueue("q", stream)
                    .Upsert("notes", [("id", stream)], []));
                if (result is AppendResult.Committed) await output.WriteLineAsync(stream);
            }
        }));
    }
}
