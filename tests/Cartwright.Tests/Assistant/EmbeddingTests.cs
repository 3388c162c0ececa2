using Cartwright.Assistant.Knowledge;
using Cartwright.Assistant.Knowledge.Embeddings;
using Cartwright.Journal;
using Cartwright.Tests.Slices;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using static Cartwright.Tests.Assistant.AnEmbedder;
using static Cartwright.Tests.Assistant.AShelf;

namespace Cartwright.Tests.Assistant;

/// <summary>Vectors beside full text, from a model that the sandbox serves over OpenAI's protocol.</summary>
public sealed class EmbeddingTests
{
    private const string Safety = "# Safety\n\n## Animals\nBulbs are poisonous to dogs.\n\n## Gloves\nWear gloves.";
    private const string Paraphrase = "Is this dangerous for a puppy?";

    [Fact]
    public async Task Paraphrase_that_shares_no_word_is_found_by_its_vector_and_not_quoted_for_it_alone()
    {
        await using var embedder = await StartAsync();
        await using var shelf = await SafetyAsync(embedder);
        await using var alone = await AShelf.OpenAsync(World.IsOnPostgres);
        await alone.AddAsync(Tulips, "safety.md", Safety);

        var found = await shelf.SearchAsync(Tulips, Paraphrase);

        found[0].Text.ShouldContain("poisonous");
        (await alone.SearchAsync(Tulips, Paraphrase)).ShouldBeEmpty();
        BestAnswer.Of(Paraphrase, found).ShouldBeOfType<BestAnswer.Nothing>();
    }

