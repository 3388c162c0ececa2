using System.Globalization;
using System.Text;
using Cartwright.Assistant.Knowledge.Embeddings;
using Cartwright.Assistant.Knowledge.Search;
using Cartwright.Assistant.Knowledge.Words;
using Cartwright.Journal;
using Cartwright.Shops;
using Cartwright.Storage;

namespace Cartwright.Assistant.Knowledge;

/// <param name="Source">The document's address or name.</param>
/// <param name="Heading">The headings above it, outermost first; empty when there is none.</param>
/// <param name="Score">
/// The share of the question that it holds, from 0 to 1, rare words counting more; more when its vector stands out.
/// </param>
public sealed record PassageFound(
    string DocumentId, string Title, string Source, string Heading, string Text, double Score);

/// <summary>
/// Finds the passages of a shop's documents that fit a question: by full text, and by their vectors when a model is set.
/// </summary>
public sealed class SearchKnowledge
{
    public const int CountMax = 20;
    public const int QuestionCharactersMax = 2_000;
    private const int CandidatesMax = 48;
    private const int KeptPerGenerationMax = 10_000;
    private const int QuestionsKeptPerGenerationMax = 1_000;

    private readonly IJournal journal;
    private readonly KnowledgeShelf shelf;
    private readonly IPassageSearch search;
    private readonly FindNearPassages near;
    private readonly TermCounts counts;
    private readonly FoldCache<StoredPassage> kept = new(KeptPerGenerationMax);
    private readonly FoldCache<IReadOnlyList<string>> found = new(QuestionsKeptPerGenerationMax);

    internal SearchKnowledge(
        IJournal journal, KnowledgeShelf shelf, IPassageSearch search, FindNearPassages near) =>
        (this.journal, this.shelf, this.search, this.near, counts) = (journal, shelf, search, near, new(search));

    /// <param name="question">What is asked, in any words; what is behind its first 2,000 characters is not read.</param>
    /// <returns>At most <paramref name="countMax"/>, the best first; none when no word of it is known.</returns>
    public async Task<IReadOnlyList<PassageFound>> HandleAsync(
        ShopDomain shop, string question, int countMax, CancellationToken cancellationToken)
    {
        question = question.Length <= QuestionCharactersMax ? question : question[..QuestionCharactersMax];
        var words = QuestionPlan.WordsOf(question);
        var state = await shelf.StateAsync(shop, cancellationToken);
        if (words.Count == 0 || state.Passages == 0)
        {
            return [];
        }

        var key = WordIndex.KeyOf(shop);
        var known = await counts.OfAsync(shop, state.Version, QuestionPlan.TermsOf(key, words), cancellationToken);
        var plan = QuestionPlan.Of(key, words, known, state.Passages);
        var ids = await FindAsync(plan, state.Version, cancellationToken);
        var nearest = await near.HandleAsync(shop, state.Version, question, CandidatesMax, cancellationToken);
        var passages = await LoadAsync(
            shop, [.. ids.Union(nearest.Select(one => one.Id), StringComparer.Ordinal)], cancellationToken);
        var ranked = PassageRanking.Of(plan, passages);
        return
        [
            .. (nearest.Count == 0 ? ranked : RankTogether.Of(ranked, ids, nearest))
                .Take(Math.Clamp(countMax, 1, CountMax)).Select(one =>
                new PassageFound(
                    one.Passage.DocumentId, one.Passage.Title, one.Passage.Source, one.Passage.Heading,
                    one.Passage.Text, one.Score)),
        ];
    }

    /// <summary>Shoppers ask the same again and again: what was found stays so while the shop's knowledge does.
    /// </summary>
    private async ValueTask<IReadOnlyList<string>> FindAsync(
        QuestionPlan plan, long version, CancellationToken cancellationToken)
    {
        // A term has its shop's key in front.
        var key = plan.Terms.Aggregate(
            new StringBuilder().Append(version),
            (text, term) => text.Append(CultureInfo.InvariantCulture, $" {term.Term} {term.Weight}")).ToString();
        if (found.Find(key) is { } known)
        {
            return known;
        }

        var ids = await search.FindAsync(plan.Terms, CandidatesMax, cancellationToken);
        found.Keep(key, ids);
        return ids;
    }

    private async ValueTask<List<StoredPassage>> LoadAsync(
        ShopDomain shop, IReadOnlyList<string> ids, CancellationToken cancellationToken)
    {
        List<StoredPassage> passages = [];
        List<string> missing = [];
        foreach (var id in ids)
        {
            if (kept.Find(id) is { } passage)
            {
                passages.Add(passage);
            }
            else
            {
                missing.Add(id);
            }
        }

        if (missing.Count == 0)
        {
            return passages;
        }

        // Few lengths make few statements, which stay prepared: the last is asked for again.
        while (!int.IsPow2(missing.Count))
        {
            missing.Add(missing[^1]);
        }

        var names = string.Join(", ", missing.Select((_, at) => $"@p{at}"));
        var read = await journal.QueryAsync(
            "select p.passage_id, p.document_id, d.title, d.source, p.heading, p.text from knowledge_passages p "
            + $"join knowledge_documents d on d.document_id = p.document_id where p.passage_id in ({names}) "
            + "and p.shop = @shop",
            row => new StoredPassage(
                row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4),
                row.GetString(5)),
            [.. missing.Select((id, at) => ($"p{at}", (object?)id)), ("shop", shop.Value)],
            cancellationToken);
        foreach (var passage in read)
        {
            kept.Keep(passage.Id, passage);
            passages.Add(passage);
        }

        return passages;
    }
}
