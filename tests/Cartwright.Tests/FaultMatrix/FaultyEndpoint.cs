using System.Collections.Concurrent;
using System.Text;
using Cartwright.Tests.Webhooks;
using Microsoft.AspNetCore.Http;

namespace Cartwright.Tests.FaultMatrix;

/// <summary>What a client's endpoint does with deliveries while a fault lasts, and what it has taken.</summary>
/// <param name="times">How many deliveries the fault strikes; null for all until it is lifted.</param>
internal sealed class FaultyEndpoint(Fault fault, int? times)
{
    private readonly ConcurrentDictionary<string, bool> taken = new(StringComparer.Ordinal);
    private int count;
    private volatile bool isLifted;

    /// <summary>The events that it has taken, by their ids.</summary>
    public IReadOnlySet<string> Taken => taken.Keys.ToHashSet(StringComparer.Ordinal);

    public void Lift() => isLifted = true;

    public async Task AnswerAsync(Received one, HttpContext http)
    {
        var strikes = fault.Kind is not null && !isLifted
            && (times is null || Interlocked.Increment(ref count) <= times);
        if (!strikes || fault.Kind is not ("drop-before" or "silent-before" or "status" or "redirect"))
        {
            taken[one.Id] = true;
        }

        if (strikes)
        {
            await SpoilAsync(http);
        }
    }

    private async Task SpoilAsync(HttpContext http)
    {
        switch (fault.Kind)
        {
            case "drop-before" or "drop-after":
                http.Abort();
                break;
            case "silent-before" or "silent-after" or "delay":
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, http.RequestAborted);
                break;
            case "status" or "status-after":
                http.Response.StatusCode = fault.Code!.Value;
                if (fault.RetryAfter is { } wait) http.Response.Headers.RetryAfter = wait;
                break;
            case "redirect":
                http.Response.Redirect("http://127.0.0.1/elsewhere");
                break;
            case "truncated":
                http.Response.ContentLength = 100;
                await UnfinishedAsync(http);
                break;
            case "not-json":
                await http.Response.WriteAsync("<!doctype html>", http.RequestAborted);
                break;
            case "wrong-json":
                await http.Response.WriteAsync("""["else"]""", http.RequestAborted);
                break;
            case "huge":
                await http.Response.WriteAsync(new string(' ', 16 << 20), Encoding.ASCII, http.RequestAborted);
                break;
            case "slow-drip":
                await UnfinishedAsync(http);
                break;
            default:
                throw new InvalidOperationException($"An endpoint can't do {fault.Kind}.");
        }
    }

    /// <summary>Its status has come, and the rest never does.</summary>
    private static async Task UnfinishedAsync(HttpContext http)
    {
        await http.Response.WriteAsync("{", http.RequestAborted);
        await http.Response.Body.FlushAsync(http.RequestAborted);
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, http.RequestAborted);
    }
}
