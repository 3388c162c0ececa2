using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Cartwright.Assistant.Knowledge;
using Cartwright.Shops;
using Cartwright.Tests.Slices;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using static Cartwright.Tests.Assistant.ChatDesk;
using static Cartwright.Tests.Slices.ShopWorld;

namespace Cartwright.Tests.Assistant;

/// <summary>The assistant with a model, which the sandbox serves over OpenAI's protocol.</summary>
public sealed class ModelTests
{
    private const string Returns = "# Returns\n\nYou may return flowers within 14 days. Write to returns@tulips.example.";
    private const string Quoted = "“You may return flowers within 14 days.";

    public static string[] Settings(string model, params string[] others) =>
    [
        "--Assistant:Model:BaseAddress={sandbox}/ai/v1", "--Assistant:Model:Key=sandbox-model-key",
        $"--Assistant:Model:Name={model}", "--Assistant:MessagesPerMinutePerShopMax=10000",
        "--Assistant:MessagesPerMinutePerAddressMax=10000", .. others,
    ];

    [Fact]
    public async Task Answer_is_in_the_models_words_and_cites_its_passage()
    {
        await using var shops = await ModelAsync("sandbox-honest");

        var answer = await new ChatDesk(shops).SayAsync("How long may I return flowers?");

        ReplyOf(answer).ShouldBe("You may return flowers within 14 days. [1]");
        answer["sources"]!.AsArray().Single()!["source"]!.GetValue<string>().ShouldBe("returns.md");
    }

    [Fact]
    public async Task Courtesies_of_the_model_are_left_out()
    {
        await using var shops = await ModelAsync("sandbox-talkative");

        ReplyOf(await new ChatDesk(shops).SayAsync("How long may I return flowers?"))
            .ShouldBe("You may return flowers within 14 days. [1]");
    }

    [Theory]
    [InlineData("sandbox-inventive")]
    [InlineData("sandbox-careless")]
    public async Task Answer_that_is_not_in_the_passages_or_cites_none_is_replaced_by_a_quote(string model)
    {
        await using var shops = await ModelAsync(model);

        var reply = ReplyOf(await new ChatDesk(shops).SayAsync("How long may I return flowers?"));

        reply.ShouldStartWith(Quoted);
        reply.ShouldNotContain("999");
    }

    [Fact]
    public async Task Question_that_the_passages_do_not_answer_is_not_answered()
    {
        await using var shops = await ModelAsync("sandbox-honest");

        var answer = await new ChatDesk(shops).SayAsync("Do your elephants play chess?");

        ReplyOf(answer).ShouldContain("I don't have an answer to that");
        answer["sources"]!.AsArray().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("status", 500)]
    [InlineData("status", 429)]
    [InlineData("status", 401)]
    [InlineData("status", 404)]
    [InlineData("refuse-connection", 0)]
    [InlineData("drop-before", 0)]
    [InlineData("truncated", 0)]
    [InlineData("not-json", 0)]
    [InlineData("redirect", 0)]
    public async Task Model_that_is_down_falls_back_to_quoting(string kind, int code)
    {
        await using var shops = await ModelAsync("sandbox-honest");
        await shops.World.FaultAsync(code == 0
            ? new { target = "model", operation = "chat", kind }
            : new { target = "model", operation = "chat", kind, code });

        ReplyOf(await new ChatDesk(shops).SayAsync("How long may I return flowers?")).ShouldStartWith(Quoted);
    }

    [Fact]
    public async Task Model_that_fails_once_is_asked_again()
    {
        await using var shops = await ModelAsync("sandbox-honest");
        await shops.World.FaultAsync(new { target = "model", operation = "chat", kind = "status", code = 503, times = 1 });

        ReplyOf(await new ChatDesk(shops).SayAsync("How long may I return flowers?")).ShouldEndWith("[1]");
    }

    [Fact]
    public async Task Model_that_is_slow_is_not_waited_for_beyond_the_deadline()
    {
        await using var shops = await ModelAsync("sandbox-honest", "--Assistant:Model:DeadlineSecondsMax=1");
        await shops.World.FaultAsync(new { target = "model", operation = "chat", kind = "delay", seconds = 3600 });

        ReplyOf(await new ChatDesk(shops).SayAsync("How long may I return flowers?")).ShouldStartWith(Quoted);
    }

