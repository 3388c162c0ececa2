using System.Globalization;
using System.Text.Json.Nodes;

namespace Cartwright.Tests.FaultMatrix;

/// <summary>How the other side is reached while a fault lasts.</summary>
internal enum Door
{
    Open,

    /// <summary>Nobody listens where the call goes.</summary>
    Refusing,

    /// <summary>Whoever listens shows a certificate that nobody vouches for.</summary>
    Untrusted,
}

/// <summary>One thing that can go wrong with a call: a row of the page.</summary>
/// <param name="Words">What the page calls it.</param>
/// <param name="Kind">The sandbox's name for it; null for a door that is shut.</param>
internal sealed record Fault(string Words, string? Kind, int? Code = null)
{
    /// <summary>Longer than <see cref="FaultLanes.ShortDeadlines"/>.</summary>
    private const double SecondsLate = 5;
    private const double SecondsSilent = 60;

    public Door Door { get; init; }

    public string? RetryAfter { get; init; }

    /// <summary>Whether it comes as the other side's own words; else it is a page of something in between.</summary>
    public bool IsOwnWords { get; init; } = true;

    /// <summary>The effect comes after the call is over: whether it is made again by then is chance.</summary>
    public bool IsLate => Kind == "delay";

    /// <summary>Whether the call runs into its deadline.</summary>
    public bool IsOfTime => Kind is "silent-before" or "silent-after" or "delay" or "slow-drip";

    /// <summary>Whether the other side says in its own words that it did not and will not do it.</summary>
    public bool MayRefuse => Kind == "status" && IsOwnWords && Code is 400 or 401 or 403 or 404 or 409 or 422;

    public static readonly IReadOnlyList<Fault> All =
    [
        new("connection refused", null) { Door = Door.Refusing },
        new("certificate not trusted", null) { Door = Door.Untrusted },
        new("connection reset, nothing done", "drop-before"),
        new("connection reset, done", "drop-after"),
        new("no answer, nothing done", "silent-before"),
        new("no answer, done", "silent-after"),
        new("done after the deadline", "delay"),
        .. new[] { 400, 401, 403, 404, 408, 409, 422, 429 }.Select(Status),
        Status(429) with { Words = "429, Retry-After: 1", RetryAfter = "1" },
        Status(403) with { Words = "403, a firewall's page", IsOwnWords = false },
        .. new[] { 500, 502, 503, 504 }.Select(Status),
        new("500, done", "status-after", 500),
        new("504, done", "status-after", 504),
        new("answer cut off", "truncated"),
        new("answer is not JSON", "not-json"),
        new("answer is other JSON", "wrong-json"),
        new("answer of 16 MiB", "huge"),
        new("answer drips in", "slow-drip"),
        new("redirect", "redirect"),
    ];

    /// <param name="times">How often it strikes; null for as long as it lasts.</param>
    public IEnumerable<object> Rules(string target, IEnumerable<string> operations, int? times) => Kind is null
        ? []
        : operations.Select(operation => (object)new
        {
            target,
            operation,
            kind = Kind,
            times,
            code = Code,
            retry_after = RetryAfter,
            seconds = Kind switch
            {
                "delay" => SecondsLate,
                "silent-before" or "silent-after" or "slow-drip" => SecondsSilent,
                _ => (double?)null,
            },
            body = Kind is "status" or "status-after" ? BodyFor(target) : null,
            // What stands in front of the processor answers 504, and the processor's key does not know of it.
            stored = Kind == "status-after" && Code == 504 ? false : (bool?)null,
        });

    private static Fault Status(int code) => new(code.ToString(CultureInfo.InvariantCulture), "status", code);

    /// <summary>In the form of each protocol, without a code that says more than the status does.</summary>
    private JsonNode BodyFor(string target) =>
        !IsOwnWords ? JsonValue.Create("<!doctype html><title>Access denied</title>")
        : target == "stripe" ? new JsonObject
        {
            ["error"] = new JsonObject { ["type"] = StripeType, ["message"] = "No." },
        }
        : new JsonObject { [target.StartsWith("shop:", StringComparison.Ordinal) ? "errors" : "detail"] = "No." };

    private string StripeType => Code switch
    {
        409 => "idempotency_error",
        400 or 401 or 403 or 404 or 422 => "invalid_request_error",
        _ => "api_error",
    };
}
