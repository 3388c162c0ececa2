using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Cartwright.Assistant.Knowledge;
using Cartwright.Assistant.Knowledge.Embeddings;
using Cartwright.Journal;
using Cartwright.Sandbox;
using Cartwright.Shops;
using Cartwright.Tests.Assistant;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Cartwright.Bench;

/// <summary>
/// How good the answers to the corpus of the tests are, and how many questions a second are answered over many
/// passages, on SQLite. Prints lines of JSON; with <c>--verbose</c>, what was answered wrongly goes to the error
/// output.
/// </summary>
internal static class KnowledgeBench
{
    private const int SectionsPerDocument = 50;
    private const int Seed = 7;

    public static async Task<int> RunAsync(int passages, int clients, int seconds, bool isVerbose)
    {
        var folder = Directory.CreateTempSubdirectory("cartwright-bench-").FullName;
        try
        {
            await using var app = await Cartwright.Program.BuildAsync(
                [$"--Journal:Folder={folder}", "--Payments:Stripe:SecretKey=sk_test"],
                builder => builder.Logging.ClearProviders());
            var add = app.Services.GetRequiredService<AddDocument>();
            var search = app.Services.GetRequiredService<SearchKnowledge>();
            var small = ShopDomain.Parse("tulips.myshopify.com");
            var large = ShopDomain.Parse("department.myshopify.com");
            await AnswerEvaluation.LoadAsync(add, small, CancellationToken.None);
            await PrintQualityAsync("full-text", search, small, isVerbose);
            await PrintHybridAsync(small, isVerbose);

            var indexing = Stopwatch.StartNew();
            var names = await FillAsync(add, large, passages);
            indexing.Stop();
            await LoadAsync(search, large, clients, TimeSpan.FromSeconds(seconds), names);
            var (rate, milliseconds) = await LoadAsync(search, large, clients, TimeSpan.FromSeconds(seconds), names);
            Console.WriteLine(JsonSerializer.Serialize(new
            {
                bench = "knowledge",
                passages,
                indexed_per_second = Math.Round(passages / indexing.Elapsed.TotalSeconds),
                clients,
                answers_per_second = Math.Round(rate),
                p50_ms = Math.Round(milliseconds[milliseconds.Length / 2], 2),
                p99_ms = Math.Round(milliseconds[milliseconds.Length * 99 / 100], 2),
            }));
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>The same with the sandbox's embeddings, in a gateway that works its queue off.</summary>
    private static async Task PrintHybridAsync(ShopDomain shop, bool isVerbose)
    {
        var folder = Directory.CreateTempSubdirectory("cartwright-bench-").FullName;
        await using var sandbox = SandboxHost.Build(new SandboxOptions { Urls = ["http://127.0.0.1:0"] });
        await sandbox.StartAsync();
        try
        {
            await using var app = await Cartwright.Program.BuildAsync(
                [
                    $"--Journal:Folder={folder}", "--Payments:Stripe:SecretKey=sk_test_sandbox",
                    "--Payments:Stripe:ReturnUrl=http://127.0.0.1/", "--urls=http://127.0.0.1:0",
                    "--Outbound:AllowPrivate=true", "--Assistant:Embeddings:Key=sandbox-model-key",
                    $"--Assistant:Embeddings:BaseAddress={new Uri(SandboxHost.Address(sandbox), "ai/v1")}",
                    "--Assistant:Embeddings:Model=sandbox-embed", "--Assistant:Embeddings:TimeoutSecondsMax=10",
                ],
                builder => builder.Logging.ClearProviders());
            await app.StartAsync();
            await AnswerEvaluation.LoadAsync(
                app.Services.GetRequiredService<AddDocument>(), shop, CancellationToken.None);
            var passages = (await app.Services.GetRequiredService<ListDocuments>()
                .HandleAsync(shop, CancellationToken.None)).Sum(document => document.Passages);
            var journal = app.Services.GetRequiredService<IJournal>();
            var stream = KnowledgeShelf.StreamOf(shop);
            var counts = app.Services.GetRequiredService<CountVectors>();
            while (true)
            {
                var version = (await journal.ReadAsync(stream, 0, CancellationToken.None)).Count;
                if ((await counts.HandleAsync(shop, CancellationToken.None))!.Values.Sum() >= passages)
                {
                    break;
                }

                await journal.WaitAsync(stream, version, CancellationToken.None);
            }

            await PrintQualityAsync(
                "hybrid", app.Services.GetRequiredService<SearchKnowledge>(), shop, isVerbose);
            await app.StopAsync();
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task PrintQualityAsync(
        string name, SearchKnowledge search, ShopDomain shop, bool isVerbose)
    {
        foreach (var file in new[] { AnswerEvaluation.Tuned, AnswerEvaluation.HeldOut })
        {
            var figures = await AnswerEvaluation.RunAsync(search, shop, CancellationToken.None, file);
            if (isVerbose)
            {
                Console.Error.WriteLine($"{name} {file}\n{string.Join('\n', figures.Wrong)}");
            }

            Console.WriteLine(JsonSerializer.Serialize(new
            {
                bench = "knowledge",
                search = name,
                set = file,
                questions = figures.Questions,
                recall_at_5 = Math.Round(figures.RecallAt5, 3),
                accuracy = Math.Round(figures.Accuracy, 3),
                quoted = Math.Round(figures.Quoted, 3),
                refused = Math.Round(figures.Refused, 3),
            }));
        }
    }

    /// <summary>Sections of the corpus's sentences, each about one of a thousand made-up products.</summary>
    internal static async Task<string[]> FillAsync(AddDocument add, ShopDomain shop, int passages)
    {
        var random = new Random(Seed);
        string[] sentences =
        [
            .. Directory.GetFiles(AnswerEvaluation.Folder, "*.md").Order(StringComparer.Ordinal)
                .SelectMany(File.ReadAllLines)
                .Where(line => line.Length > 40 && line[0] is not ('#' or '|')),
        ];
        string[] names = [.. Enumerable.Range(0, 1_000).Select(_ => NameOf(random))];
        for (var from = 0; from < passages; from += SectionsPerDocument)
        {
            var text = new StringBuilder("# Department ").Append(from / SectionsPerDocument).Append('\n');
            for (var section = from; section < Math.Min(from + SectionsPerDocument, passages); section++)
            {
                text.Append(CultureInfo.InvariantCulture, $"\n## {names[random.Next(names.Length)]} {section}\n\n");
                for (var length = 0; length < 550;)
                {
                    var sentence = $"{sentences[random.Next(sentences.Length)]} {names[random.Next(names.Length)]}. ";
                    text.Append(sentence);
                    length += sentence.Length;
                }

                text.Append('\n');
            }

            var name = $"{from}.md";
            if (await add.HandleAsync(new(shop, name, Encoding.UTF8.GetBytes(text.ToString())), CancellationToken.None)
                is not AddDocumentResult.Added)
            {
                throw new InvalidOperationException($"{name} was not added.");
            }
        }

        return names;
    }

    private static string NameOf(Random random) => string.Concat(
        Enumerable.Range(0, 3).Select(_ => $"{"bcdfgklmnprstvz"[random.Next(15)]}{"aeiou"[random.Next(5)]}"));

    private static async Task<(double Rate, double[] Milliseconds)> LoadAsync(
        SearchKnowledge search, ShopDomain shop, int clients, TimeSpan duration, string[] names)
    {
        var questions = AnswerEvaluation.Questions();
        var clock = Stopwatch.StartNew();
        var all = await Task.WhenAll(Enumerable.Range(0, clients).Select(client => Task.Run(async () =>
        {
            var random = new Random(client);
            List<double> mine = [];
            while (clock.Elapsed < duration)
            {
                var question = questions[random.Next(questions.Count)].Question;
                if (random.Next(2) == 0)
                {
                    question += $" {names[random.Next(names.Length)]}";
                }

                var started = Stopwatch.GetTimestamp();
                var found = await search.HandleAsync(shop, question, 5, CancellationToken.None);
                BestAnswer.Of(question, found);
                mine.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
                await Task.Yield();
            }

            return mine;
        })));
        double[] sorted = [.. all.SelectMany(mine => mine).Order()];
        return (sorted.Length / clock.Elapsed.TotalSeconds, sorted);
    }
}