    [Fact]
    public async Task Model_that_keeps_failing_is_left_alone_for_a_while()
    {
        await using var shops = await ModelAsync("sandbox-honest", "--Assistant:Model:TriesMax=1");
        await shops.World.FaultAsync(new { target = "model", operation = "chat", kind = "status", code = 500, times = 3 });
        var desk = new ChatDesk(shops);
        for (var failed = 0; failed < 3; failed++)
        {
            ReplyOf(await desk.SayAsync("How long may I return flowers?")).ShouldStartWith(Quoted);
        }

        // The endpoint would answer again; it is not asked yet.
        ReplyOf(await desk.SayAsync("How long may I return flowers?")).ShouldStartWith(Quoted);
    }

    [Fact]
    public async Task Shop_that_has_used_up_its_tokens_is_answered_by_quotes()
    {
        await using var shops = await ModelAsync("sandbox-honest", "--Assistant:Model:TokensPerDayPerShopMax=1000");
        var desk = new ChatDesk(shops);

        ReplyOf(await desk.SayAsync("How long may I return flowers?")).ShouldEndWith("[1]");
        ReplyOf(await desk.SayAsync("How long may I return flowers?")).ShouldStartWith(Quoted);
    }

    [Fact]
    public async Task Stream_writes_the_answer_once_and_ends_with_the_whole()
    {
        await using var shops = await ModelAsync("sandbox-honest");
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/v1/chat/stream", UriKind.Relative))
        {
            Content = JsonContent.Create(new { shop = Tulips, message = "How long may I return flowers?" }),
        };

        using var response = await shops.Merchant.SendAsync(request, TestContext.Current.CancellationToken);
        var events = (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))
            .Split("\n\n", StringSplitOptions.RemoveEmptyEntries);

        string Data(string kind) => string.Concat(events
            .Where(one => one.StartsWith($"event: {kind}\n", StringComparison.Ordinal))
            .Select(one => JsonNode.Parse(one.Split("data: ")[1])!)
            .Select(data => (data["text"] ?? data["reply"])!.GetValue<string>()));
        Data("reply").ShouldBe("You may return flowers within 14 days. [1]");
        Data("done").ShouldBe(Data("reply"));
    }

    [Fact]
    public async Task Order_of_the_conversation_is_data_for_the_model_without_its_shoppers_details()
    {
        await using var shops = await ModelAsync("sandbox-honest");
        var desk = new ChatDesk(shops);
        CodeOf(await desk.SayAsync($"order #1001, {Ada}")).ShouldBe("FOUND");

        var answer = await desk.SayAsync("Do you always deliver on the same weekday?");

        ReplyOf(answer).ShouldStartWith("Delivered on");
        answer["sources"]!.AsArray().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("--Assistant:Model:Name=", "Assistant:Model:Name")]
    [InlineData("--Assistant:Model:BaseAddress=ftp://models.example/", "Assistant:Model:BaseAddress")]
    [InlineData("--Assistant:Model:BaseAddress=http://models.example/v1", "Assistant:Model:BaseAddress")]
    [InlineData("--Assistant:Model:DeadlineSecondsMax=0", "Assistant:Model:DeadlineSecondsMax")]
    [InlineData("--Assistant:Model:Key=a b", "Assistant:Model:Key")]
    public async Task Wrong_settings_stop_the_start_and_name_what_to_set(string setting, string named)
    {
        var wrong = await Should.ThrowAsync<OptionsValidationException>(
            async () => await (await ShopWorld.StartAsync(Settings("sandbox-honest", setting))).DisposeAsync());

        wrong.Message.ShouldContain($"Set {named}");
    }

    private static async Task<ShopWorld> ModelAsync(string model, params string[] others)
    {
        var shops = await WithAsync(Tulips, Settings(model, others));
        (await shops.World.Services.GetRequiredService<AddDocument>().HandleAsync(
            new(ShopDomain.Parse(Tulips), "returns.md", Encoding.UTF8.GetBytes(Returns)),
            TestContext.Current.CancellationToken)).ShouldBeOfType<AddDocumentResult.Added>();
        return shops;
    }
}
