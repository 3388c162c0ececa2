using Cartwright.Accounts;
using Cartwright.GraphQL;
using Cartwright.Journal;
using Cartwright.Nodes;
using Microsoft.Extensions.Options;

namespace Cartwright.Api;

/// <summary>Serves the checkout contract.</summary>
public static partial class ApiRegistration
{
    public const string Path = "/v1/query";
    internal const string NoImagePath = "/v1/no-image.svg";
    internal const string StatusItem = "status";

    /// <summary>What an item's name begins with that is a header of the answer.</summary>
    internal const string HeaderItem = "header:";
    private const string ShopperIpHeader = "Rye-Shopper-IP";

    private const string NoImage = """
        <svg xmlns="http://www.w3.org/2000/svg" width="200" height="200" viewBox="0 0 200 200" role="img">
        <title>No picture</title>
        <rect width="200" height="200" fill="#eceff1"/>
        <path d="M50 140 85 90 110 122 128 102 150 140Z" fill="#b0bec5"/>
        <circle cx="132" cy="68" r="12" fill="#b0bec5"/>
        </svg>
        """;

    public static IServiceCollection AddApi(this IServiceCollection services)
    {
        services.AddSettings<ApiOptions>("Api")
            .Validate(
                options => options.PublicUrl is null or { IsAbsoluteUri: true, Scheme: "http" or "https" },
                "Set Api:PublicUrl to the address clients use, such as https://orders.example, or leave it out.")
            .Validate(
                options => options.QuerySecondsMax is >= 1 and <= 3_600, "Set Api:QuerySecondsMax to 1 to 3600.")
            .Validate(
                options => options.RequestsPerSecondPerKeyMax is >= 0 and <= 1_000_000,
                "Set Api:RequestsPerSecondPerKeyMax to 0 to 1000000.")
            .Validate(
                options => options.RequestsPerSecondPerAddressMax is >= 0 and <= 1_000_000,
                "Set Api:RequestsPerSecondPerAddressMax to 0 to 1000000.")
            .Validate(
                options => options.RefusedPerMinutePerAddressMax is >= 0 and <= 1_000_000,
                "Set Api:RefusedPerMinutePerAddressMax to 0 to 1000000.")
            .Validate(
                options => options.RequestsAtOnceMax is >= 1 and <= 100_000,
                "Set Api:RequestsAtOnceMax to 1 to 100000.")
            .Validate(
                options => options.RequestsAtOnceMin is >= 0 and <= 100_000,
                "Set Api:RequestsAtOnceMin to 0 to 100000.")
            .Validate(
                options => options.LagMillisecondsMax is >= 0 and <= 60_000,
                "Set Api:LagMillisecondsMax to 0 to 60000.")
            .Validate(
                options => options.SubscriptionsMax is >= 0 and <= 100_000,
                "Set Api:SubscriptionsMax to 0 to 100000.")
            .Validate(
                options => options.SubscriptionSecondsMax is >= 1 and <= 86_400,
                "Set Api:SubscriptionSecondsMax to 1 to 86400.")
            .ValidateOnStart();
        return services
            // Its lines hold addresses whole, and a query sent by GET stands in the address.
            .AddLogging(logging => logging
                .AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.Warning)
                // Where a merchant is led to holds the state of their connection.
                .AddFilter("Microsoft.AspNetCore.Http.Result", LogLevel.Warning))
            .AddSingleton<Authentication>()
            .AddSingleton<LimitRequests>()
            .AddSingleton<AdmissionLimit>()
            .AddSingleton(provider => new ThreadLag(
                provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<StepScheduler>().Queue))
            .AddSingleton(provider => new GraphQLEngine(
                CheckoutSchema.Instance,
                new() { ExecutionSecondsMax = Options(provider).QuerySecondsMax },
                LogInternal(provider.GetRequiredService<ILogger<GraphQLEngine>>()),
                provider.GetRequiredService<TimeProvider>()));
    }

    public static void UseRequestLimits(this WebApplication app)
    {
        var limits = app.Services.GetRequiredService<LimitRequests>();
        app.Use(next => http => limits.InvokeAsync(http, next));
    }

    public static void MapApi(this IEndpointRouteBuilder endpoints)
    {
        var options = Options(endpoints.ServiceProvider);
        endpoints.MapGraphQL(Path, endpoints.ServiceProvider.GetRequiredService<GraphQLEngine>(), new()
        {
            SubscriptionsMax = options.SubscriptionsMax,
            SubscriptionSecondsMax = options.SubscriptionSecondsMax,
            BeforeExecution = AuthenticateAsync,
            IsStillAllowed = IsStillKnownAsync,
            OnErrorCode = LogRefusal,
            AfterExecution = SetStatusAndHeaders,
        });
        endpoints.MapSchemaTools();
        endpoints.MapGet(NoImagePath, (HttpContext http) =>
        {
            http.Response.Headers.CacheControl = "public, max-age=86400";
            http.Response.Headers.ContentSecurityPolicy = "default-src 'none'";
            return Results.Text(NoImage, "image/svg+xml");
        });
    }

    private static ApiOptions Options(IServiceProvider services) =>
        services.GetRequiredService<IOptions<ApiOptions>>().Value;

    /// <summary>A key that was revoked hears no more, though its stream is open.</summary>
    private static async ValueTask<bool> IsStillKnownAsync(HttpContext http, GraphQLContext context) =>
        await http.RequestServices.GetRequiredService<Authentication>()
            .HandleAsync(http.Request.Headers.Authorization, http.RequestAborted) is AuthenticationOutcome.Known;

    private static async ValueTask<GraphQLRefusal?> AuthenticateAsync(HttpContext http, GraphQLContext context)
    {
        AuthenticationOutcome outcome;
        try
        {
            outcome = await http.RequestServices.GetRequiredService<Authentication>()
                .HandleAsync(http.Request.Headers.Authorization, http.RequestAborted);
        }
        catch (JournalUnavailableException)
        {
            return Unreadable;
        }

        if (outcome is AuthenticationOutcome.Known known)
        {
            context.Caller = new ApiCaller(
                known.Account, http.Request.Headers[ShopperIpHeader], PublicUrl(http),
                http.Request.Headers.TryGetValue(IdempotencyKey.Header, out var key) ? key.ToString() : null,
                http.Request.Headers.TraceParent);
            return null;
        }

        http.Response.Headers.WWWAuthenticate = Authentication.Challenge;
        var message = ((AuthenticationOutcome.Refused)outcome).Message;
        return new(StatusCodes.Status401Unauthorized, "UNAUTHENTICATED", message);
    }

    /// <summary>Nobody is known while the keys can't be read, and nothing has begun.</summary>
    private static readonly GraphQLRefusal Unreadable = new(
        StatusCodes.Status503ServiceUnavailable, "SERVICE_UNAVAILABLE",
        "The gateway can't read its journal now: try again in a few seconds.",
        new Dictionary<string, object?> { ["retryable"] = true });

    /// <summary>The engine answers 200 to whatever ran, so another status is set as the response starts.</summary>
    private static ValueTask SetStatusAndHeaders(HttpContext http, GraphQLContext context)
    {
        foreach (var (name, value) in context.Items)
        {
            if (name.StartsWith(HeaderItem, StringComparison.Ordinal))
            {
                http.Response.Headers[name[HeaderItem.Length..]] = (string?)value;
            }
        }

        if (context.Items.TryGetValue(StatusItem, out var status))
        {
            http.Response.OnStarting(() =>
            {
                http.Response.StatusCode = (int)status!;
                return Task.CompletedTask;
            });
        }

        return ValueTask.CompletedTask;
    }

    private static string PublicUrl(HttpContext http) =>
        Options(http.RequestServices).PublicUrl?.AbsoluteUri ?? $"{http.Request.Scheme}://{http.Request.Host}";

    /// <summary>The code is all that is logged of a refusal. An internal error has its own, longer line.</summary>
    private static void LogRefusal(HttpContext http, string code)
    {
        if (code != GraphQLErrorCodes.InternalServerError)
        {
            var logger = http.RequestServices.GetRequiredService<ILogger<ApiRequestLog>>();
            ApiRequestLog.Refused(logger, code);
        }
    }

    /// <summary>An exception's message may hold what was sent, so only its kind and its place are logged.</summary>
    private static Action<Exception, string> LogInternal(ILogger logger) => (exception, path) =>
        LogInternal(logger, path, exception.GetType().Name, exception.StackTrace);

    [LoggerMessage(Level = LogLevel.Error, Message = "Internal error at {Path}: {Exception}\n{Place}")]
    private static partial void LogInternal(ILogger logger, string path, string exception, string? place);
}
