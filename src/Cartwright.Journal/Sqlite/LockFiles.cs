using System.Security.Cryptography;
using System.Text;

namespace Cartwright.Journal.Sqlite;

/// <summary>
/// Mutual exclusion by name among the processes that open one journal file: the one that serves and the command lines
/// beside it. A name is an empty file that its holder keeps locked, so that the lock ends with its process.
/// </summary>
internal sealed class LockFiles(string folder, TimeProvider clock)
{
    /// <summary>No process is told when another lets go, so whoever waits looks again.</summary>
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(20);

    /// <exception cref="JournalUnavailableException">The file can't be made.</exception>
    public async ValueTask<FileStream> TakeAsync(string name, CancellationToken cancellationToken)
    {
        var file = Path.Combine(
            folder, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)))[..32]);
        while (true)
        {
            try
            {
                Directory.CreateDirectory(folder);
                // Never deleted: a lock on a deleted file would not keep the next process out.
                return new(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
            }
            catch (UnauthorizedAccessException failure)
            {
                throw new JournalUnavailableException($"{file} can't be locked: {failure.Message}", mayBeWritten: false, failure);
            }
            catch (IOException failure) when (!IsHeld(failure))
            {
                throw new JournalUnavailableException($"{file} can't be locked: {failure.Message}", mayBeWritten: false, failure);
            }
            catch (IOException)
            {
                await Task.Delay(LookInterval, clock, cancellationToken);
            }
        }
    }

    /// <summary>The codes for a file that another process holds: of Linux, of macOS and of Windows.</summary>
    private static bool IsHeld(IOException failure) => failure.HResult is 11 or 35 or unchecked((int)0x80070020);
}
