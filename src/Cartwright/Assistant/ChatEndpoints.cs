using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Cartwright.Api;
using Cartwright.Assistant.Access;
using Cartwright.Assistant.Turns;
using Cartwright.Shops;

namespace Cartwright.Assistant;

/// <param name="Shop">The shop's domain; it may be left out where the caller is known to be of one shop.</param>
/// <param name="SessionId">Of the conversation so far, shown to be the caller's by the header or cookie that came with it.</param>
/// <param name="MessageId">
/// The message's own, 1 to 64 of <c>A-Z a-z 0-9 _ -</c>: a message sent again with its id is given its answer again.
/// </param>
public sealed record ChatBody(string? Shop, string? SessionId, string? Message, string? MessageId = null);

/// <summary>An answer as the caller gets it.</summary>
/// <param name="Language">Of the reply, such as <c>en</c>.</param>
public sealed record ChatReplyView(
    string? SessionId, string Reply, string Intent, ChatLookup? OrderLookup, IReadOnlyList<ChatSource> Sources,
    string Language);

/// <param name="Text">What is being done, or a piece of the reply.</param>
public sealed record ChatPiece(string Text);

/// <param name="Text">What shows that the conversation is the caller's, as the header does.</param>
public sealed record ChatSession(string Text, string SessionId);

/// <param name="Text">A sentence for the shopper.</param>
public sealed record ChatFault(string Code, string Text, string Language);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ChatBody))]
[JsonSerializable(typeof(ChatReplyView))]
[JsonSerializable(typeof(ChatPiece))]
[JsonSerializable(typeof(ChatSession))]
[JsonSerializable(typeof(ChatFault))]
internal sealed partial class ChatJson : JsonSerializerContext;

/// <summary>
/// <c>POST /v1/chat</c> and <c>/v1/chat/stream</c> for widgets and for the shop's own side, and the same below
/// <c>/v1/proxy</c> for storefronts behind Shopify's app proxy.
/// </summary>
public static partial class ChatEndpoints
{
    public const string Limited = "limited";
    private const string Cookie = "cartwright_chat";
    private const int BodyBytesMax = 64 * 1024;
    private const int SessionIdCharactersMax = 100;

    /// <summary>The code of a first message's id that opens nothing any more.</summary>
    private const string MessageIdSpent = "MESSAGE_ID_SPENT";

    private sealed record Call(HttpContext Http, ChatAccess Access, AnswerShopper Answer, bool IsProxied)
    {
        public TimeProvider Clock => Http.RequestServices.GetRequiredService<TimeProvider>();
    }

    public static void MapChat(this IEndpointRouteBuilder routes)
    {
        var endpoints = routes.MapGroup("").AddEndpointFilter(ShopEndpoints.TellUnavailableAsync);
        endpoints.MapPost("/v1/chat", (HttpContext http, ChatAccess access, AnswerShopper answer) =>
            AnswerAsync(new(http, access, answer, IsProxied: false)));
        endpoints.MapPost("/v1/chat/stream", (HttpContext http, ChatAccess access, AnswerShopper answer) =>
            StreamAsync(new(http, access, answer, IsProxied: false)));
        endpoints.MapPost("/v1/proxy/chat", (HttpContext http, ChatAccess access, AnswerShopper answer) =>
            AnswerAsync(new(http, access, answer, IsProxied: true)));
        endpoints.MapPost("/v1/proxy/chat/stream", (HttpContext http, ChatAccess access, AnswerShopper answer) =>
            StreamAsync(new(http, access, answer, IsProxied: true)));
        endpoints.MapMethods("/v1/chat", ["OPTIONS"], Preflight);
        endpoints.MapMethods("/v1/chat/stream", ["OPTIONS"], Preflight);
    }

    private static async Task<IResult> AnswerAsync(Call call)
    {
        var http = call.Http;
        var (request, refusal) = await ReadAsync(call);
        if (request is null)
        {
            return refusal!;
        }

        var outcome = await call.Answer.HandleAsync(request, _ => ValueTask.CompletedTask, EndOf(call, request));
        if (RefusalOf(outcome) is { } refused)
        {
            return refused;
        }

        Remember(call, request, outcome);
        return Results.Json(
            ViewOf(outcome), ChatJson.Default.ChatReplyView, statusCode: StatusOf(outcome));
    }

    /// <summary>
    /// Who has gone away ends the answer, unless the message can come again: then it is finished and kept, so that a try at
    /// an order counts once.
    /// </summary>
    private static CancellationToken EndOf(Call call, ChatRequest request) =>
        request.MessageId is null ? call.Http.RequestAborted : CancellationToken.None;

