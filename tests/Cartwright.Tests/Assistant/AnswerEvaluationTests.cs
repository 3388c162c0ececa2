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

    [Fact]
    public void Corpus_holds_what_its_questions_ask_for()
    {
        var questions = AnswerEvaluation.Questions();

        questions.Count(asked => asked.IsAnswered).ShouldBeGreaterThanOrEqualTo(100);
        questions.Count(asked => !asked.IsAnswered).ShouldBeGreaterThanOrEqualTo(15);
        Directory.GetFiles(AnswerEvaluation.Folder, "*.md").Length.ShouldBeGreaterThanOrEqualTo(25);
        foreach (var asked in questions.Where(asked => asked.IsAnswered))
        {
            File.ReadAllText(Path.Combine(AnswerEvaluation.Folder, asked.Document)).ShouldContain(asked.Answer);
        }
    }
}
