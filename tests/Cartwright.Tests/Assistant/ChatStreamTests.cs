using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Reflection;
using System.Text.Json.Nodes;
using Cartwright.Assistant.Access;
using Cartwright.Journal;
using Cartwright.Shops;
using Cartwright.Tests.Slices;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Tests.Assistant;

/// <summary>What a stream says when the answer that it has begun can't be finished.</summary>
public sealed class ChatStreamTests
{
    private const string Page = "https://tulips.example";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("How long does delivery take?", "en", "I can't answer right now. Please try again in a moment.")]
    [InlineData("Wie lange dauert die Lieferung?", "de", "Ich kann gerade nicht antworten. ")]
    public async Task Stream_that_fails_in_the_middle_ends_with_an_error_and_a_sentence_for_the_shopper(
        string message, string language, string sentence)
    {
        var disk = new FullDisk();
        await using var world = await World.StartAsync(disk.Configure);
        var key = await world.Services.GetRequiredService<WidgetKeys>().CreateAsync(
            ShopDomain.Parse(ShopWorld.Tulips), [Page], Stop);
        disk.IsFull = true;

        var events = await AskAsync(world, key.Key, message);

        events[0].EventType.ShouldBe("progress");
        var error = events[^1];
        error.EventType.ShouldBe("error");
        var fault = JsonNode.Parse(error.Data)!;
        fault["code"]!.GetValue<string>().ShouldBe("SERVICE_UNAVAILABLE");
        fault["text"]!.GetValue<string>().ShouldStartWith(sentence);
        fault["language"]!.GetValue<string>().ShouldBe(language);
        events.ShouldAllBe(one => !one.Data.Contains("disk", StringComparison.OrdinalIgnoreCase));

        disk.IsFull = false;
        (await AskAsync(world, key.Key, message))[^1].EventType.ShouldBe("done");
    }

    private static async Task<IReadOnlyList<SseItem<string>>> AskAsync(World world, string key, string message)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(world.Address, "/v1/chat/stream"))
        {
            Content = JsonContent.Create(new { message }),
        };
        request.Headers.Add("X-Widget-Key", key);
        request.Headers.Add("Origin", Page);
        using var response = await world.Outside.SendAsync(request, Stop);
        using var body = await response.Content.ReadAsStreamAsync(Stop);
        return [.. SseParser.Create(body).Enumerate()];
    }

    /// <summary>Stands before the gateway's journal, and refuses every write while it is full.</summary>
    private sealed class FullDisk
    {
        public bool IsFull { get; set; }

        /// <summary>The container's own callback runs after the program has registered its journal.</summary>
        public void Configure(WebApplicationBuilder builder) =>
            builder.Host.ConfigureContainer<IServiceCollection>((_, services) =>
            {
                var own = services.Last(service => service.ServiceType == typeof(IJournal));
                services.AddSingleton(provider =>
                {
                    var journal = DispatchProxy.Create<IJournal, RefusingJournal>();
                    var refusing = (RefusingJournal)(object)journal;
                    (refusing.Inner, refusing.Disk) = ((IJournal)own.ImplementationFactory!(provider), this);
                    return journal;
                });
            });
    }

    // CA1852: DispatchProxy derives from it.
#pragma warning disable CA1852
    private class RefusingJournal : DispatchProxy
#pragma warning restore CA1852
    {
        public IJournal Inner { get; set; } = null!;

        public FullDisk Disk { get; set; } = null!;

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
            targetMethod!.Name == nameof(IJournal.AppendAsync) && Disk.IsFull
                ? throw new JournalUnavailableException("The disk is full.", mayBeWritten: false)
                : targetMethod.Invoke(Inner, args);
    }
}
