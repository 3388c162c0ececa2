using System.Buffers;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Cartwright.Sandbox.Faults;

namespace Cartwright.Sandbox;

/// <summary>
/// The one way every operation of the outside world runs: faults before the effect, the protocol's own checks,
/// the idempotency key, the effect, faults after it. An endpoint without an Operation can't be mapped here.
/// </summary>
internal sealed class OperationPipeline(FaultBook faults, IdempotentReplies replies, TimeProvider time)
{
    private const int BodyBytesMax = 1 << 20;
    private const int HugeBytes = 16 << 20;
    private static readonly byte[] s_wrongJson = """{"welcome":{"to":["somewhere","else"]}}"""u8.ToArray();
    private static readonly byte[] s_notJson =
        "<!doctype html><title>Just a moment</title><p>Checking your browser.</p>"u8.ToArray();

    public static void Map(IEndpointRouteBuilder routes, string method, string pattern, Operation operation) =>
        routes.MapMethods(pattern, [method], (RequestDelegate)RunMappedAsync).WithMetadata(operation);

    private static Task RunMappedAsync(HttpContext context) =>
        context.RequestServices.GetRequiredService<OperationPipeline>().RunAsync(context);

    public async Task RunAsync(HttpContext context)
    {
        var operation = context.GetEndpoint()!.Metadata.GetRequiredMetadata<Operation>();
        var target = operation.Dialect.TargetOf(context);
        var struck = faults.Draw(target, operation.Name);
        if (struck.Has(FaultKind.RefuseConnection))
        {
            context.Abort();
            return;
        }

        if (await ReadBodyAsync(context.Request) is not { } body)
        {
            await WriteAsync(context, new(413, """{"error":"Send at most 1 MiB."}"""u8.ToArray()));
            return;
        }

        var call = new Call(context, target, body, struck);
        if (struck.Has(FaultKind.DropBefore))
        {
            context.Abort();
            return;
        }

        if (struck.SecondsOf(FaultKind.SilentBefore, unless: 60) is { } before)
        {
            await KeepSilentAsync(context, before);
            return;
        }

        Reply reply;
        bool isReplayed;
        // It ends before the caller hears of it, so that the caller's next call is not counted beside this one.
        using (operation.Track?.Invoke(call))
            (reply, isReplayed) = await AnswerAsync(call, operation);
        if (struck.Has(FaultKind.DropAfter))
        {
            context.Abort();
            return;
        }

        if (struck.SecondsOf(FaultKind.SilentAfter, unless: 60) is { } after)
        {
            await KeepSilentAsync(context, after);
            return;
        }

        operation.Dialect.Decorate(context.Response, call, isReplayed);
        await (struck.IsEmpty ? WriteAsync(context, reply) : WriteSpoiledAsync(context, reply, struck));
    }

    private ValueTask<(Reply Reply, bool IsReplayed)> AnswerAsync(Call call, Operation operation) =>
        AtTheDoor(call, operation) is { } refused ? new((refused, false)) : PerformAsync(call, operation);

    private static Reply? AtTheDoor(Call call, Operation operation)
    {
        if (call.Faults.Find(FaultKind.Redirect) is { } redirect)
            return new(302, []) { Location = redirect.Location ?? $"{call.BaseUrl}/sandbox/elsewhere" };
        if (call.Faults.Find(FaultKind.Status) is { Stored: not true } status)
            return Faulty(status);
        return operation.Dialect.Check(call, operation);
    }

    private async ValueTask<(Reply Reply, bool IsReplayed)> PerformAsync(Call call, Operation operation)
    {
        var dialect = operation.Dialect;
        if (!operation.TakesKey || call.Header("Idempotency-Key") is not { Length: > 0 } key)
            return (AfterEffect(call, await EffectAsync(call, operation), out _), false);

        switch (replies.TryClaim(dialect.KeyScopeOf(call, operation), key, dialect.FingerprintOf(call)))
        {
            case IdempotentReplies.Claim.Replayed(var stored):
                return (call.Faults.Find(FaultKind.StatusAfter) is { } again ? Faulty(again) : stored, true);
            case IdempotentReplies.Claim.OtherRequest:
                return (dialect.KeyTaken(call), false);
            case IdempotentReplies.Claim.InUse:
                return (dialect.KeyInUse(call), false);
            case IdempotentReplies.Claim.Fresh fresh:
                return (await FirstAsync(call, operation, fresh), false);
            default:
                throw new UnreachableException();
        }
    }

    private async ValueTask<Reply> FirstAsync(Call call, Operation operation, IdempotentReplies.Claim.Fresh fresh)
    {
        var isKept = false;
        try
        {
            var reply = await EffectAsync(call, operation);
            if (!reply.IsStorable)
                return reply;
            var answered = AfterEffect(call, reply, out var rule);
            var keepsError = rule is not null
                && (rule.Stored ?? (operation.Dialect.StoresServerErrors && answered.Status >= 500));
            replies.Keep(fresh, keepsError ? answered : reply);
            isKept = true;
            return answered;
        }
        finally
        {
            if (!isKept)
                replies.Release(fresh);
        }
    }

