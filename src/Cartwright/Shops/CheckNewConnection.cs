using Cartwright.Journal;
using Cartwright.Lookup;

namespace Cartwright.Shops;

/// <summary>
/// Looks a known order up over a connection that somebody else has made: an app beside the gateway, or Shopify by a
/// change of scopes. Who connects a shop here is told at once, by <see cref="ConnectShop"/>.
/// </summary>
public sealed class CheckNewConnection(ShopDirectory directory, CheckConnection check, IJournal journal) : IWorkHandler
{
    private const string QueueName = "shop-check";

    public string Queue => QueueName;

    public WorkLimits Limits { get; } = new(
        ConcurrencyMax: 4,
        AttemptsMax: 5,
        BackoffMin: TimeSpan.FromSeconds(10),
        BackoffMax: TimeSpan.FromMinutes(10),
        ExhaustedBackoff: TimeSpan.FromHours(6));

    /// <summary>What to add to the append that connects a shop.</summary>
    internal static Action<JournalAppend> Of(ShopDomain domain) => append => append.Enqueue(QueueName, domain.Value);

    public async Task HandleAsync(WorkLease lease, CancellationToken cancellationToken)
    {
        var domain = ShopDomain.Parse(lease.Key);
        if (await directory.FindAsync(domain, cancellationToken) is { Status: ShopStatus.Connected, Check: null })
        {
            await check.HandleAsync(domain, cancellationToken);
        }

        await journal.AppendAsync(new JournalAppend().Complete(lease), CancellationToken.None);
    }
}
