using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;

using Cartwright.Payments;
using Cartwright.Payments.Stripe;

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Cartwright.Tests.Payments;

/// <summary>A real server that answers as a test tells it, and the gateway that is pointed at it.</summary>
internal sealed class StripeStub : IAsyncDisposable
{
    private readonly WebApplication server;
    private readonly ServiceProvider services;
    private readonly ConcurrentDictionary<string, Func<HttpContext, Task>> routes = new();

    private StripeStub(WebApplication server, TimeProvider? clock, int findPagesMax)
    {
        this.server = server;
        var address = server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!;
        services = Services(new()
        {
            ["Payments:Stripe:BaseAddress"] = address.Addresses.Single() + "/",
            ["Payments:Stripe:FindPagesMax"] = findPagesMax.ToString(System.Globalization.CultureInfo.InvariantCulture),
        }, clock);
        Gateway = services.GetRequiredService<IPaymentGateway>();
    }

    public IPaymentGateway Gateway { get; }

    public ConcurrentQueue<SeenRequest> Seen { get; } = new();

    public static async Task<StripeStub> StartAsync(TimeProvider? clock = null, int findPagesMax = 3)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var server = builder.Build();
        StripeStub? stub = null;
        server.Run(context => stub!.AnswerAsync(context));
        await server.StartAsync();
        return stub = new(server, clock, findPagesMax);
    }

    public static ServiceProvider Services(Dictionary<string, string?> settings, TimeProvider? clock = null)
    {
        var all = new Dictionary<string, string?>
        {
            ["Payments:Stripe:SecretKey"] = "sk_test_51",
            ["Payments:Stripe:ReturnUrl"] = "https://shop.example/paid",
        };
        foreach (var (key, value) in settings) all[key] = value;
        var services = new ServiceCollection();
        services.AddLogging();
        if (clock is not null) services.AddSingleton(clock);
        services.AddStripe(new ConfigurationBuilder().AddInMemoryCollection(all).Build());
        return services.BuildServiceProvider();
    }

    /// <summary>Answers a route, such as <c>POST /v1/refunds</c>, with a status and a body from now on.</summary>
    public StripeStub On(string route, int status, string body, bool isReplay = false) => On(route, context =>
    {
        context.Response.StatusCode = status;
        if (isReplay) context.Response.Headers["Idempotent-Replayed"] = "true";
        return context.Response.WriteAsync(body, context.RequestAborted);
    });

    public StripeStub On(string route, Func<HttpContext, Task> answer)
    {
        routes[route] = answer;
        return this;
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var form = context.Request.HasFormContentType
            ? (await context.Request.ReadFormAsync()).ToDictionary(field => field.Key, field => field.Value.ToString())
            : [];
        var route = $"{context.Request.Method} {context.Request.Path}";
        Seen.Enqueue(new(
            route,
            context.Request.Query.ToDictionary(field => field.Key, field => field.Value.ToString()),
            form,
            context.Request.Headers.ToDictionary(field => field.Key, field => field.Value.ToString())));
        if (routes.TryGetValue(route, out var answer))
        {
            await answer(context);
            return;
        }

        context.Response.StatusCode = 500;
    }

    public async ValueTask DisposeAsync()
    {
        await services.DisposeAsync();
        await server.DisposeAsync();
    }

    public static string Intent(
        string status, string id = "pi_1", string key = "order_1:charge", string orderId = "order_1",
        long amount = 1234, string currency = "usd", string? error = null, string? url = null) => Json(new JsonObject
        {
            ["id"] = id,
            ["object"] = "payment_intent",
            ["status"] = status,
            ["amount"] = amount,
            ["amount_received"] = status == "succeeded" ? amount : 0,
            ["currency"] = currency,
            ["metadata"] = new JsonObject { ["order_id"] = orderId, ["charge_key"] = key },
            ["last_payment_error"] = error is null ? null : JsonNode.Parse(error),
            ["next_action"] = url is null
                ? null
                : new JsonObject
                {
                    ["type"] = "redirect_to_url",
                    ["redirect_to_url"] = new JsonObject { ["url"] = url },
                },
        });

    public static string Refund(
        string status, string id = "re_1", string? key = "order_1:refund", long amount = 1234) => Json(new JsonObject
        {
            ["id"] = id,
            ["object"] = "refund",
            ["status"] = status,
            ["amount"] = amount,
            ["currency"] = "usd",
            ["failure_reason"] = status == "failed" ? "lost_or_stolen_card" : null,
            ["metadata"] = key is null ? [] : new JsonObject { ["refund_key"] = key },
        });

    public static string Error(string type, string? code, string? declineCode = null, string? intent = null) =>
        $$"""{"error":{{ErrorPart(type, code, declineCode, intent)}}}""";

    public static string ErrorPart(string type, string? code, string? declineCode = null, string? intent = null) =>
        Json(new JsonObject
        {
            ["type"] = type,
            ["code"] = code,
            ["decline_code"] = declineCode,
            ["message"] = "Words that are not read.",
            ["payment_intent"] = intent is null ? null : JsonNode.Parse(intent),
        });

    public static string Page(bool hasMore, params string[] items) =>
        $$"""{"object":"list","has_more":{{(hasMore ? "true" : "false")}},"data":[{{string.Join(',', items)}}]}""";

    private static string Json(JsonObject value) => value.ToJsonString(JsonSerializerOptions.Default);
}

internal sealed record SeenRequest(
    string Route,
    IReadOnlyDictionary<string, string> Query,
    IReadOnlyDictionary<string, string> Form,
    IReadOnlyDictionary<string, string> Headers);
