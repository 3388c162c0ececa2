using System.Collections.Concurrent;
using System.Globalization;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Cartwright.Journal.Postgres;

/// <summary>
/// Tells the other nodes of what was committed, and hears of theirs. Only to save time: what is not heard is found by
/// looking, so that a notice is sent after its commit and holds nothing up.
/// </summary>
/// <remarks>A message is the sender's name and one line for each stream (<c>s</c>) or queue (<c>q</c>).</remarks>
internal sealed partial class PostgresNotices : IAsyncDisposable
{
    private const string Name = "cartwright_journal";
    // PostgreSQL takes just under 8,000 bytes; a line of a queue has up to 800.
    private const int MessageCharsMax = 1800;
    private const int PendingMax = 10_000;
    private const int LinesMax = 2_000;

    private readonly PostgresSources sources;
    private readonly StreamWaits waits;
    private readonly ConcurrentDictionary<string, IWorkReceiver> receivers;
    private readonly ILogger logger;
    private readonly string sender = Guid.NewGuid().ToString("N");
    private readonly CancellationTokenSource stopping = new();
    // What finds no room is dropped: the other nodes find it by looking.
    private readonly Channel<string> pending = Channel.CreateBounded<string>(
        new BoundedChannelOptions(PendingMax) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    private Task running = Task.CompletedTask;

    public PostgresNotices(
        PostgresSources sources,
        StreamWaits waits,
        ConcurrentDictionary<string, IWorkReceiver> receivers,
        ILogger logger) =>
        (this.sources, this.waits, this.receivers, this.logger) = (sources, waits, receivers, logger);

    public void Start() => running = Task.WhenAll(Task.Run(ListenAsync), Task.Run(SendAsync));

    public void Appended(string stream) => pending.Writer.TryWrite("s" + stream);

    public void Due(string queue, DateTimeOffset due) => pending.Writer.TryWrite(
        string.Create(CultureInfo.InvariantCulture, $"q{due.ToUnixTimeMilliseconds()} {queue}"));

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await running;
        stopping.Dispose();
    }

    private async Task ListenAsync()
    {
        var isLost = false;
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await using var connection = await sources.Writing.OpenConnectionAsync(stopping.Token);
                connection.Notification += (_, notice) => Hear(notice.Payload);
                await using (var listen = new NpgsqlCommand($"LISTEN {Name}", connection))
                    await listen.ExecuteNonQueryAsync(stopping.Token);
                // What was said while nobody listened is looked for; before the first time, everyone looks anyway.
                if (isLost) HearAll();
                isLost = false;
                while (true) await connection.WaitAsync(stopping.Token);
            }
            catch (Exception failure)
            {
                if (stopping.IsCancellationRequested) return;
                if (!isLost) LogListenerLost(logger, PostgresFaults.Code(failure));
                isLost = true;
                await Task.Delay(TimeSpan.FromMilliseconds(500), TimeProvider.System, stopping.Token)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task SendAsync()
    {
        try
        {
            while (await pending.Reader.WaitToReadAsync(stopping.Token))
            {
                var lines = new HashSet<string>(StringComparer.Ordinal);
                while (lines.Count < LinesMax && pending.Reader.TryRead(out var line)) lines.Add(line);
                await SendAsync(Messages(lines));
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The other nodes find the last ones by looking.
        }
    }

    private async Task SendAsync(string[] messages)
    {
        try
        {
            await using var connection = await sources.Writing.OpenConnectionAsync(stopping.Token);
            const string sql = $"SELECT pg_notify('{Name}', m) FROM unnest($1) AS m";
            await using var command = new NpgsqlCommand(sql, connection);
            command.Parameters.Add(new() { Value = messages });
            await command.ExecuteNonQueryAsync(stopping.Token);
        }
        catch (Exception failure) when (!stopping.IsCancellationRequested)
        {
            LogNoticeLost(logger, PostgresFaults.Code(failure));
        }
    }

    private string[] Messages(IEnumerable<string> lines)
    {
        var messages = new List<string>();
        var message = sender;
        foreach (var line in lines)
        {
            if (message.Length + line.Length > MessageCharsMax)
            {
                messages.Add(message);
                message = sender;
            }

            message += '\n' + line;
        }

        messages.Add(message);
        return [.. messages];
    }

    private void Hear(string payload)
    {
        try
        {
            var lines = payload.Split('\n');
            if (lines[0] == sender) return;
            foreach (var line in lines.AsSpan(1))
            {
                // Who waits for it looks for himself.
                if (line.StartsWith('s')) waits.Signal(line[1..], 0);
                else if (line.StartsWith('q')) HearDue(line);
            }
        }
        catch (Exception failure)
        {
            // Anyone who may connect to the database can say anything here.
            LogNoticeUnread(logger, failure.GetType().Name);
        }
    }

    private void HearDue(string line)
    {
        var blank = line.IndexOf(' ', StringComparison.Ordinal);
        if (blank > 0 && receivers.TryGetValue(line[(blank + 1)..], out var receiver)
            && long.TryParse(line.AsSpan(1, blank - 1), CultureInfo.InvariantCulture, out var due))
        {
            receiver.Due(DateTimeOffset.FromUnixTimeMilliseconds(due));
        }
    }

    private void HearAll()
    {
        waits.SignalAll();
        foreach (var receiver in receivers.Values) receiver.Due(DateTimeOffset.UnixEpoch);
    }

    [LoggerMessage(1, LogLevel.Warning,
        "The journal does not hear of other nodes ({Failure}): it looks for what they did until it does")]
    private static partial void LogListenerLost(ILogger logger, string failure);

    [LoggerMessage(2, LogLevel.Warning, "The other nodes were not told of new work ({Failure}): they look for it")]
    private static partial void LogNoticeLost(ILogger logger, string failure);

    [LoggerMessage(3, LogLevel.Warning, "A notice of another node could not be read ({Failure})")]
    private static partial void LogNoticeUnread(ILogger logger, string failure);
}
