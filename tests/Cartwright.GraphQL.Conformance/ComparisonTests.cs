namespace Cartwright.GraphQL.Conformance;

/// <summary>
/// The engine against npm graphql 16 over generated documents. A failure names its seed. To replay it, set
/// CARTWRIGHT_ORACLE_SEED to that number and CARTWRIGHT_ORACLE_DOCUMENTS to 1; the latter set to more goes further
/// than the run of every day.
/// </summary>
public sealed class ComparisonTests
{
    private const int DocumentsEach = 4_000;
    private const int ShownMax = 5;

    [Theory]
    [InlineData("checkout-api")]
    [InlineData("feature-schema")]
    public async Task Generated_documents_are_judged_and_answered_as_by_the_reference_implementation(string schema)
    {
        var first = Setting("CARTWRIGHT_ORACLE_SEED", 1);
        var count = Setting("CARTWRIGHT_ORACLE_DOCUMENTS", DocumentsEach);
        await using var oracle = new Oracle();
        using var engine = await Subject.MakeAsync(oracle, schema, TestContext.Current.CancellationToken);

        var questions = Enumerable.Range(first, count).Select(seed => Generator.Make(engine.Model, schema, seed));
        var seed = first;
        var differences = new List<string>();
        var stages = new Dictionary<string, int>();
        await foreach (var (question, expected) in oracle.AskAsync(questions, TestContext.Current.CancellationToken))
        {
            stages[expected.Stage] = stages.GetValueOrDefault(expected.Stage) + 1;
            var actual = await engine.AskAsync(question);
            if (Comparison.Difference(question, expected, actual) is { } difference)
                differences.Add(
                    $"CARTWRIGHT_ORACLE_SEED={seed} CARTWRIGHT_ORACLE_DOCUMENTS=1 ({schema}): {difference}");
            seed++;
        }

        TestContext.Current.TestOutputHelper?.WriteLine(string.Join(", ", stages));
        differences.Count.ShouldBe(0, string.Join("\n\n", differences.Take(ShownMax)));
        // Each way a document can end has to be among them, or the run shows less than it says.
        if (count < DocumentsEach) return;
        string[] ends = ["parse", "validate", "operation", "variables", "execute"];
        ends.ShouldAllBe(stage => stages.GetValueOrDefault(stage) > count / 100);
    }

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), out var set) ? set : otherwise;
}
