using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Cartwright.Assistant;
using Cartwright.Tests.Slices;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using static Cartwright.Tests.Assistant.ChatDesk;
using static Cartwright.Tests.Slices.ShopWorld;

namespace Cartwright.Tests.Assistant;

/// <summary>Who writes too much is told so politely, and takes nothing of what others have.</summary>
public sealed class ChatLimitsTests
{
    private const string Near = "203.0.113.1";
    private const string Far = "203.0.113.2";

    [Fact]
    public async Task Address_that_writes_too_much_is_told_to_wait_and_others_are_answered()
    {
        await using var shops = await WithAsync(Tulips, "--Assistant:MessagesPerMinutePerAddressMax=2");
        await SayAsync(shops, Near);
        await SayAsync(shops, Near);

        ShouldBeTooMany(await SendAsync(shops, Near));
        await SayAsync(shops, Far);
    }

    [Fact]
    public async Task Shop_that_is_written_to_too_much_answers_later_and_other_shops_now()
    {
        await using var shops = await WithAsync(Tulips, "--Assistant:MessagesPerMinutePerShopMax=2");
        await shops.ConnectAsync(Mugs);
        await SayAsync(shops, Near);
        await SayAsync(shops, Far);

        ShouldBeTooMany(await SendAsync(shops, "203.0.113.3"));
        await SayAsync(shops, Near, Mugs);
    }

    [Fact]
    public async Task Conversations_that_a_shop_may_not_begin_do_not_end_those_that_are_under_way()
    {
        await using var shops = await WithAsync(Tulips, "--Assistant:SessionsPerHourPerShopMax=2");
        var desk = new ChatDesk(shops);
        await desk.SayAsync("hello");
        await SayAsync(shops, Near);

        ShouldBeTooMany(await SendAsync(shops, Far));
        await desk.SayAsync("where is my order?");
    }

    [Fact]
    public async Task Address_that_begins_too_many_conversations_leaves_the_shops_others_theirs()
    {
        await using var shops = await WithAsync(
            Tulips, "--Assistant:SessionsPerHourPerAddressMax=2", "--Assistant:SessionsPerHourPerShopMax=3");
        await SayAsync(shops, Near);
        await SayAsync(shops, Near);

        ShouldBeTooMany(await SendAsync(shops, Near));
        ShouldBeTooMany(await SendAsync(shops, Near));
        await SayAsync(shops, Far);
    }

    [Fact]
    public async Task Messages_that_are_too_long_count_as_those_that_are_answered_do()
    {
        await using var shops = await WithAsync(
            Tulips, "--Assistant:MessagesPerMinutePerAddressMax=2", "--Assistant:MessageCharactersMax=100");
        var tooLong = new string('x', 101);
        (await SendAsync(shops, Near, message: tooLong)).Status.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        (await SendAsync(shops, Near, message: tooLong)).Status.ShouldBe(HttpStatusCode.RequestEntityTooLarge);

        ShouldBeTooMany(await SendAsync(shops, Near, message: tooLong));
        ShouldBeTooMany(await SendAsync(shops, Near));
        await SayAsync(shops, Far);
    }

    [Fact]
    public void One_address_may_by_default_begin_a_small_share_of_a_shops_conversations()
    {
        var standard = new AssistantOptions();

        (standard.SessionsPerHourPerAddressMax * 50).ShouldBeLessThanOrEqualTo(standard.SessionsPerHourPerShopMax);
    }

    [Fact]
    public async Task Stream_of_a_message_too_many_ends_with_the_polite_sentence()
    {
        await using var shops = await WithAsync(Tulips, "--Assistant:MessagesPerMinutePerAddressMax=1");
        await SayAsync(shops, Near);

        using var response = await PostAsync(shops, Near, Tulips, "/v1/chat/stream");

        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        text.ShouldContain("event: done");
        text.ShouldContain("wait a moment");
        text.ShouldContain("\"intent\":\"limited\"");
    }

    [Theory]
    [InlineData("MessageCharactersMax", "10", "from 50 to 10000.")]
    [InlineData("MessagesPerMinutePerSessionMax", "0", "from 1 to 10000.")]
    [InlineData("MessagesPerMinutePerAddressMax", "0", "from 1 to 100000.")]
    [InlineData("MessagesPerMinutePerShopMax", "0", "from 1 to 10000000.")]
    [InlineData("SessionsPerHourPerShopMax", "0", "from 1 to 10000000.")]
    [InlineData("SessionsPerHourPerAddressMax", "0", "from 1 to 1000000.")]
    public void Limit_that_is_none_stops_the_start_with_what_to_set(string setting, string value, string range)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([new($"Assistant:{setting}", value)]).Build();
        using var services = new ServiceCollection()
            .AddSingleton<IConfiguration>(configuration).AddAssistant().BuildServiceProvider();

        var wrong = Should.Throw<OptionsValidationException>(
            () => services.GetRequiredService<IOptions<AssistantOptions>>().Value);

        wrong.Failures.ShouldBe([$"Set Assistant:{setting} to a number {range}"]);
    }

    private static void ShouldBeTooMany((HttpStatusCode Status, JsonNode Answer) one)
    {
        one.Status.ShouldBe(HttpStatusCode.TooManyRequests);
        ReplyOf(one.Answer).ShouldBe("That was a lot at once. Please wait a moment before you write again.");
        IntentOf(one.Answer).ShouldBe("limited");
    }

    /// <summary>A first message, answered.</summary>
    private static async Task SayAsync(ShopWorld shops, string address, string shop = Tulips) =>
        (await SendAsync(shops, address, shop)).Status.ShouldBe(HttpStatusCode.OK);

    private static async Task<(HttpStatusCode Status, JsonNode Answer)> SendAsync(
        ShopWorld shops, string address, string shop = Tulips, string message = "hello")
    {
        using var response = await PostAsync(shops, address, shop, "/v1/chat", message);
        return (
            response.StatusCode,
            JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!);
    }

    private static async Task<HttpResponseMessage> PostAsync(
        ShopWorld shops, string address, string shop, string path, string message = "hello")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(path, UriKind.Relative))
        {
            Content = JsonContent.Create(new { shop, message }),
        };
        request.Headers.Add("Rye-Shopper-IP", address);
        return await shops.Merchant.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
