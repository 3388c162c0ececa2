using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Reflection;
using System.Text.Json.Nodes;
using Cartwright.Assistant.Access;
using Cartwright.Journal;
using Cartwright.Shops;
using Cartwright.Tests.Slices;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Cartwright.Tests.Assistant;

/// <summary>What a stream says when the answer that it has begun can't be finished.</summary>
public sealed class ChatStreamTests
{
    private const string Page = "https://tulips.example";
    private const string Id = "0d6f1c4e7b9a4f0c8f3e2b1a09876543";

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

        events[0].EventType.ShouldBe("session");
        events[1].EventType.ShouldBe("progress");
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

    [Fact]
    public async Task Answer_that_fails_after_its_shopper_has_gone_is_told_to_the_operator_without_what_was_said()
    {
        using var log = new KeptLog();
        var disk = new FullDisk();
        var departure = new Departure();
        await using var world = await World.StartAsync(builder =>
        {
            disk.Configure(builder);
            builder.Logging.AddProvider(log);
            builder.Services.AddSingleton<IStartupFilter>(departure);
        });
        var key = await world.Services.GetRequiredService<WidgetKeys>().CreateAsync(
            ShopDomain.Parse(ShopWorld.Tulips), [Page], Stop);
        var full = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        disk.Full = full.Task;
        disk.IsFull = true;
        using (var request = Request(
            world, key.Key, new { message = "How long does delivery to Zebra Lane take?", messageId = Id }))
        {
            using var response = await world.Outside.SendAsync(
                request, HttpCompletionOption.ResponseHeadersRead, Stop);
            response.EnsureSuccessStatusCode();
        }

        await departure.Gone.WaitAsync(Stop);
        full.SetResult();

        await log.UntilAsync(line => line.StartsWith("A stream's answer failed", StringComparison.Ordinal), Stop);
        log.Lines.ShouldNotContain(line => line.Contains("Zebra", StringComparison.OrdinalIgnoreCase));
    }

    private static async Task<IReadOnlyList<SseItem<string>>> AskAsync(World world, string key, string message)
    {
        using var request = Request(world, key, new { message });
        using var response = await world.Outside.SendAsync(request, Stop);
        using var body = await response.Content.ReadAsStreamAsync(Stop);
        return [.. SseParser.Create(body).Enumerate()];
    }

    private static HttpRequestMessage Request(World world, string key, object body)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(world.Address, "/v1/chat/stream"))
        {
            Content = JsonContent.Create(body),
        };
        request.Headers.Add("X-Widget-Key", key);
        request.Headers.Add("Origin", Page);
        return request;
    }

    /// <summary>Knows when the gateway is done with the stream, whoever has ended it.</summary>
    private sealed class Departure : IStartupFilter
    {
        private readonly TaskCompletionSource gone = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Gone => gone.Task;

        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use((http, following) =>
            {
                if (http.Request.Path == "/v1/chat/stream")
                {
                    http.Response.OnCompleted(() =>
                    {
                        gone.TrySetResult();
                        return Task.CompletedTask;
                    });
                }

                return following(http);
            });
            next(app);
        };
    }

    /// <summary>Stands before the gateway's journal, and refuses every write while it is full.</summary>
    private sealed class FullDisk
    {
        public bool IsFull { get; set; }

        /// <summary>A write is refused when it has ended.</summary>
        public Task Full { get; set; } = Task.CompletedTask;

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
                ? new ValueTask<AppendResult>(RefuseAsync())
                : targetMethod.Invoke(Inner, args);

        private async Task<AppendResult> RefuseAsync()
        {
            await Disk.Full;
            throw new JournalUnavailableException("The disk is full.", mayBeWritten: false);
        }
    }
}
