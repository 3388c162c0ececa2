using System.Diagnostics;
using Cartwright.Journal;
using Cartwright.Shops;
using Microsoft.Extensions.Options;

namespace Cartwright.Assistant.Knowledge.Embeddings;

/// <summary>The endpoint gave no vectors: the work is repeated later.</summary>
public sealed class EmbeddingFailedException(string message) : Exception(message);

/// <summary>
/// Gives each passage of a shop its vector, and removes those of a model that is no longer set once the new ones are
/// complete. It is queued by adding a document and at the start; what is embedded but not stored when the process dies
/// is embedded again.
/// </summary>
internal sealed class EmbedPassages(
    EmbedTexts embed, VectorShelf vectors, KnowledgeShelf shelf, IJournal journal, IOptions<EmbeddingOptions> options,
    TimeProvider clock) : IWorkHandler, IHostedService
{
    public const string QueueName = "knowledge-embedding";

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    public string Queue => QueueName;

    public WorkLimits Limits { get; } = new(
        ConcurrencyMax: 2,
        AttemptsMax: 10,
        BackoffMin: Pause,
        BackoffMax: TimeSpan.FromMinutes(10),
        ExhaustedBackoff: TimeSpan.FromHours(1));

    /// <summary>Another model may have been set since the last start.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (embed.IsOn)
        {
            foreach (var shop in await vectors.ShopsBehindAsync(embed.Model, cancellationToken))
            {
                await journal.AppendAsync(new JournalAppend().Enqueue(QueueName, shop), cancellationToken);
            }
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task HandleAsync(WorkLease lease, CancellationToken cancellationToken)
    {
        var shop = ShopDomain.Parse(lease.Key);
        var last = new JournalAppend();
        if (embed.IsOn)
        {
            for (var isFirst = true; ; isFirst = false)
            {
                var bare = await vectors.WithoutAsync(shop, embed.Model, options.Value.BatchMax, cancellationToken);
                if (bare.Count == 0)
                {
                    break;
                }

                switch (await embed.HandleAsync(
                    [.. bare.Select(passage => passage.Text)], options.Value.BatchDeadline, cancellationToken))
                {
                    case EmbedResult.Embedded made:
                        await StoreAsync(shop, bare, made.Vectors, cancellationToken);
                        break;
                    case EmbedResult.Failed failed when isFirst:
                        throw new EmbeddingFailedException(failed.Why);
                    case EmbedResult.Failed failed:
                        // It got on: only calls in a row that bring nothing count towards the attention list.
                        await journal.AppendAsync(
                            last.Reschedule(
                                lease, clock.GetUtcNow() + Pause, $"The embeddings' endpoint: {failed.Why}.",
                                resetAttempts: true),
                            CancellationToken.None);
                        return;
                    default:
                        throw new UnreachableException();
                }
            }

            foreach (var other in await vectors.OtherModelsAsync(shop, embed.Model, cancellationToken))
            {
                VectorShelf.RemoveModel(last, shop, other);
            }
        }

        await journal.AppendAsync(last.Complete(lease), CancellationToken.None);
    }

    private async Task StoreAsync(
        ShopDomain shop, IReadOnlyList<BarePassage> passages, IReadOnlyList<float[]> made,
        CancellationToken cancellationToken)
    {
        while (true)
        {
            // The state is read first: whatever goes behind it makes the append a conflict.
            var state = await shelf.StateAsync(shop, cancellationToken);
            var standing = await vectors.StandingAsync([.. passages.Select(passage => passage.Id)], cancellationToken);
            if (standing.Count == 0)
            {
                return;
            }

            var append = KnowledgeShelf.Change(
                shop, state, 0, 0, new KnowledgeEvent.PassagesEmbedded(embed.Model, standing.Count));
            foreach (var (passage, vector) in passages.Zip(made).Where(one => standing.Contains(one.First.Id)))
            {
                VectorShelf.Write(append, shop, embed.Model, passage.Id, vector);
            }

            if (await journal.AppendAsync(append, cancellationToken) is AppendResult.Committed)
            {
                return;
            }
        }
    }
}