    private static async Task<(ChatRequest? Request, IResult? Refusal)> ReadAsync(Call call)
    {
        var (http, access) = (call.Http, call.Access);
        ChatBody? body = null;
        var bytes = await BoundedBody.ReadAsync(http, BodyBytesMax);
        try
        {
            body = bytes is null ? null : JsonSerializer.Deserialize(bytes, ChatJson.Default.ChatBody);
        }
        catch (JsonException)
        {
            // Answered below.
        }

        var caller = call.IsProxied
            ? access.OfProxy(http)
            : await access.OfWidgetAsync(http, body?.Shop, http.RequestAborted);
        if (caller is ChatCaller.Refused refused)
        {
            // A page that can't read the refusal takes it for a lost connection, and asks again and again.
            if (http.Request.Headers.ContainsKey(ChatAccess.KeyHeader))
            {
                Allow(http, http.Request.Headers.Origin.ToString());
            }

            return (null, ShopEndpoints.Refuse(refused.Status, refused.Code, refused.Message));
        }

        var shopper = (ChatCaller.Shopper)caller;
        Allow(http, shopper.Origin);
        if (bytes is null)
        {
            return (null, ShopEndpoints.Refuse(413, "BAD_USER_INPUT", $"A message has at most {BodyBytesMax} bytes."));
        }

        if (body?.Message is not { } message || string.IsNullOrWhiteSpace(message))
        {
            return (null, ShopEndpoints.Refuse(
                400, "BAD_USER_INPUT", """Send JSON with a message: {"message": "Where is my order #1001?"}."""));
        }

        if (body.MessageId is { } messageId && !MessageIdWanted.IsMatch(messageId))
        {
            return (null, ShopEndpoints.Refuse(
                400, "BAD_USER_INPUT", "A messageId is 1 to 64 letters, digits, hyphens and underscores, such as a UUID."));
        }

        if (body is { SessionId: null, MessageId: { } first } && !SecretMessageId.Is(first, call.Clock.GetUtcNow()))
        {
            return (null, ShopEndpoints.Refuse(400, "BAD_USER_INPUT", SecretMessageId.Wanted));
        }

        if (body.SessionId is { } session
            && (session.Length > SessionIdCharactersMax
                || !access.IsOwn(session, shopper.Shop, ShownIn(http))))
        {
            return (null, NotOwn());
        }

        return (
            new(
                shopper.Shop, body.SessionId, message, shopper.Customer, shopper.Address,
                http.Request.Headers.AcceptLanguage, body.MessageId, shopper.Through),
            null);
    }

    [GeneratedRegex(@"\A[A-Za-z0-9_-]{1,64}\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex MessageIdWanted { get; }

    private static string? ShownIn(HttpContext http) =>
        http.Request.Headers[ChatAccess.SessionHeader].ToString() is { Length: > 0 } header
            ? header
            : http.Request.Cookies[Cookie];

    /// <summary>What was shown and is right goes on; a conversation that has just begun gets its own.</summary>
    private static string SignatureOf(Call call, ChatRequest request, string sessionId) =>
        request.SessionId is null ? call.Access.Sign(sessionId, request.Shop) : ShownIn(call.Http)!;

    /// <summary>Null for what is answered.</summary>
    private static IResult? RefusalOf(ChatOutcome outcome) => outcome switch
    {
        ChatOutcome.NoSuchSession => NotOwn(),
        ChatOutcome.MessageIdTaken => ShopEndpoints.Refuse(
            400, "BAD_USER_INPUT",
            "This messageId came with another message before: give each message an id of its own."),
        ChatOutcome.FirstMessageSpent => ShopEndpoints.Refuse(
            409, MessageIdSpent,
            "This first message was answered more than two minutes ago, or its conversation has gone on: send sessionId "
                + "with it, or send it with a new messageId or none to begin a conversation."),
        ChatOutcome.Replied or ChatOutcome.Limited => null,
        _ => throw new UnreachableException(),
    };

    private static IResult NotOwn() => ShopEndpoints.Refuse(
        403, ChatAccess.SessionUnknown,
        $"The conversation is not yours: send the {ChatAccess.SessionHeader} that came with its last reply, or leave "
            + "sessionId out to begin a new one.");

    private static void Remember(Call call, ChatRequest request, ChatOutcome outcome)
    {
        if (outcome is not ChatOutcome.Replied replied)
        {
            return;
        }

        var http = call.Http;
        var signed = SignatureOf(call, request, replied.SessionId);
        http.Response.Headers[ChatAccess.SessionHeader] = signed;
        http.Response.Cookies.Append(Cookie, signed, new()
        {
            HttpOnly = true,
            Secure = http.Request.IsHttps,
            SameSite = http.Request.IsHttps ? SameSiteMode.None : SameSiteMode.Lax,
            Path = "/v1/chat",
        });
    }

    private static ChatReplyView ViewOf(ChatOutcome outcome) => outcome switch
    {
        ChatOutcome.Replied replied => new(
            replied.SessionId, replied.Reply, replied.Intent, replied.Lookup, replied.Sources,
            ChatLanguages.CodeOf(replied.Language)),
        ChatOutcome.Limited limited => new(
            null, limited.Reply, Limited, null, [], ChatLanguages.CodeOf(limited.Language)),
        ChatOutcome.NoSuchSession or ChatOutcome.MessageIdTaken or ChatOutcome.FirstMessageSpent =>
            throw new InvalidOperationException("Nothing is replied to it."),
        _ => throw new UnreachableException(),
    };

    private static int StatusOf(ChatOutcome outcome) => outcome is ChatOutcome.Limited limited
        ? limited.IsTooLong ? StatusCodes.Status413PayloadTooLarge : StatusCodes.Status429TooManyRequests
        : StatusCodes.Status200OK;

    /// <summary>A browser asks first; which page may really ask is decided when it does.</summary>
    private static IResult Preflight(HttpContext http)
    {
        Allow(http, http.Request.Headers.Origin.ToString());
        http.Response.Headers.AccessControlAllowMethods = "POST";
        http.Response.Headers.AccessControlAllowHeaders =
            $"Content-Type, {ChatAccess.KeyHeader}, {ChatAccess.SessionHeader}";
        http.Response.Headers.AccessControlMaxAge = "600";
        return Results.NoContent();
    }

    private static void Allow(HttpContext http, string? origin)
    {
        if (origin is { Length: > 0 })
        {
            http.Response.Headers.AccessControlAllowOrigin = origin;
            http.Response.Headers.AccessControlExposeHeaders = ChatAccess.SessionHeader;
            http.Response.Headers.Vary = "Origin";
        }
    }
}
