using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace Cartwright.Journal.Postgres;

/// <summary>
/// Mutual exclusion by name among all nodes. The callers of this process line up first, so that a name takes one
/// connection here, however many want it.
/// </summary>
internal sealed class PostgresLocks(PostgresSources sources, int locksMax) : IDisposable
{
    private readonly NamedLocks own = new();
    private readonly SemaphoreSlim room = new(locksMax);

    /// <summary>The number that a name is locked by; two names that share one exclude each other, harmlessly.</summary>
    public static long KeyOf(string name) =>
        BinaryPrimitives.ReadInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes("cartwright/" + name)));

    public async ValueTask<IAsyncDisposable> TakeAsync(string name, CancellationToken cancellationToken)
    {
        var turn = await own.TakeAsync(name, cancellationToken);
        try
        {
            await room.WaitAsync(cancellationToken);
        }
        catch
        {
            await turn.DisposeAsync();
            throw;
        }

        try
        {
            return new Held(this, KeyOf(name), await LockAsync(KeyOf(name), cancellationToken), turn);
        }
        catch (Exception failure)
        {
            room.Release();
            await turn.DisposeAsync();
            if (PostgresFaults.IsOfServer(failure))
                throw PostgresFaults.Unavailable(sources.Name, failure, mayBeWritten: false);
            throw;
        }
    }

    public void Dispose() => own.Close();

    private async Task<NpgsqlConnection> LockAsync(long key, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var connection = await sources.Locking.OpenConnectionAsync(cancellationToken);
            try
            {
                await using var command = new NpgsqlCommand("SELECT pg_advisory_lock($1)", connection);
                command.CommandTimeout = 0;
                command.Parameters.Add(new() { Value = key });
                await command.ExecuteNonQueryAsync(cancellationToken);
                return connection;
            }
            catch (Exception failure)
            {
                await AbandonAsync(connection);
                // A connection of the pool may have died unnoticed; a new one is told apart by failing at its opening.
                if (attempt == 3 || !PostgresFaults.IsOfServer(failure)) throw;
            }
        }
    }

    private async Task UnlockAsync(long key, NpgsqlConnection connection)
    {
        try
        {
            await using var command = new NpgsqlCommand("SELECT pg_advisory_unlock($1)", connection);
            command.Parameters.Add(new() { Value = key });
            if (await command.ExecuteScalarAsync() is true) await connection.DisposeAsync();
            else await AbandonAsync(connection);
        }
        catch (Exception)
        {
            // With its connection the lock ends in any case.
            await AbandonAsync(connection);
        }
    }

    /// <summary>Closes a connection that may hold a lock nobody wants: the pool must not keep it.</summary>
    private async Task AbandonAsync(NpgsqlConnection connection)
    {
        sources.Locking.Clear();
        await connection.DisposeAsync();
    }

    private sealed class Held(PostgresLocks locks, long key, NpgsqlConnection connection, IAsyncDisposable turn)
        : IAsyncDisposable
    {
        private int isOver;

        public async ValueTask DisposeAsync()
        {
            if (Interlocked.Exchange(ref isOver, 1) != 0) return;
            await locks.UnlockAsync(key, connection);
            locks.room.Release();
            await turn.DisposeAsync();
        }
    }
}
