using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Threading.RateLimiting;
using Cartwright.Accounts;
using Cartwright.Journal;
using Cartwright.Nodes;
using Cartwright.Shops;
using Microsoft.Extensions.Options;

namespace Cartwright.Api;

/// <summary>
/// Lets in so many requests: of one key, of one address without a key or with unknown ones, and at once in all;
/// fewer at once while the process has more to do than its threads get done, so that what was let in is answered in
/// time. What is over is refused before anything of it is read, so that repeating it is safe. Each process counts for
/// itself.
/// </summary>
public sealed class LimitRequests : IAsyncDisposable
{
    private const string Protected = "/v1";

    /// <summary>Where a processor or Shopify speaks for many, and signs what it says.</summary>
    private static readonly PathString[] Relayed = ["/v1/hooks", "/v1/proxy"];

    private const string EventStream = "text/event-stream";

    /// <summary>Requests under way that take no turns, which cost a little.</summary>
    private const int StraightMax = 64;

    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private static readonly ReadOnlyMemory<byte> Overloaded = (
        """{"errors":[{"message":"The gateway has more requests than it can answer: """u8
        + """try again in a second.","extensions":{"code":"OVERLOADED","retryable":true}}]}"""u8).ToArray();

    private readonly AppProxy proxy;
    private readonly Authentication authentication;
    private readonly PartitionedRateLimiter<string> ofKeys;
    private readonly PartitionedRateLimiter<string> keylessOfAddresses;
    private readonly PartitionedRateLimiter<string> refusedOfAddresses;
    private readonly AdmissionLimit admission;
    private readonly StepScheduler steps;
    private int underWay;

    public LimitRequests(
        IOptions<ApiOptions> options,
        AppProxy proxy,
        Authentication authentication,
        AdmissionLimit admission,
        StepScheduler steps)
    {
        (this.proxy, this.authentication, this.admission, this.steps) = (proxy, authentication, admission, steps);
        var perMinute = options.Value.RefusedPerMinutePerAddressMax;
        ofKeys = PerSecond(options.Value.RequestsPerSecondPerKeyMax);
        keylessOfAddresses = PerSecond(options.Value.RequestsPerSecondPerAddressMax);
        refusedOfAddresses = PartitionedRateLimiter.Create<string, string>(address => perMinute == 0
            ? RateLimitPartition.GetNoLimiter(address)
            : RateLimitPartition.GetFixedWindowLimiter(
                address, _ => new() { PermitLimit = perMinute, Window = Minute }));
    }

    public async Task InvokeAsync(HttpContext http, RequestDelegate next)
    {
        if (!http.Request.Path.StartsWithSegments(Protected, StringComparison.Ordinal))
        {
            await next(http);
        }
        else if (MayStream(http))
        {
            await LimitUntilStreamAsync(http, next);
        }
        else
        {
            await LimitAllAsync(http, next);
        }
    }

    /// <summary>A stream stays open for long, and has a limit of its own: it takes no place once it has begun.</summary>
    private async Task LimitUntilStreamAsync(HttpContext http, RequestDelegate next)
    {
        var hasLeft = 0;
        http.Response.OnStarting(() =>
        {
            if (http.Response.ContentType?.StartsWith(EventStream, StringComparison.OrdinalIgnoreCase) == true)
            {
                Leave();
            }

            return Task.CompletedTask;
        });
        try
        {
            await AdmitAsync(http, next);
        }
        finally
        {
            Leave();
        }

        void Leave()
        {
            if (Interlocked.Exchange(ref hasLeft, 1) == 0)
            {
                Interlocked.Decrement(ref underWay);
            }
        }
    }

    /// <summary>First of all: under an overload, refusing must cost next to nothing.</summary>
    private async Task LimitAllAsync(HttpContext http, RequestDelegate next)
    {
        try
        {
            await AdmitAsync(http, next);
        }
        finally
        {
            Interlocked.Decrement(ref underWay);
        }
    }