    [Theory]
    [InlineData("status", 500)]
    [InlineData("status", 429)]
    [InlineData("status", 401)]
    [InlineData("refuse-connection", 500)]
    [InlineData("drop-before", 500)]
    [InlineData("truncated", 500)]
    [InlineData("not-json", 500)]
    [InlineData("huge", 500)]
    [InlineData("redirect", 500)]
    [InlineData("wrong-dimensions", 500)]
    public async Task Question_is_answered_by_full_text_while_the_endpoint_fails(string kind, int code)
    {
        await using var embedder = await StartAsync();
        await using var shelf = await SafetyAsync(embedder);
        await embedder.FaultAsync(kind, code);

        (await shelf.SearchAsync(Tulips, "May dogs eat bulbs?"))[0].Text.ShouldContain("poisonous");
        (await shelf.SearchAsync(Tulips, Paraphrase)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("delay")]
    [InlineData("slow-drip")]
    public async Task Endpoint_that_is_slow_is_waited_for_once_and_then_left_alone(string kind)
    {
        await using var embedder = await StartAsync();
        await using var shelf = await SafetyAsync(embedder, "--Assistant:Embeddings:TimeoutSecondsMax=0.2");
        await embedder.FaultAsync(kind);
        (await shelf.SearchAsync(Tulips, "May dogs eat bulbs?"))[0].Text.ShouldContain("poisonous");

        await embedder.FaultAsync();
        var heard = await embedder.HeardAsync();
        (await shelf.SearchAsync(Tulips, Paraphrase)).ShouldBeEmpty();
        (await embedder.HeardAsync()).Length.ShouldBe(heard.Length);
    }

    [Fact]
    public async Task Document_is_added_and_found_while_the_endpoint_refuses_the_key_and_its_work_is_kept()
    {
        await using var embedder = await StartAsync();
        await using var shelf = await AShelf.OpenAsync(
            World.IsOnPostgres, embedder.Settings("--Assistant:Embeddings:Key=another"));

        (await shelf.AddAsync(Tulips, "safety.md", Safety)).ShouldBeOfType<AddDocumentResult.Added>();

        (await Should.ThrowAsync<EmbeddingFailedException>(() => WorkAsync(shelf))).Message.ShouldContain("401");
        (await shelf.SearchAsync(Tulips, "May dogs eat bulbs?"))[0].Text.ShouldContain("poisonous");
        (await StoredAsync(shelf)).ShouldBe(0);
        (await QueuedAsync(shelf)).ShouldBe(1);
    }

    [Fact]
    public async Task Only_passages_that_changed_are_embedded_and_vectors_go_with_their_passages()
    {
        await using var embedder = await StartAsync();
        await using var shelf = await SafetyAsync(embedder);
        (await StoredAsync(shelf)).ShouldBe(2);
        var heard = await embedder.HeardAsync();

        await shelf.AddAsync(
            Tulips, "safety.md", Safety.Replace("Wear gloves", "Wear thick gloves", StringComparison.Ordinal));
        await WorkAsync(shelf);
        await shelf.AddAsync(Tulips, "safety.md", Safety + " ");
        await WorkAsync(shelf);

        (await embedder.HeardAsync()).Skip(heard.Length).ShouldBe(
            ["Safety\nGloves\nWear thick gloves.", "Safety\nGloves\nWear gloves."], ignoreOrder: true);
        (await StoredAsync(shelf)).ShouldBe(2);
        (await QueuedAsync(shelf)).ShouldBe(0);

        await shelf.Get<RemoveDocument>().HandleAsync(Tulips, "safety.md", Stop);
        (await StoredAsync(shelf)).ShouldBe(0);
        (await shelf.SearchAsync(Tulips, Paraphrase)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Another_model_embeds_everything_anew_and_its_vectors_are_never_mixed_with_the_old_ones()
    {
        await using var embedder = await StartAsync();
        await using var shelf = await SafetyAsync(embedder);
        await shelf.ReopenAsync(embedder.Settings("--Assistant:Embeddings:Model=sandbox-embed-2"));

        var heard = await embedder.HeardAsync();
        (await shelf.SearchAsync(Tulips, Paraphrase)).ShouldBeEmpty();
        (await embedder.HeardAsync()).Length.ShouldBe(heard.Length);
        await shelf.Get<EmbedPassages>().StartAsync(Stop);
        await WorkAsync(shelf);

        (await StoredAsync(shelf, "sandbox-embed-2")).ShouldBe(2);
        (await StoredAsync(shelf)).ShouldBe(0);
        (await shelf.SearchAsync(Tulips, Paraphrase))[0].Text.ShouldContain("poisonous");
        await shelf.ReopenAsync(embedder.Settings(
            "--Assistant:Embeddings:Model=sandbox-embed-2", "--Assistant:Embeddings:Dimensions=64"));
        await shelf.Get<EmbedPassages>().StartAsync(Stop);
        await WorkAsync(shelf);
        (await StoredAsync(shelf, "sandbox-embed-2@64")).ShouldBe(2);
        (await StoredAsync(shelf, "sandbox-embed-2")).ShouldBe(0);
    }

    [Fact]
    public async Task Process_that_dies_between_embedding_and_storing_leaves_the_work_to_be_done_again()
    {
        await using var embedder = await StartAsync();
        await using var shelf = await AShelf.OpenAsync(World.IsOnPostgres, embedder.Settings());
        await shelf.AddAsync(Tulips, "safety.md", Safety);
        var lease = (await shelf.Get<IJournal>().ClaimAsync(EmbedPassages.QueueName, 1, Stop)).Single();
        using var dying = new CancellationTokenSource();
        var generator = new DyingGenerator(dying);
        var options = shelf.Get<IOptions<EmbeddingOptions>>();
        using var embed = new EmbedTexts(generator, options, TimeProvider.System);
        var work = new EmbedPassages(
            embed, shelf.Get<VectorShelf>(), shelf.Get<KnowledgeShelf>(), shelf.Get<IJournal>(), options,
            TimeProvider.System);

        await Should.ThrowAsync<OperationCanceledException>(() => work.HandleAsync(lease, dying.Token));
        generator.Texts.ShouldBe(2);
        (await StoredAsync(shelf)).ShouldBe(0);

        await shelf.Get<EmbedPassages>().HandleAsync(lease, Stop);
        (await StoredAsync(shelf)).ShouldBe(2);
    }

    [Fact]
    public async Task Nothing_that_tells_who_a_shopper_is_or_what_they_ordered_is_sent()
    {
        await using var embedder = await StartAsync();
        await using var shelf = await SafetyAsync(embedder);

        await shelf.SearchAsync(
            Tulips,
            "I am ada@example.com, +49 170 1234567, my card is 4242 4242 4242 4242, order #1001 or EN2002: are bulbs poison?");

        var sent = (await embedder.HeardAsync())[^1];
        sent.ShouldContain("are bulbs poison?");
        foreach (var detail in new[] { "ada", "example.com", "170", "1234567", "4242", "1001", "2002" })
        {
            sent.ShouldNotContain(detail);
        }
    }

    [Fact]
    public async Task Nothing_is_sent_or_stored_without_a_model()
    {
        await using var embedder = await StartAsync();
        await using var shelf = await AShelf.OpenAsync(World.IsOnPostgres);
        await shelf.AddAsync(Tulips, "safety.md", Safety);
        await shelf.Get<EmbedPassages>().StartAsync(Stop);
        await WorkAsync(shelf);

        await shelf.SearchAsync(Tulips, Paraphrase);

        (await embedder.HeardAsync()).ShouldBeEmpty();
        (await StoredAsync(shelf)).ShouldBe(0);
        (await QueuedAsync(shelf)).ShouldBe(0);
        (await shelf.Get<CountVectors>().HandleAsync(Tulips, Stop)).ShouldBeNull();
    }

    [Fact]
    public async Task Question_that_was_asked_before_is_not_sent_again_and_shops_are_kept_apart()
    {
        await using var embedder = await StartAsync();
        await using var shelf = await SafetyAsync(embedder);
        await shelf.AddAsync(Mugs, "mugs.md", "Our mugs hold 300 ml.");
        await WorkAsync(shelf);
        await shelf.SearchAsync(Tulips, Paraphrase);
        var heard = await embedder.HeardAsync();

        await shelf.SearchAsync(Tulips, Paraphrase);
        var found = await shelf.SearchAsync(Mugs, Paraphrase);

        (await embedder.HeardAsync()).Length.ShouldBe(heard.Length);
        found.ShouldAllBe(passage => passage.Source == "mugs.md");
    }

    [Fact]
    public async Task Address_in_the_operators_own_network_is_not_called_unless_that_is_allowed()
    {
        await using var embedder = await StartAsync();
        await using var shelf = await AShelf.OpenAsync(
            World.IsOnPostgres, embedder.Settings("--Outbound:AllowPrivate=false"));
        await shelf.AddAsync(Tulips, "safety.md", Safety);

        await Should.ThrowAsync<EmbeddingFailedException>(() => WorkAsync(shelf));

        (await embedder.HeardAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Gateway_that_is_stopped_in_the_middle_embeds_after_its_next_start()
    {
        await using var world = await World.StartAsync(
            "--Assistant:Embeddings:BaseAddress={sandbox}/ai/v1", "--Assistant:Embeddings:Key=sandbox-model-key",
            "--Assistant:Embeddings:Model=sandbox-embed");
        await world.FaultAsync(
            new { target = "model", operation = "embeddings", kind = "delay", seconds = 3600, times = 1 });
        await world.Services.GetRequiredService<AddDocument>().HandleAsync(
            new(Tulips, "safety.md", System.Text.Encoding.UTF8.GetBytes(Safety)), Stop);
        await world.FaultStruckAsync("embeddings");

        await world.RestartAsync();

        var journal = world.Services.GetRequiredService<IJournal>();
        await journal.WaitAsync(KnowledgeShelf.StreamOf(Tulips), 1, Stop);
        (await world.Services.GetRequiredService<CountVectors>().HandleAsync(Tulips, Stop))!.Values.Sum().ShouldBe(2);
        var found = await world.Services.GetRequiredService<SearchKnowledge>().HandleAsync(Tulips, Paraphrase, 5, Stop);
        found[0].Text.ShouldContain("poisonous");
    }

    [Theory]
    [InlineData("--Assistant:Embeddings:Model=", "Assistant:Embeddings:Model")]
    [InlineData("--Assistant:Embeddings:BaseAddress=", "Assistant:Embeddings:BaseAddress")]
    [InlineData("--Assistant:Embeddings:BaseAddress=http://models.example/v1", "Assistant:Embeddings:BaseAddress")]
    [InlineData("--Assistant:Embeddings:Key=a b", "Assistant:Embeddings:Key")]
    [InlineData("--Assistant:Embeddings:Dimensions=0", "Assistant:Embeddings:Dimensions")]
    [InlineData("--Assistant:Embeddings:TimeoutSecondsMax=0", "Assistant:Embeddings:TimeoutSecondsMax")]
    public async Task Wrong_settings_are_told_with_what_to_set(string setting, string named)
    {
        await using var embedder = await StartAsync();
        await using var shelf = await AShelf.OpenAsync(false, embedder.Settings(setting));

        Should.Throw<OptionsValidationException>(() => shelf.Get<IOptions<EmbeddingOptions>>().Value)
            .Message.ShouldContain($"Set {named}");
    }

    private static async Task<AShelf> SafetyAsync(AnEmbedder embedder, params string[] settings)
    {
        // A busy machine is given time; what is slow on purpose sets less.
        var shelf = await AShelf.OpenAsync(
            World.IsOnPostgres,
            embedder.Settings(["--Assistant:Embeddings:TimeoutSecondsMax=20", .. settings]));
        await shelf.AddAsync(Tulips, "safety.md", Safety);
        await WorkAsync(shelf);
        return shelf;
    }

    private static async Task<int> QueuedAsync(AShelf shelf) => (int)(await shelf.Get<IJournal>().QueryAsync(
        "select count(*) from work where queue = @queue", row => row.GetInt64(0), [("queue", EmbedPassages.QueueName)],
        Stop)).Single();

    /// <summary>Gives vectors, and with them the process ends.</summary>
    private sealed class DyingGenerator(CancellationTokenSource dying) : IEmbeddingGenerator<string, Embedding<float>>
    {
        public int Texts { get; private set; }

        public async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
            IEnumerable<string> values, EmbeddingGenerationOptions? options, CancellationToken cancellationToken)
        {
            var texts = values.ToList();
            Texts += texts.Count;
            await dying.CancelAsync();
            return new(texts.Select(_ => new Embedding<float>(new float[] { 1, 0 })));
        }

        public object? GetService(Type serviceType, object? serviceKey) => null;

        public void Dispose()
        {
        }
    }
}
