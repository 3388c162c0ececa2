using Cartwright.Assistant.Conversations;
using Cartwright.Journal;
using Cartwright.Shops;

namespace Cartwright.Assistant.Privacy;

/// <summary>
/// Erases a customer's conversations once more some minutes after it was asked for: a process may have died between
/// keeping an answer and looking whether its shopper's erasure was asked for meanwhile. Conversations that were begun
/// afterwards stay.
/// </summary>
public sealed class RepeatErasure(ConversationStore conversations, IJournal journal) : IWorkHandler
{
    internal const string QueueName = "customer-erasure";
    private const char Between = '/';

    /// <summary>When no turn can be under way any more that was when it was asked for.</summary>
    internal static readonly TimeSpan After = TimeSpan.FromMinutes(10);

    public string Queue => QueueName;

    public WorkLimits Limits { get; } = new(
        ConcurrencyMax: 1,
        AttemptsMax: 10,
        BackoffMin: TimeSpan.FromSeconds(10),
        BackoffMax: TimeSpan.FromMinutes(10),
        ExhaustedBackoff: TimeSpan.FromHours(1));

    internal static string KeyOf(ShopDomain shop, string requestId) => $"{shop.Value}{Between}{requestId}";

    public async Task HandleAsync(WorkLease lease, CancellationToken cancellationToken)
    {
        var at = lease.Key.IndexOf(Between, StringComparison.Ordinal);
        var (shop, id) = (ShopDomain.Parse(lease.Key[..at]), lease.Key[(at + 1)..]);
        var requests = await CustomerRequests.FindAsync(
            journal, shop, CustomerRequests.Erasure, DateTimeOffset.UnixEpoch, cancellationToken);
        if (requests.FirstOrDefault(request => request.Id == id) is { } erasure)
        {
            await conversations.ForgetAsync(
                await conversations.MarkedAsync(
                    shop, erasure.Marks, CustomerRequests.LatestStart(erasure), cancellationToken),
                cancellationToken);
        }

        var append = new JournalAppend().Complete(lease);
        CustomerRequests.Remove(append, id);
        await journal.AppendAsync(append, CancellationToken.None);
    }
}
