using System.Diagnostics;

namespace Cartwright.EndToEnd;

/// <summary>A folder whose disk can be made to fail, and to work again, under processes that run.</summary>
internal abstract class FailingDisk : IAsyncDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("cartwright-disk-");

    public string Folder => folder.FullName;

    /// <param name="processes">Those that write to it, as they are when it is asked.</param>
    public abstract Task BreakAsync(Func<IEnumerable<int>> processes, CancellationToken cancellationToken);

    public abstract Task MendAsync();

    public virtual ValueTask DisposeAsync()
    {
        folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    /// <summary>Fails where something else than the machine's rights is wrong; without those the test is skipped.</summary>
    protected static void SkipIfForbidden(string complaint)
    {
        if (complaint.Contains("not permitted", StringComparison.Ordinal)
            || complaint.Contains("permission denied", StringComparison.OrdinalIgnoreCase)
            || complaint.Contains("must be superuser", StringComparison.Ordinal))
            Assert.Skip($"This system does not let the test make a disk fail: {complaint.Trim()}");
    }
}

/// <summary>The kernel answers the processes' calls for files with an error, by strace's injection.</summary>
/// <param name="calls">The system calls, with commas.</param>
/// <param name="error">Such as EIO.</param>
/// <param name="files">The names of those in the folder that are meant; none for whatever the processes write.</param>
internal sealed class FaultyDisk(string calls, string error, params string[] files) : FailingDisk
{
    private readonly List<(Process Process, Task Complaints)> tracers = [];

    /// <summary>A process that was started while the first were attached to is attached to then.</summary>
    public override async Task BreakAsync(Func<IEnumerable<int>> processes, CancellationToken cancellationToken)
    {
        while (processes().Where(process => !IsTraced(process)).ToList() is { Count: > 0 } untraced)
        {
            await AttachAsync(untraced, cancellationToken);
            await NodesWorld.UntilAsync(() => Task.FromResult(untraced.TrueForAll(IsTraced)), cancellationToken);
        }
    }

    private async Task AttachAsync(List<int> processes, CancellationToken cancellationToken)
    {
        var tracer = Process.Start(new ProcessStartInfo(
            Needs.Program("strace"),
            [
                "-f", "-o", "/dev/null",
                .. processes.SelectMany(process => new[] { "-p", $"{process}" }),
                .. files.SelectMany(file => new[] { "-P", Path.Combine(Folder, file) }),
                "-e", $"trace={calls}", "-e", $"inject={calls}:error={error}",
            ])
        { RedirectStandardError = true })!;
        var line = await tracer.StandardError.ReadLineAsync(cancellationToken) ?? "";
        tracers.Add((tracer, tracer.StandardError.ReadToEndAsync(CancellationToken.None)));
        SkipIfForbidden(line);
        line.ShouldContain("attached");
    }

    /// <summary>Whether its calls are answered by a tracer; or it has ended.</summary>
    private static bool IsTraced(int process)
    {
        try
        {
            return !File.ReadLines($"/proc/{process}/status").Contains("TracerPid:\t0");
        }
        catch (IOException)
        {
            return true;
        }
    }

    /// <summary>It lets go in order: a tracer that is killed may leave a call half changed.</summary>
    public override async Task MendAsync()
    {
        foreach (var (tracer, complaints) in tracers)
        {
            if (!tracer.HasExited)
            {
                await ProgramRun.RunAsync(
                    "sh", AppContext.BaseDirectory, ["-c", $"kill -TERM {tracer.Id}"], CancellationToken.None);
            }

            await tracer.WaitForExitAsync();
            await complaints;
            tracer.Dispose();
        }

        tracers.Clear();
    }

    public override async ValueTask DisposeAsync()
    {
        await MendAsync();
        await base.DisposeAsync();
    }
}

/// <summary>A small file system in memory, which is filled to its last byte.</summary>
internal sealed class FullDisk(int megabytes) : FailingDisk
{
    private const int PieceBytes = 64 * 1024;
    private bool isMounted;

    private string Filling => Path.Combine(Folder, "filling");

    public async Task MountAsync(CancellationToken cancellationToken)
    {
        var mounted = await ProgramRun.RunAsync(
            "mount", "/", ["-t", "tmpfs", "-o", $"size={megabytes}m", "tmpfs", Folder], cancellationToken);
        if (mounted.ExitCode != 0) SkipIfForbidden(mounted.Error);
        mounted.ExitCode.ShouldBe(0, mounted.Error);
        isMounted = true;
    }

    public override async Task BreakAsync(Func<IEnumerable<int>> processes, CancellationToken cancellationToken)
    {
        for (var bytes = PieceBytes; bytes > 0; bytes /= 16)
        {
            try
            {
                await using var file = new FileStream(Filling, FileMode.Append, FileAccess.Write, FileShare.Read, 0);
                var piece = new byte[bytes];
                while (true) await file.WriteAsync(piece, cancellationToken);
            }
            catch (IOException)
            {
                // Full, for pieces of this size.
            }
        }
    }

    public override Task MendAsync()
    {
        File.Delete(Filling);
        return Task.CompletedTask;
    }

    public override async ValueTask DisposeAsync()
    {
        if (isMounted) await ProgramRun.RunAsync("umount", "/", ["-l", Folder], CancellationToken.None);
        await base.DisposeAsync();
    }
}
