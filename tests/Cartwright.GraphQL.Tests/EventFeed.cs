using System.Net;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Cartwright.GraphQL.Tests;

/// <summary>A source of numbers that a test feeds, and sees opened and disposed of.</summary>
internal sealed class EventFeed
{
    public Channel<int> Numbers { get; } = Channel.CreateUnbounded<int>();
    public TaskCompletionSource Read { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    public TaskCompletionSource Disposed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    public TaskCompletionSource Stuck { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Tells of a resolver that began to wait, and of its token having been cancelled.</summary>
    public TaskCompletionSource Waiting { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    public TaskCompletionSource Cancelled { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Send(params int[] numbers)
    {
        foreach (var number in numbers) Numbers.Writer.TryWrite(number).ShouldBeTrue();
    }

    public async IAsyncEnumerable<int> All([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        try
        {
            Read.TrySetResult();
            await foreach (var number in Numbers.Reader.ReadAllAsync(cancellationToken)) yield return number;
        }
        finally
        {
            Disposed.TrySetResult();
        }
    }

    /// <summary>Waits by the token of the request that opened it, and not by its enumerator's.</summary>
    public async IAsyncEnumerable<int> Waiter(FieldRequest request)
    {
        try
        {
            Read.TrySetResult();
            await Stuck.Task.WaitAsync(request.CancellationToken);
            yield return 1;
        }
        finally
        {
            Disposed.TrySetResult();
        }
    }

    public async IAsyncEnumerable<int> Deaf()
    {
        try
        {
            Read.TrySetResult();
            await Stuck.Task;
            yield return 1;
        }
        finally
        {
            Disposed.TrySetResult();
        }
    }

    public async ValueTask<string?> WaitAsync(CancellationToken cancellationToken)
    {
        Waiting.TrySetResult();
        try
        {
            await Stuck.Task.WaitAsync(cancellationToken);
            return "done";
        }
        catch (OperationCanceledException)
        {
            Cancelled.TrySetResult();
            throw;
        }
    }

    public async ValueTask<string?> WaitDeafAsync()
    {
        Waiting.TrySetResult();
        await Stuck.Task;
        return "late";
    }
}

/// <summary>A host on a free port whose schema streams an <see cref="EventFeed"/>.</summary>
internal sealed class EventHost : IAsyncDisposable
{
    private const string Sdl = """
        type Query { hello: String! wait: String waitDeaf: String raw: Raw }
        type Mutation { change: String! wait: String }
        type Subscription { numbers: Number! asked: Number! refused: Number! crashed: Number deaf: Number! last: Int }
        type Number { value: Int! even: Boolean! slow: String wait: String noted: Boolean }
        scalar Raw
        """;

    private EventHost(WebApplication app, EventFeed feed, FakeTimeProvider clock, List<string> codes)
    {
        (App, Feed, Clock, Codes) = (app, feed, clock, codes);
        Client = new HttpClient(new SocketsHttpHandler()) { BaseAddress = new Uri(app.Urls.Single()) };
    }

    public WebApplication App { get; }
    public EventFeed Feed { get; }
    public FakeTimeProvider Clock { get; }
    public HttpClient Client { get; }

    /// <summary>The codes that the host was told of, in order.</summary>
    public List<string> Codes { get; }

    public List<Exception> Failures { get; } = [];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static async Task<EventHost> StartAsync(int subscriptionsMax = 10)
    {
        var (feed, clock, codes) = (new EventFeed(), new FakeTimeProvider(), new List<string>());
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        EventHost? host = null;
        app.MapGraphQL("/graphql",
            new GraphQLEngine(Schema(feed), new() { ExecutionSecondsMax = 20 }, (e, _) => host!.Failures.Add(e), clock),
            new GraphQLHttpOptions
            {
                SubscriptionsMax = subscriptionsMax,
                SubscriptionSecondsMax = 600,
                HeartbeatSeconds = 15,
                OnErrorCode = (_, code) => codes.Add(code),
                BeforeExecution = (http, _) => new(http.Request.Headers.ContainsKey("X-Stranger")
                    ? new GraphQLRefusal(401, "UNAUTHENTICATED", "Send a key.") : null),
                AfterExecution = (http, _) =>
                {
                    http.Response.Headers["X-After"] = "yes";
                    return default;
                },
            });
        await app.StartAsync(Stop);
        return host = new EventHost(app, feed, clock, codes);
    }

    public static Schema Schema(EventFeed feed) => new SchemaBuilder(Sdl)
        .Scalar<string>("Raw", (writer, text) => writer.WriteRawValue(text), json => json.GetRawText())
        .Root("Query", t => t
            .Field("hello", _ => "Hello")
            .FieldAsync("wait", r => feed.WaitAsync(r.CancellationToken))
            .FieldAsync("waitDeaf", _ => feed.WaitDeafAsync())
            .Field("raw", string? (_) => "[1,\r\n2]"))
        .Root("Mutation", t => t
            .Field("change", _ => "changed")
            .FieldAsync("wait", r => feed.WaitAsync(r.CancellationToken)))
        .Subscription("Subscription", t => t
            .Stream("numbers", _ => feed.All())
            .Stream("asked", r => feed.Waiter(r))
            .Stream("deaf", _ => feed.Deaf())
            .Stream("last", _ => feed.All())
            .StreamAsync("refused", async ValueTask<IAsyncEnumerable<int>> (_) =>
            {
                await Task.Yield();
                throw new GraphQLException("There is none.", "NONE");
            })
            .Stream("crashed", IAsyncEnumerable<int?> (_) => throw new InvalidOperationException("secret")))
        .Object<int>("Number", t => t
            .Field("value", number => number)
            .Field("even", number => number % 2 == 0
                ? true : throw new GraphQLException($"{number} is odd.", "ODD"))
            .FieldAsync("slow", async (number, _) =>
            {
                await Task.Yield();
                return $"slow {number}";
            })
            .FieldAsync("wait", (_, r) => feed.WaitAsync(r.CancellationToken))
            .Field("noted", (number, r) =>
            {
                if (number == 1) r.Extensions.Set("first", true);
                return (bool?)true;
            }))
        .Build();

    /// <summary>Sends a document and answers as soon as the response's headers are there.</summary>
    public async Task<HttpResponseMessage> SendAsync(
        string document, string? accept = "text/event-stream", bool isGet = false, CancellationToken? cancel = null)
    {
        using var request = isGet
            ? new HttpRequestMessage(HttpMethod.Get, "/graphql?query=" + Uri.EscapeDataString(document))
            : new HttpRequestMessage(HttpMethod.Post, "/graphql")
            {
                Content = new StringContent($$"""{"query":"{{document}}"}""", null, "application/json"),
            };
        if (accept is not null) request.Headers.TryAddWithoutValidation("Accept", accept);
        return await Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel ?? Stop);
    }

    /// <summary>Opens a stream whose source is being read.</summary>
    public async Task<(HttpResponseMessage Response, StreamReader Lines)> OpenAsync(string document)
    {
        var response = await SendAsync(document);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        await Feed.Read.Task.WaitAsync(Stop);
        var lines = new StreamReader(await response.Content.ReadAsStreamAsync(Stop));
        (await lines.ReadLineAsync(Stop)).ShouldBe(":");
        (await lines.ReadLineAsync(Stop)).ShouldBe("");
        return (response, lines);
    }

    public async ValueTask DisposeAsync()
    {
        Feed.Stuck.TrySetResult();
        Client.Dispose();
        await App.DisposeAsync();
    }
}
