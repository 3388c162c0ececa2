using Cartwright.Assistant.Knowledge;
using static Cartwright.Tests.Assistant.AShelf;

namespace Cartwright.Tests.Assistant;

public sealed class AnswerEvaluationTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Questions_of_the_corpus_are_answered_as_well_as_the_docs_say(bool onPostgres)
    {
        await using var shelf = await AShelf.OpenAsync(onPostgres);
        await AnswerEvaluation.LoadAsync(shelf.Get<AddDocument>(), Tulips, Stop);

        var figures = await AnswerEvaluation.RunAsync(shelf.Get<SearchKnowledge>(), Tulips, Stop);

        var wrong = string.Join('\n', figures.Wrong);
        figures.RecallAt5.ShouldBeGreaterThanOrEqualTo(0.95, wrong);
        figures.Accuracy.ShouldBeGreaterThanOrEqualTo(0.85, wrong);
        figures.Refused.ShouldBeGreaterThanOrEqualTo(0.85, wrong);
    }

    [Theory]
    [InlineData(AnswerEvaluation.Tuned)]
    [InlineData(AnswerEvaluation.HeldOut)]
    public async Task Full_text_with_embeddings_is_no_worse_than_alone(string file)
    {
        await using var embedder = await AnEmbedder.StartAsync();
        await using var alone = await AShelf.OpenAsync();
        await using var both = await AShelf.OpenAsync(false, embedder.Settings());
        await AnswerEvaluation.LoadAsync(alone.Get<AddDocument>(), Tulips, Stop);
        await AnswerEvaluation.LoadAsync(both.Get<AddDocument>(), Tulips, Stop);
        await AnEmbedder.WorkAsync(both);

        var (less, more) = (
            await AnswerEvaluation.RunAsync(alone.Get<SearchKnowledge>(), Tulips, Stop, file),
            await AnswerEvaluation.RunAsync(both.Get<SearchKnowledge>(), Tulips, Stop, file));

        TestContext.Current.SendDiagnosticMessage($"{file}: {less with { Wrong = [] }}\n{more with { Wrong = [] }}");
        var wrong = string.Join('\n', more.Wrong);
        more.RecallAt5.ShouldBeGreaterThanOrEqualTo(less.RecallAt5, wrong);
        more.Accuracy.ShouldBeGreaterThanOrEqualTo(less.Accuracy, wrong);
        more.Refused.ShouldBeGreaterThanOrEqualTo(less.Refused, wrong);
    }

    [Fact]
    public void Corpus_holds_what_its_questions_ask_for()
    {
        IReadOnlyList<AskedQuestion> heldOut = AnswerEvaluation.Questions(AnswerEvaluation.HeldOut);
        heldOut.Count.ShouldBeGreaterThanOrEqualTo(60);
        IReadOnlyList<AskedQuestion> questions = [.. AnswerEvaluation.Questions(), .. heldOut];

        questions.Count(asked => asked.IsAnswered).ShouldBeGreaterThanOrEqualTo(100);
        questions.Count(asked => !asked.IsAnswered).ShouldBeGreaterThanOrEqualTo(15);
        Directory.GetFiles(AnswerEvaluation.Folder, "*.md").Length.ShouldBeGreaterThanOrEqualTo(25);
        foreach (var asked in questions.Where(asked => asked.IsAnswered))
        {
            File.ReadAllText(Path.Combine(AnswerEvaluation.Folder, asked.Document)).ShouldContain(asked.Answer);
        }
    }
}
