using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http;

namespace Cartwright.Tests.FaultMatrix;

/// <summary>
/// All calls that a gateway makes, by the names that the sandbox's fault rules use. It counts them, leads a call to a
/// door that is shut, and can hold up what comes after a fault, so that a test sees what a client sees just then.
/// </summary>
internal sealed partial class OutsideCalls
{
    private static readonly (string Name, HttpMethod Method, Regex Path)[] s_names =
    [
        ("create_session", HttpMethod.Post, CreateSession()),
        ("complete", HttpMethod.Post, Complete()),
        ("cancel_session", HttpMethod.Post, CancelSession()),
        ("get_session", HttpMethod.Get, GetSession()),
        ("get_order", HttpMethod.Get, GetOrder()),
        ("create_payment_intent", HttpMethod.Post, PaymentIntents()),
        ("list_payment_intents", HttpMethod.Get, PaymentIntents()),
        ("search", HttpMethod.Get, Search()),
        ("get_payment_intent", HttpMethod.Get, PaymentIntent()),
        ("capture", HttpMethod.Post, Capture()),
        ("cancel", HttpMethod.Post, Cancel()),
        ("refund", HttpMethod.Post, Refunds()),
        ("list_refunds", HttpMethod.Get, Refunds()),
        ("token", HttpMethod.Post, Token()),
        ("graphql", HttpMethod.Post, GraphQL()),
        ("webhook", HttpMethod.Post, Hooks()),
    ];

    private volatile Watch watch = new([], null, null, holdsAfter: null);

    /// <summary>For <see cref="Slices.World.StartAsync(Action{WebApplicationBuilder}, string[])"/>.</summary>
    public void AddTo(WebApplicationBuilder builder) =>
        builder.Services.PostConfigureAll<HttpClientFactoryOptions>(options =>
            options.HttpMessageHandlerBuilderActions.Add(client =>
            {
                client.AdditionalHandlers.Add(new Watched(this));
                // A call on a connection that was used before is sent again by the client itself when it breaks.
                if (client.PrimaryHandler is SocketsHttpHandler sockets)
                {
                    sockets.PooledConnectionLifetime = TimeSpan.Zero;
                }
            }));

    /// <param name="struck">The operations of the call; the last is the one that the fault ends with.</param>
    /// <param name="door">Where the call is led instead; null for where it goes.</param>
    /// <param name="times">How often it is led there; null for as long as it lasts.</param>
    /// <param name="holdsAfter">After how many strikes all calls wait until they are let go; null for never.</param>
    public Watch Watch(IReadOnlyList<string> struck, Uri? door, int? times, int? holdsAfter) =>
        watch = new(struck, door, times, holdsAfter);

    private static string NameOf(HttpRequestMessage request)
    {
        var path = request.RequestUri!.AbsolutePath;
        return Array.Find(s_names, row => row.Method == request.Method && row.Path.IsMatch(path)).Name ?? "other";
    }

    private sealed class Watched(OutsideCalls calls) : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken) =>
            calls.watch.PassAsync(
                NameOf(request), request, () => base.SendAsync(request, cancellationToken), cancellationToken);
    }

    [GeneratedRegex("/checkout-sessions$")]
    private static partial Regex CreateSession();

    [GeneratedRegex("/checkout-sessions/[^/]+/complete$")]
    private static partial Regex Complete();

    [GeneratedRegex("/checkout-sessions/[^/]+/cancel$")]
    private static partial Regex CancelSession();

    [GeneratedRegex("/checkout-sessions/[^/]+$")]
    private static partial Regex GetSession();

    [GeneratedRegex("/orders/[^/]+$")]
    private static partial Regex GetOrder();

    [GeneratedRegex("/payment_intents$")]
    private static partial Regex PaymentIntents();

    [GeneratedRegex("/payment_intents/search$")]
    private static partial Regex Search();

    [GeneratedRegex("/payment_intents/[^/]+$")]
    private static partial Regex PaymentIntent();

    [GeneratedRegex("/payment_intents/[^/]+/capture$")]
    private static partial Regex Capture();

    [GeneratedRegex("/payment_intents/[^/]+/cancel$")]
    private static partial Regex Cancel();

    [GeneratedRegex("/refunds$")]
    private static partial Regex Refunds();

    [GeneratedRegex("/oauth/access_token$")]
    private static partial Regex Token();

    [GeneratedRegex("/graphql.json$")]
    private static partial Regex GraphQL();

    [GeneratedRegex("/hooks$")]
    private static partial Regex Hooks();
}

/// <summary>The calls of one cell of the matrix.</summary>
internal sealed class Watch(IReadOnlyList<string> struck, Uri? door, int? times, int? holdsAfter)
{
    private readonly ConcurrentDictionary<string, int> counts = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource held = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource letGo = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int strikes;
    private volatile bool isLifted;

    /// <summary>Ends when a call waits that came after the fault: the gateway knows then what came of it.</summary>
    public Task Held => held.Task;

    /// <summary>How often the call has ended.</summary>
    public int Strikes => Volatile.Read(ref strikes);

    /// <summary>How often the call was made, or the first of those that it consists of.</summary>
    public int Count => counts.GetValueOrDefault(struck[0]);

    public void LetGo() => letGo.TrySetResult();

    /// <summary>No call is led to another door any more.</summary>
    public void Lift() => isLifted = true;

    public async Task<HttpResponseMessage> PassAsync(
        string name, HttpRequestMessage request, Func<Task<HttpResponseMessage>> send,
        CancellationToken cancellationToken)
    {
        if (Strikes >= holdsAfter)
        {
            held.TrySetResult();
            await letGo.Task.WaitAsync(cancellationToken);
        }

        var count = counts.AddOrUpdate(name, 1, (_, before) => before + 1);
        if (!struck.Contains(name))
        {
            return await send();
        }

        if (door is not null && !isLifted && (times is null || count <= times))
        {
            request.RequestUri = new(door, request.RequestUri!.PathAndQuery);
        }

        try
        {
            return await send();
        }
        finally
        {
            if (name == struck[^1])
            {
                Interlocked.Increment(ref strikes);
            }
        }
    }
}
