using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace Cartwright.Journal.Postgres;

/// <summary>
/// Mutual exclusion by name among all nodes. The callers of this process line up first, so that a name takes one
/// connection here, however many want it, and hand it on to each other.
/// </summary>
internal sealed class PostgresLocks(PostgresSources sources, int locksMax) : IDisposable
{
    private const int HoldersMax = 100;

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
            var session = turn.TakeLeft() as Session;
            if (session is not null && !await session.IsAliveAsync(cancellationToken)) session = null;
            return new Held(turn, session ?? await BeginAsync(KeyOf(name), cancellationToken));
        }
        catch (Exception failure)
        {
            await turn.DisposeAsync();
            if (PostgresFaults.IsOfServer(failure))
                throw PostgresFaults.Unavailable(sources.Name, failure, mayBeWritten: false, isOfRead: true);
            throw;
        }
    }

    public void Dispose() => own.Close();

    private async Task<Session> BeginAsync(long key, CancellationToken cancellationToken)
    {
        await room.WaitAsync(cancellationToken);
        try
        {
            return new(this, key, await LockAsync(key, cancellationToken));
        }
        catch
        {
            room.Release();
            throw;
        }
    }

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

    /// <summary>A connection that holds the lock of a name, for one holder here after the other.</summary>
    private sealed class Session(PostgresLocks locks, long key, NpgsqlConnection connection) : IAsyncDisposable
    {
        private int holders = 1;

        /// <summary>Whether the next one here may have it: now and then it is another node's turn.</summary>
        public bool MayStay() => ++holders <= HoldersMax;

        /// <summary>Whether the connection, and so the lock, is still there; it is given back when not.</summary>
        public async Task<bool> IsAliveAsync(CancellationToken cancellationToken)
        {
            try
            {
                await using var command = new NpgsqlCommand("SELECT 1", connection);
                await command.ExecuteNonQueryAsync(cancellationToken);
                return true;
            }
            catch (Exception failure)
            {
                await DisposeAsync();
                if (PostgresFaults.IsOfServer(failure)) return false;
                throw;
            }
        }

        public async ValueTask DisposeAsync()
        {
            await locks.UnlockAsync(key, connection);
            locks.room.Release();
        }
    }

    private sealed class Held(NamedLocks.Held turn, Session session) : IAsyncDisposable
    {
        private int isOver;

        public async ValueTask DisposeAsync()
        {
            if (Interlocked.Exchange(ref isOver, 1) != 0) return;
            if (turn.IsWanted && session.MayStay()) turn.Leave(session);
            else await session.DisposeAsync();
            await turn.DisposeAsync();
        }
    }
}
