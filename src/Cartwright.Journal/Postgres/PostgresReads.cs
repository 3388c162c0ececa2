using System.Threading.Channels;
using Npgsql;
using NpgsqlTypes;

namespace Cartwright.Journal.Postgres;

/// <summary>
/// Reads streams. What is asked for while a query runs shares the next one, as appends share a commit: under load a
/// read is a few rows of a query, and not a way to the server and back.
/// </summary>
internal sealed class PostgresReads : IAsyncDisposable
{
    private const int BatchMax = 128;
    private const int PendingMax = 4096;

    private const string Events = """
        SELECT k.number, e.* FROM unnest($1, $2) WITH ORDINALITY AS k (stream, after, number) CROSS JOIN LATERAL (
            SELECT version, type, data, at FROM events e
            WHERE e.stream = k.stream AND e.version > k.after ORDER BY version) e
        """;

    private readonly PostgresSources sources;
    private readonly Channel<Ask> pending = Channel.CreateBounded<Ask>(PendingMax);
    private readonly Task running;

    public PostgresReads(PostgresSources sources)
    {
        this.sources = sources;
        running = Task.WhenAll(Enumerable.Range(0, PostgresSources.StreamReadersMax).Select(_ => Task.Run(WorkAsync)));
    }

    /// <summary>The events behind a version, of what was committed before this was called.</summary>
    public async ValueTask<IReadOnlyList<RecordedEvent>> ReadAsync(
        string stream, long afterVersion, CancellationToken cancellationToken)
    {
        var ask = new Ask(stream, afterVersion, cancellationToken);
        try
        {
            await pending.Writer.WriteAsync(ask, cancellationToken);
        }
        catch (ChannelClosedException)
        {
            throw new ObjectDisposedException(nameof(PostgresJournal));
        }

        return await ask.Answer.Task.WaitAsync(cancellationToken);
    }

    /// <summary>What is not asked of the server yet is not answered any more.</summary>
    public async ValueTask DisposeAsync()
    {
        pending.Writer.TryComplete();
        while (pending.Reader.TryRead(out var ask))
            ask.Answer.TrySetException(new ObjectDisposedException(nameof(PostgresJournal)));
        await running;
    }

    private async Task WorkAsync()
    {
        while (await pending.Reader.WaitToReadAsync())
        {
            var batch = new List<Ask>();
            while (batch.Count < BatchMax && pending.Reader.TryRead(out var ask))
                if (!ask.CancellationToken.IsCancellationRequested) batch.Add(ask);
            if (batch.Count > 0) await AnswerAsync(batch);
        }
    }

    private async Task AnswerAsync(List<Ask> batch)
    {
        try
        {
            var found = await sources.ReadByKeyAsync(connection => FindAsync(connection, batch));
            foreach (var (ask, events) in batch.Zip(found)) ask.Answer.TrySetResult(events);
        }
        catch (Exception failure)
        {
            foreach (var ask in batch) ask.Answer.TrySetException(failure);
        }
    }

    private static async Task<List<RecordedEvent>[]> FindAsync(NpgsqlConnection connection, List<Ask> batch)
    {
        await using var command = new NpgsqlCommand(Events, connection);
        command.Parameters.Add(new()
        {
            NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text,
            Value = batch.Select(ask => PostgresRows.Text(ask.Stream)!).ToArray(),
        });
        command.Parameters.Add(new()
        {
            NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint,
            Value = batch.Select(ask => ask.AfterVersion).ToArray(),
        });
        var found = batch.Select(_ => new List<RecordedEvent>()).ToArray();
        await using var row = await command.ExecuteReaderAsync();
        while (await row.ReadAsync())
        {
            var number = (int)row.GetInt64(0) - 1;
            found[number].Add(new(
                batch[number].Stream, row.GetInt64(1), row.GetString(2), row.GetFieldValue<byte[]>(3),
                DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(4))));
        }

        return found;
    }

    private sealed record Ask(string Stream, long AfterVersion, CancellationToken CancellationToken)
    {
        // The callers' code must not run in the reader's loop.
        public TaskCompletionSource<IReadOnlyList<RecordedEvent>> Answer { get; } =
            new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
