using Cartwright.Assistant.Conversations;
using Cartwright.Journal;
using Microsoft.Extensions.Options;

namespace Cartwright.Assistant.Privacy;

/// <summary>
/// Forgets what was said some days ago: conversations after their last message, and the old messages of those that go
/// on.
/// </summary>
public sealed partial class ForgetOldConversations(
    ConversationStore conversations,
    IJournal journal,
    IOptions<AssistantOptions> options,
    TimeProvider clock,
    ILogger<ForgetOldConversations> logger) : IWorkHandler, IHostedService
{
    private const string QueueName = "chat-retention";
    private const string Key = "hourly";
    private const int BatchMax = 200;
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    public string Queue => QueueName;

    public WorkLimits Limits { get; } = new(
        ConcurrencyMax: 1,
        AttemptsMax: 5,
        BackoffMin: TimeSpan.FromMinutes(1),
        BackoffMax: TimeSpan.FromMinutes(30),
        ExhaustedBackoff: TimeSpan.FromHours(6));

    public async Task StartAsync(CancellationToken cancellationToken) => await journal.AppendAsync(
        new JournalAppend().Enqueue(QueueName, Key, clock.GetUtcNow() + Interval), cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task HandleAsync(WorkLease lease, CancellationToken cancellationToken)
    {
        await ForgetAsync(cancellationToken);
        await journal.AppendAsync(
            new JournalAppend().Reschedule(
                lease, clock.GetUtcNow() + Interval, "The next look is in an hour.", resetAttempts: true),
            CancellationToken.None);
    }

    /// <summary>The same, at once; how many conversations went.</summary>
    public async Task<int> ForgetAsync(CancellationToken cancellationToken)
    {
        var count = 0;
        var before = clock.GetUtcNow() - options.Value.TranscriptKept;
        while (await conversations.QuietSinceAsync(before, BatchMax, cancellationToken) is { Count: > 0 } ids)
        {
            await conversations.ForgetAsync(ids, cancellationToken);
            count += ids.Count;
        }

        await conversations.ForgetSaidBeforeAsync(before, cancellationToken);
        LogForgotten(count);
        return count;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Conversations forgotten: {Count}.")]
    private partial void LogForgotten(int count);
}