    /// <summary>What is refused takes no turn, so that it waits for nobody.</summary>
    private Task AdmitAsync(HttpContext http, RequestDelegate next)
    {
        var others = Interlocked.Increment(ref underWay) - 1;
        if (!admission.Admits(others)) return RefuseOverloadAsync(http);
        var address = proxy.AddressOf(http);
        var authorization = http.Request.Headers.Authorization.ToString();
        using var mayAsk = authorization.Length > 0 ? ofKeys.AttemptAcquire(NameOf(authorization))
            : address is not null && !IsRelayed(http) ? keylessOfAddresses.AttemptAcquire(address)
            : null;
        if (mayAsk is { IsAcquired: false })
        {
            var whose = authorization.Length > 0 ? "with this key" : "without a key from this address";
            return RefuseAsync(
                http, StatusCodes.Status429TooManyRequests, "RATE_LIMITED",
                $"Too many requests came {whose}: wait a second.", Second);
        }

        return others < StraightMax
            ? LimitUnknownAsync(http, next, address ?? "", authorization)
            : TakeTurnsAsync(http, next, address ?? "", authorization);
    }

    /// <summary>By itself, so that who is refused does not pay for what this keeps.</summary>
    private Task TakeTurnsAsync(HttpContext http, RequestDelegate next, string address, string authorization) =>
        steps.RunAsync(() => LimitUnknownAsync(http, next, address, authorization));

    private async Task LimitUnknownAsync(
        HttpContext http, RequestDelegate next, string address, string authorization)
    {
        var hasKey = authorization.Length > 0;
        // Who shows a key that is known is let in, whoever else is behind the same address.
        using var mayTry = refusedOfAddresses.AttemptAcquire(address, permitCount: 0);
        if (hasKey && !mayTry.IsAcquired && await IsUnknownAsync(authorization, http.RequestAborted))
        {
            await RefuseAsync(
                http, StatusCodes.Status429TooManyRequests, "RATE_LIMITED",
                "Too many requests without a valid key came from this address: wait a minute.", Minute);
            return;
        }

        await next(http);
        if (hasKey && http.Response.StatusCode == StatusCodes.Status401Unauthorized)
        {
            using var counted = refusedOfAddresses.AttemptAcquire(address);
        }
    }

    private static bool IsRelayed(HttpContext http) =>
        Relayed.Any(path => http.Request.Path.StartsWithSegments(path, StringComparison.Ordinal));

    private static PartitionedRateLimiter<string> PerSecond(int max) =>
        PartitionedRateLimiter.Create<string, string>(name => max == 0
            ? RateLimitPartition.GetNoLimiter(name)
            : RateLimitPartition.GetTokenBucketLimiter(name, _ => new()
            {
                // Who was quiet may ask for two seconds' worth at once.
                TokenLimit = 2 * max, TokensPerPeriod = max, ReplenishmentPeriod = Second,
            }));

    /// <summary>False also where it can't be told: whoever serves the request says why.</summary>
    private async ValueTask<bool> IsUnknownAsync(string authorization, CancellationToken cancellationToken)
    {
        try
        {
            return await authentication.HandleAsync(authorization, cancellationToken) is AuthenticationOutcome.Refused;
        }
        catch (JournalUnavailableException)
        {
            return false;
        }
    }

    private static string NameOf(string authorization) =>
        Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(authorization)));

    /// <summary>Of orders' events: see <see cref="ApiOptions.SubscriptionsMax"/>. A chat's stream is a request.</summary>
    private static bool MayStream(HttpContext http) =>
        http.Request.Path.Equals(ApiRegistration.Path, StringComparison.Ordinal)
        && http.Request.Headers.Accept.ToString().Contains(EventStream, StringComparison.OrdinalIgnoreCase);

    private static async Task RefuseOverloadAsync(HttpContext http)
    {
        http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        http.Response.Headers.RetryAfter = "1";
        http.Response.ContentType = "application/json; charset=utf-8";
        http.Response.ContentLength = Overloaded.Length;
        await http.Response.BodyWriter.WriteAsync(Overloaded, http.RequestAborted);
    }

    private static Task RefuseAsync(HttpContext http, int status, string code, string message, TimeSpan wait)
    {
        http.Response.StatusCode = status;
        http.Response.Headers.RetryAfter = wait.TotalSeconds.ToString(CultureInfo.InvariantCulture);
        return http.Response.WriteAsJsonAsync(
            new { errors = new[] { new { message, extensions = new { code, retryable = true } } } },
            http.RequestAborted);
    }

    public async ValueTask DisposeAsync()
    {
        await ofKeys.DisposeAsync();
        await keylessOfAddresses.DisposeAsync();
        await refusedOfAddresses.DisposeAsync();
    }
}
