using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Cartwright.Accounts;
using Cartwright.Api;
using Cartwright.Journal;
using Cartwright.Nodes;
using Cartwright.Shops;
using Cartwright.Tests.Slices;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using static Cartwright.Tests.Slices.ShopWorld;

namespace Cartwright.Tests.Api;

/// <summary>What a gateway lets in of one key, of one address, and at once.</summary>
public sealed class RequestLimitsTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Key_over_its_rate_is_told_to_wait_and_another_key_goes_on()
    {
        await using var shops = await StartAsync("--Api:RequestsPerSecondPerKeyMax=1");
        var other = await shops.World.Services.GetRequiredService<ApiKeys>()
            .CreateAsync("account_other", Billing.Card, "test", Stop);
        using var quiet = ClientOf(shops.World, other.Key.Reveal());

        // Two at once, and then one a second: of a crowd, most must wait.
        var answers = await Task.WhenAll(Enumerable.Range(0, 60).Select(_ => AskAsync(shops.Merchant)));

        var refused = answers.Where(answer => answer.Status == HttpStatusCode.TooManyRequests).ToList();
        refused.Count.ShouldBeGreaterThan(10);
        refused[0].Body["errors"]![0]!["extensions"]!["code"]!.GetValue<string>().ShouldBe("RATE_LIMITED");
        refused[0].Body["errors"]![0]!["extensions"]!["retryable"]!.GetValue<bool>().ShouldBeTrue();
        refused[0].RetryAfter.ShouldBe(TimeSpan.FromSeconds(1));
        (await AskAsync(quiet)).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Address_over_its_rate_without_a_key_is_told_to_wait_and_a_key_from_it_is_let_in()
    {
        await using var shops = await StartAsync("--Api:RequestsPerSecondPerAddressMax=1");
        using var keyless = Browser();
        keyless.BaseAddress = shops.World.Address;

        var answers = await Task.WhenAll(Enumerable.Range(0, 60).Select(_ => AskAsync(keyless)));

        answers.Select(answer => answer.Status).Distinct().Order().ShouldBe(
            [HttpStatusCode.Unauthorized, HttpStatusCode.TooManyRequests]);
        var refused = answers.First(answer => answer.Status == HttpStatusCode.TooManyRequests);
        refused.RetryAfter.ShouldBe(TimeSpan.FromSeconds(1));
        refused.Body["errors"]![0]!["message"]!.GetValue<string>().ShouldContain("without a key from this address");
        (await AskAsync(shops.Merchant)).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Address_that_keeps_trying_keys_is_told_to_wait_and_a_valid_key_from_it_is_let_in()
    {
        const int max = 5;
        await using var shops = await StartAsync($"--Api:RefusedPerMinutePerAddressMax={max}");
        List<HttpStatusCode> statuses = [];
        for (var guess = 0; guess < 2 * max; guess++)
        {
            using var guesser = ClientOf(shops.World, $"cw_guess{guess}");
            statuses.Add((await AskAsync(guesser)).Status);
        }

        statuses.Take(max).Distinct().ShouldBe([HttpStatusCode.Unauthorized]);
        statuses.Skip(max).Distinct().ShouldBe([HttpStatusCode.TooManyRequests]);
        (await AskAsync(shops.Merchant)).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Request_over_those_under_way_is_refused_at_once_and_probes_are_answered()
    {
        await using var shops = await WithAsync(
            Tulips, "--Api:RequestsAtOnceMax=1", "--Lookup:DeadlineSecondsMax=60", "--Shops:CallTimeoutSecondsMax=60");
        await shops.World.FaultAsync(
            new { target = $"shop:{Tulips}", operation = "graphql", kind = "delay", seconds = 60, times = 1 });
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var held = shops.Merchant.PostAsJsonAsync(
            $"/v1/shops/{Tulips}/orders/lookup", new { order = "#1001", email = Ada }, leaving.Token);
        while ((await FaultsAsync(shops))[0]!["hits"]!.GetValue<long>() == 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, Stop);
        }

        var (status, body, _) = await AskAsync(shops.Merchant);

        status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        body["errors"]![0]!["extensions"]!["code"]!.GetValue<string>().ShouldBe("OVERLOADED");
        using var ready = await shops.World.Outside.GetAsync(new Uri(shops.World.Address, "/health/ready"), Stop);
        ready.StatusCode.ShouldBe(HttpStatusCode.OK);
        await leaving.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => held);
    }

    [Fact]
    public async Task Process_that_is_behind_refuses_what_comes_beyond_a_few_requests_until_it_has_caught_up()
    {
        var (clock, waiting) = (new FakeTimeProvider(), new Queue<Action>());
        var options = Options.Create(new ApiOptions { RequestsAtOnceMin = 1, LagMillisecondsMax = 50 });
        var admission = new AdmissionLimit(options, new ThreadLag(clock, waiting.Enqueue), clock);
        var proxy = new AppProxy(Options.Create(new ShopOptions()), clock);
        await using var limits = new LimitRequests(options, proxy, null!, admission, new StepScheduler());
        var done = new TaskCompletionSource();
        var held = InvokeAsync(done.Task);

        var inTime = await InvokeAsync(Task.CompletedTask);
        clock.Advance(TimeSpan.FromMilliseconds(51));
        var momentary = await InvokeAsync(Task.CompletedTask);
        clock.Advance(TimeSpan.FromMilliseconds(100));
        var behind = await InvokeAsync(Task.CompletedTask);
        waiting.Dequeue()();
        var stillBehind = await InvokeAsync(Task.CompletedTask);
        waiting.Dequeue()();
        clock.Advance(TimeSpan.FromMilliseconds(20));
        var caughtUp = await InvokeAsync(Task.CompletedTask);
        clock.Advance(TimeSpan.FromMilliseconds(400));
        waiting.Dequeue()();
        clock.Advance(TimeSpan.FromMinutes(1));
        var longAfter = await InvokeAsync(Task.CompletedTask);
        done.SetResult();
        await held;
        var alone = await InvokeAsync(Task.CompletedTask);

        new[] { inTime, momentary, behind, stillBehind, caughtUp, longAfter, alone }
            .Select(http => http.Response.StatusCode).ShouldBe([200, 200, 503, 503, 200, 200, 200]);
        behind.Response.Headers.RetryAfter.ToString().ShouldBe("1");
        var body = (MemoryStream)behind.Response.Body;
        var error = JsonNode.Parse(body.ToArray())!["errors"]![0]!["extensions"]!;
        error["code"]!.GetValue<string>().ShouldBe("OVERLOADED");
        error["retryable"]!.GetValue<bool>().ShouldBeTrue();

        async Task<HttpContext> InvokeAsync(Task answered)
        {
            var http = new DefaultHttpContext { Response = { Body = new MemoryStream() } };
            http.Request.Path = "/v1/query";
            await limits.InvokeAsync(http, _ => answered);
            return http;
        }
    }

    /// <summary>However much waits for its turn, who is refused is told at once.</summary>
    [Fact]
    public async Task Refusal_does_not_wait_behind_the_requests_that_were_let_in()
    {
        const int straight = 64;
        const int more = 20;
        var clock = new FakeTimeProvider();
        var options = Options.Create(new ApiOptions
        {
            RequestsAtOnceMax = straight + more, LagMillisecondsMax = 0, RequestsPerSecondPerAddressMax = 1,
        });
        var proxy = new AppProxy(Options.Create(new ShopOptions()), clock);
        var steps = new StepScheduler(stepsAtOnceMax: 1);
        await using var limits = new LimitRequests(
            options, proxy, null!, new AdmissionLimit(options, new ThreadLag(clock, steps.Queue), clock), steps);
        using var isFree = new ManualResetEventSlim();
        steps.Queue(() => isFree.Wait(Stop));
        var served = 0;
        var isOver = new TaskCompletionSource();

        var first = Enumerable.Range(0, straight).Select(_ => InvokeAsync(null)).ToList();
        var ofAddress = Enumerable.Range(0, more).Select(_ => InvokeAsync(IPAddress.Loopback)).ToList();
        var overRate = await await Task.WhenAny(ofAddress);
        var last = Enumerable.Range(0, more).Select(_ => InvokeAsync(null)).ToList();
        var overloaded = await await Task.WhenAny(last);
        var servedBefore = served;
        isFree.Set();
        isOver.SetResult();

        servedBefore.ShouldBe(straight);
        overRate.ShouldBe(429);
        overloaded.ShouldBe(503);
        (await Task.WhenAll(first)).Distinct().ShouldBe([200]);
        (await Task.WhenAll([.. ofAddress, .. last])).Distinct().Order().ShouldBe([200, 429, 503]);

        async Task<int> InvokeAsync(IPAddress? address)
        {
            var http = new DefaultHttpContext { Response = { Body = new MemoryStream() } };
            http.Request.Path = "/v1/query";
            http.Connection.RemoteIpAddress = address;
            await limits.InvokeAsync(http, _ =>
            {
                Interlocked.Increment(ref served);
                return isOver.Task;
            });
            return http.Response.StatusCode;
        }
    }

    [Fact]
    public async Task Work_of_a_queue_takes_turns_and_the_lag_is_theirs()
    {
        var steps = new StepScheduler(stepsAtOnceMax: 1);
        var probe = new SchedulerProbe();
        await using var world = await World.StartAsync(builder => builder.Services
            .AddSingleton(steps).AddSingleton<IWorkHandler>(probe));
        await world.Services.GetRequiredService<IJournal>()
            .AppendAsync(new JournalAppend().Enqueue(probe.Queue, "one"), Stop);
        (await probe.Ran.WaitAsync(Stop)).ShouldBeSameAs(steps);

        using var isFree = new ManualResetEventSlim();
        steps.Queue(() => isFree.Wait(Stop));
        var lag = world.Services.GetRequiredService<ThreadLag>();
        var longest = TimeSpan.Zero;
        for (var look = 0; look < 100 && longest < TimeSpan.FromMilliseconds(200); look++)
        {
            longest = lag.Measure();
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Stop);
        }

        isFree.Set();
        longest.ShouldBeGreaterThanOrEqualTo(TimeSpan.FromMilliseconds(200));
    }

    private sealed class SchedulerProbe : IWorkHandler
    {
        private readonly TaskCompletionSource<TaskScheduler> ran =
            new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<TaskScheduler> Ran => ran.Task;

        public string Queue => "probe";

        public WorkLimits Limits { get; } = new(
            1, 1, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));

        public async Task HandleAsync(WorkLease lease, CancellationToken cancellationToken)
        {
            await Task.Yield();
            ran.TrySetResult(TaskScheduler.Current);
        }
    }

    /// <summary>What is let in makes others wait only later: by leaps, the number under way would swing.</summary>
    [Fact]
    public void Process_that_has_caught_up_lets_more_in_little_by_little()
    {
        const int min = 10;
        var (clock, waiting) = (new FakeTimeProvider(), new Queue<Action>());
        var admission = new AdmissionLimit(
            Options.Create(new ApiOptions { RequestsAtOnceMin = min, LagMillisecondsMax = 50 }),
            new ThreadLag(clock, waiting.Enqueue), clock);
        Admits(3_999).ShouldBeTrue();

        // A moment is no overload, and then it is.
        Admits(3_999, after: 60).ShouldBeTrue();
        Admits(3_999, after: 60).ShouldBeTrue();
        Admits(3_999, after: 60).ShouldBeFalse();
        Admits(3_498).ShouldBeTrue();
        for (var cut = 0; cut < 60; cut++)
        {
            clock.Advance(TimeSpan.FromMilliseconds(60));
            while (waiting.TryDequeue(out var taken)) taken();
            Admits(3_999).ShouldBeFalse();
        }

        Admits(min).ShouldBeFalse();
        Admits(min - 1).ShouldBeTrue();

        var most = new List<int> { min };
        for (var step = 0; step < 120; step++)
        {
            while (waiting.TryDequeue(out var taken)) taken();
            var others = most[^1];
            while (Admits(others, after: others == most[^1] ? 20 : 0)) others++;
            most.Add(others);
        }

        most.ShouldBe(most.Order());
        most.Zip(most.Skip(1)).ShouldAllBe(pair => pair.Second <= (pair.First * 17 / 16) + 1);
        most[^1].ShouldBe(4_000);

        bool Admits(int others, int after = 0)
        {
            clock.Advance(TimeSpan.FromMilliseconds(after));
            return admission.Admits(others);
        }
    }

    [Fact]
    public void Overload_of_a_while_ago_refuses_nobody()
    {
        var (clock, waiting) = (new FakeTimeProvider(), new Queue<Action>());
        var admission = new AdmissionLimit(
            Options.Create(new ApiOptions { RequestsAtOnceMin = 10, LagMillisecondsMax = 50 }),
            new ThreadLag(clock, waiting.Enqueue), clock);
        for (var step = 0; step < 60; step++)
        {
            admission.Admits(3_999);
            clock.Advance(TimeSpan.FromMilliseconds(500));
        }

        admission.Admits(3_999).ShouldBeFalse();
        while (waiting.TryDequeue(out var taken)) taken();
        clock.Advance(TimeSpan.FromSeconds(1.1));

        admission.Admits(3_999).ShouldBeTrue();
    }

    /// <summary>A client that takes both gets an ordinary answer to a query, and takes a place meanwhile.</summary>
    [Fact]
    public async Task Query_whose_sender_would_take_a_stream_too_counts_as_a_request()
    {
        var clock = new FakeTimeProvider();
        var proxy = new AppProxy(Options.Create(new ShopOptions()), clock);
        var options = Options.Create(new ApiOptions { RequestsAtOnceMax = 1 });
        await using var limits = new LimitRequests(
            options, proxy, null!, new AdmissionLimit(options, new ThreadLag(clock, _ => { }), clock),
            new StepScheduler());
        var done = new TaskCompletionSource();

        var held = InvokeAsync(done.Task);
        var second = await InvokeAsync(Task.CompletedTask);
        done.SetResult();
        var first = await held;
        var third = await InvokeAsync(Task.CompletedTask);

        new[] { first, second, third }.ShouldBe([200, 503, 200]);

        async Task<int> InvokeAsync(Task answered)
        {
            var http = new DefaultHttpContext { Response = { Body = new MemoryStream() } };
            http.Request.Path = "/v1/query";
            http.Request.Headers.Accept = "application/json, text/event-stream";
            await limits.InvokeAsync(http, _ => answered);
            return http.Response.StatusCode;
        }
    }

    private static async Task<JsonArray> FaultsAsync(ShopWorld shops) =>
        (await shops.World.Outside.GetFromJsonAsync<JsonArray>(
            new Uri(shops.World.SandboxAddress, "sandbox/faults"), Stop))!;

    private static async Task<(HttpStatusCode Status, JsonNode Body, TimeSpan? RetryAfter)> AskAsync(HttpClient client)
    {
        using var answer = await client.PostAsJsonAsync("/v1/query", new { query = "{__typename}" }, Stop);
        return (
            answer.StatusCode, JsonNode.Parse(await answer.Content.ReadAsStringAsync(Stop))!,
            answer.Headers.RetryAfter?.Delta);
    }
}
