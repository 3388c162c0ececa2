using System.Diagnostics;
using System.Globalization;
using Cartwright.Journal.Sqlite;
using static Cartwright.Journal.Tests.JournalAsserts;
using static Cartwright.Journal.Tests.JournalFixture;

namespace Cartwright.Journal.Tests;

/// <summary>
/// A child process appends while its disk fails for a while: the kernel answers some of its writes and syncs with an
/// error. What it was told is written is there, what it was told is not written is not, and then it writes again.
/// </summary>
public sealed class DiskTests : IAsyncDisposable
{
    /// <summary>Set to the journal's file, this makes the test program the appending process.</summary>
    internal const string ChildFile = "CARTWRIGHT_JOURNAL_DISK_CHILD";

    private const string Refused = "! ";
    private const string Unknown = "? ";
    private const int WrittenAfterwards = 200;

    private readonly JournalFixture fixture = new();

    public ValueTask DisposeAsync() => fixture.DisposeAsync();

    [Theory]
    [InlineData("fsync,fdatasync", "EIO", "30..40")]
    [InlineData("pwrite64", "ENOSPC", "400..600")]
    [InlineData("pwrite64", "EIO", "400..420")]
    public async Task Append_is_refused_while_the_disk_fails_and_goes_on_when_it_does_not(
        string calls, string error, string which)
    {
        var (written, refused) = await AppendOnBadDiskAsync(calls, error, which);

        SqliteJournal.LockForServing(fixture.File).Dispose();
        await using var journal = await fixture.OpenSqliteAsync("parent", Shop);
        await journal.CheckAsync(Stop);
        var found = (await journal.RowsAsync("SELECT stream FROM events WHERE version = 2")).ToHashSet();
        written.Where(stream => !found.Contains(stream)).ShouldBeEmpty();
        refused.Except(written).Where(found.Contains).ShouldBeEmpty();
        (await journal.RowsAsync("SELECT COUNT(*) FROM events")).ShouldBe([$"{found.Count * 2}"]);
        (await journal.RowsAsync("SELECT key FROM work")).ToHashSet().SetEquals(found).ShouldBeTrue();
    }

    /// <returns>What was acknowledged, and what was refused as not written, before it was killed.</returns>
    private async Task<(HashSet<string> Written, HashSet<string> Refused)> AppendOnBadDiskAsync(
        string calls, string error, string which)
    {
        using var child = new Process();
        string[] program = Path.GetFileNameWithoutExtension(Environment.ProcessPath!) == "dotnet"
            ? [Environment.ProcessPath!, typeof(DiskTests).Assembly.Location]
            : [Environment.ProcessPath!];
        child.StartInfo = new(
            "strace",
            [
                "-f", "-qq", "--seccomp-bpf", "-o", "/dev/null", "-P", fixture.File, "-P", fixture.File + "-wal",
                "-e", $"trace={calls}", "-e", $"inject={calls}:error={error}:when={which}", .. program,
            ])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            Environment = { [ChildFile] = fixture.File },
        };
        child.Start();
        var complaints = child.StandardError.ReadToEndAsync(Stop);
        HashSet<string> written = [], refused = [];
        var (since, hasFailed) = (0, false);
        try
        {
            while (since < WrittenAfterwards && await child.StandardOutput.ReadLineAsync(Stop) is { } line)
            {
                var isWritten = line[0] == 's';
                if (isWritten) written.Add(line);
                if (line.StartsWith(Refused, StringComparison.Ordinal)) refused.Add(line[Refused.Length..]);
                hasFailed |= !isWritten;
                since = hasFailed && isWritten ? since + 1 : 0;
            }
        }
        finally
        {
            if (!child.HasExited) child.Kill(entireProcessTree: true);
        }

        foreach (var line in (await child.StandardOutput.ReadToEndAsync(Stop)).Split('\n')[..^1])
        {
            if (line[0] == 's') written.Add(line);
        }

        await child.WaitForExitAsync(Stop);
        var complaint = await complaints;
        if (complaint.Contains("Operation not permitted", StringComparison.Ordinal))
            Assert.Skip("This system does not let one process look at another's calls.");
        since.ShouldBeGreaterThanOrEqualTo(WrittenAfterwards, $"it did not write again: {complaint}");
        return (written, refused);
    }

    internal static async Task AppendUntilKilledAsync(string file)
    {
        using var serving = SqliteJournal.LockForServing(file);
        await using var journal = await SqliteJournal.OpenAsync(
            new() { File = file, NodeId = "child" }, [Shop], TimeProvider.System);
        var output = TextWriter.Synchronized(new StreamWriter(Console.OpenStandardOutput()) { AutoFlush = true });
        await Task.WhenAll(Enumerable.Range(0, 4).Select(async producer =>
        {
            for (var index = 0; index < 100_000; index++)
            {
                var stream = string.Create(CultureInfo.InvariantCulture, $"s{index}-{producer}");
                try
                {
                    var result = await journal.AppendAsync(new JournalAppend()
                        .Events(stream, 0, Event(), Event())
                        .Enqueue("q", stream)
                        .Upsert("notes", [("id", stream)], []));
                    if (result is AppendResult.Committed) await output.WriteLineAsync(stream);
                }
                catch (JournalUnavailableException lost)
                {
                    await output.WriteLineAsync((lost.MayBeWritten ? Unknown : Refused) + stream);
                    await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
                }
            }
        }));
    }
}