    private async ValueTask<Reply> EffectAsync(Call call, Operation operation)
    {
        if (call.Faults.SecondsOf(FaultKind.Delay, unless: 1) is { } delay)
            await Task.Delay(delay, time, Stopping(call.Context));

        return call.Faults.Find(FaultKind.Status) is { } status ? Faulty(status) : operation.Handler(call);
    }

    private static Reply AfterEffect(Call call, Reply reply, out FaultRule? rule)
    {
        rule = call.Faults.Find(FaultKind.StatusAfter) ?? call.Faults.Find(FaultKind.Status);
        return rule is null ? reply : Faulty(rule);
    }

    private static Reply Faulty(FaultRule rule)
    {
        var (body, type) = rule.Body switch
        {
            null => ("""{"error":{"type":"api_error","message":"The sandbox was told to fail here."}}""",
                "application/json"),
            { ValueKind: JsonValueKind.String } text => (text.GetString()!, "text/plain; charset=utf-8"),
            { } json => (json.GetRawText(), "application/json"),
        };
        return new(rule.Code ?? 500, Encoding.UTF8.GetBytes(body))
        {
            ContentType = type,
            RetryAfter = rule.RetryAfter,
        };
    }

    private static async ValueTask<byte[]?> ReadBodyAsync(HttpRequest request)
    {
        if (request.ContentLength is > BodyBytesMax)
            return null;
        if (HttpMethods.IsGet(request.Method))
            return [];
        while (true)
        {
            var read = await request.BodyReader.ReadAsync();
            if (read.Buffer.Length > BodyBytesMax)
                return null;
            if (read.IsCompleted)
            {
                var body = read.Buffer.ToArray();
                request.BodyReader.AdvanceTo(read.Buffer.End);
                return body;
            }

            request.BodyReader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    private static Task WriteAsync(HttpContext context, Reply reply)
    {
        WriteHead(context.Response, reply);
        context.Response.ContentLength = reply.Body.Length;
        return reply.Body.Length == 0
            ? Task.CompletedTask
            : context.Response.BodyWriter.WriteAsync(reply.Body).AsTask();
    }

    private static void WriteHead(HttpResponse response, Reply reply)
    {
        response.StatusCode = reply.Status;
        response.ContentType = reply.ContentType;
        if (reply.Location is { } location)
            response.Headers.Location = location;
        if (reply.CacheControl is { } cacheControl)
            response.Headers.CacheControl = cacheControl;
        if (reply.RetryAfter is { } retryAfter)
            response.Headers.RetryAfter = retryAfter;
    }

    private async Task WriteSpoiledAsync(HttpContext context, Reply reply, FaultSet struck)
    {
        if (struck.Has(FaultKind.NotJson))
        {
            await WriteAsync(context, new(200, s_notJson) { ContentType = "text/html; charset=utf-8" });
        }
        else if (struck.Has(FaultKind.WrongJson))
        {
            await WriteAsync(context, new(200, s_wrongJson));
        }
        else if (struck.Has(FaultKind.Truncated))
        {
            WriteHead(context.Response, reply);
            context.Response.ContentLength = reply.Body.Length;
            await context.Response.Body.WriteAsync(reply.Body.AsMemory(0, reply.Body.Length / 2));
            await context.Response.Body.FlushAsync();
            context.Abort();
        }
        else if (struck.Has(FaultKind.Huge))
        {
            var padded = new byte[reply.Body.Length + HugeBytes];
            padded.AsSpan().Fill((byte)' ');
            reply.Body.CopyTo(padded.AsSpan());
            await WriteAsync(context, reply with { Body = padded });
        }
        else if (struck.SecondsOf(FaultKind.SlowDrip, unless: 60) is { } length)
        {
            await DripAsync(context, reply, length);
        }
        else
        {
            await WriteAsync(context, reply);
        }
    }

    /// <summary>Until the caller hangs up, or for so long.</summary>
    private async Task KeepSilentAsync(HttpContext context, TimeSpan length)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, Stopping(context));
        await Task.Delay(length, time, over.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        context.Abort();
    }

    private async Task DripAsync(HttpContext context, Reply reply, TimeSpan length)
    {
        WriteHead(context.Response, reply);
        context.Response.ContentLength = reply.Body.Length;
        var pause = length / Math.Max(1, reply.Body.Length);
        for (var at = 0; at < reply.Body.Length && !context.RequestAborted.IsCancellationRequested; at++)
        {
            await context.Response.Body.WriteAsync(reply.Body.AsMemory(at, 1));
            await context.Response.Body.FlushAsync();
            await Task.Delay(pause, time, Stopping(context));
        }
    }

    /// <summary>A server that stops drops what it waits for; a caller that hangs up does not stop the effect.</summary>
    private static CancellationToken Stopping(HttpContext context) =>
        context.RequestServices.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
}
