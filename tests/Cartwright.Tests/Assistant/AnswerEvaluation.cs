using Cartwright.Assistant.Knowledge;
using Cartwright.Shops;

namespace Cartwright.Tests.Assistant;

/// <param name="Document">The source of the document that answers; empty when nothing does.</param>
/// <param name="Heading">The heading that the answer stands under; empty when any will do.</param>
/// <param name="Answer">What the quote must hold.</param>
internal sealed record AskedQuestion(string Question, string Document, string Heading, string Answer)
{
    public bool IsAnswered => Document.Length > 0;
}

/// <summary>How good the answers to the corpus's questions are.</summary>
/// <param name="RecallAt5">The share of answered questions whose passage is among the first five.</param>
/// <param name="Accuracy">The share of all questions with a right quote, or rightly none.</param>
/// <param name="Quoted">The share of answered questions with a right quote.</param>
/// <param name="Refused">The share of questions that nothing answers for which nothing is quoted.</param>
/// <param name="Wrong">What went wrong, a line each.</param>
internal sealed record AnswerFigures(
    int Questions, double RecallAt5, double Accuracy, double Quoted, double Refused, IReadOnlyList<string> Wrong);

/// <summary>
/// Asks the questions of a corpus of store documents that was written for this: Corpus/*.md and questions.tsv.
/// </summary>
internal static class AnswerEvaluation
{
    public static string Folder => Path.Combine(AppContext.BaseDirectory, "Assistant", "Corpus");

    /// <summary>Those that the ranking was tuned with.</summary>
    public const string Tuned = "questions.tsv";

    /// <summary>Written before anything was measured with them, and never tuned with.</summary>
    public const string HeldOut = "held-out.tsv";

    public static IReadOnlyList<AskedQuestion> Questions(string file = Tuned) =>
    [
        .. File.ReadLines(Path.Combine(Folder, file)).Skip(1)
            .Select(line => line.Split('\t'))
            .Select(cells => new AskedQuestion(cells[0], cells[1], cells[2], cells[3])),
    ];

    public static async Task LoadAsync(AddDocument add, ShopDomain shop, CancellationToken cancellationToken)
    {
        foreach (var file in Directory.GetFiles(Folder, "*.md").Order(StringComparer.Ordinal))
        {
            var bytes = await File.ReadAllBytesAsync(file, cancellationToken);
            await add.HandleAsync(new(shop, Path.GetFileName(file), bytes), cancellationToken);
        }
    }

    public static async Task<AnswerFigures> RunAsync(
        SearchKnowledge search, ShopDomain shop, CancellationToken cancellationToken, string file = Tuned)
    {
        var questions = Questions(file);
        int recalled = 0, quoted = 0, refused = 0;
        List<string> wrong = [];
        foreach (var asked in questions)
        {
            var found = await search.HandleAsync(shop, asked.Question, 5, cancellationToken);
            var answer = BestAnswer.Of(asked.Question, found);
            var isFound = found.Any(passage => passage.Source == asked.Document
                && passage.Heading.Contains(asked.Heading, StringComparison.Ordinal));
            recalled += asked.IsAnswered && isFound ? 1 : 0;
            var isRight = answer switch
            {
                BestAnswer.Quote quote => asked.IsAnswered
                    && quote.Passage.Source == asked.Document
                    && quote.Text.Contains(asked.Answer, StringComparison.OrdinalIgnoreCase),
                _ => !asked.IsAnswered,
            };
            quoted += asked.IsAnswered && isRight ? 1 : 0;
            refused += !asked.IsAnswered && isRight ? 1 : 0;
            if (!isRight)
            {
                var first = found.Count > 0 ? $"{found[0].Score:0.00} {found[0].Source} {found[0].Heading}" : "-";
                var said = answer is BestAnswer.Quote { Passage: var passage, Text: var text }
                    ? $"{passage.Score:0.00} {passage.Source}: {text}"
                    : $"nothing ({first})";
                wrong.Add($"{(isFound ? "found" : "MISSED")}  {asked.Question}  =>  {said}");
            }
        }

        var answered = questions.Count(asked => asked.IsAnswered);
        return new(
            questions.Count, (double)recalled / answered, (double)(quoted + refused) / questions.Count,
            (double)quoted / answered, (double)refused / (questions.Count - answered), wrong);
    }
}
