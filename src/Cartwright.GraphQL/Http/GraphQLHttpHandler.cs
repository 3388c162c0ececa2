using Microsoft.AspNetCore.Http;

namespace Cartwright.GraphQL;

/// <summary>
/// Answers HTTP requests as the GraphQL over HTTP specification asks. For use where
/// <see cref="GraphQLHttp.MapGraphQL"/>
/// does not fit.
/// </summary>
public sealed class GraphQLHttpHandler(GraphQLEngine engine, GraphQLHttpOptions options)
{
    private readonly AcceptCache _accepted = new();
    private readonly EventStreams _streams = new(engine, options);

    /// <summary>Answers one request.</summary>
    public async Task HandleAsync(HttpContext http)
    {
        var media = _accepted.Choose(http.Request.Headers.Accept);
        if (media is null)
        {
            await RefuseAsync(http, MediaType.Json, 406, GraphQLErrorCodes.NotAcceptable,
                "Accept application/graphql-response+json, application/json or text/event-stream.");
            return;
        }
        if (HttpMethods.IsPost(http.Request.Method)) await PostAsync(http, media.Value);
        else if (HttpMethods.IsGet(http.Request.Method)) await GetAsync(http, media.Value);
        else
        {
            http.Response.Headers.Allow = "GET, POST";
            await RefuseAsync(http, media.Value, 405, GraphQLErrorCodes.MethodNotAllowed,
                "Send the request by POST, or a query by GET.");
        }
    }

    private async Task PostAsync(HttpContext http, MediaType media)
    {
        if (!MediaNegotiation.IsJson(http.Request.ContentType))
        {
            await RefuseAsync(http, media, 415, GraphQLErrorCodes.UnsupportedMediaType,
                "Send the body as JSON in UTF-8 with the content type application/json.");
            return;
        }
        RequestBody? read;
        try
        {
            read = await RequestBody.ReadAsync(http.Request, options.BodyBytesMax, http.RequestAborted);
        }
        catch (BadHttpRequestException e)
        {
            // The server's words are not passed on: they may hold a part of what was sent.
            http.Response.Headers.Connection = "close";
            await RefuseAsync(http, media, e.StatusCode, GraphQLErrorCodes.BadRequest,
                "The body could not be read to its end. Send it whole.");
            return;
        }
        using var body = read;
        if (body is null)
        {
            http.Response.Headers.Connection = "close";
            await RefuseAsync(http, media, 413, GraphQLErrorCodes.BodyTooLarge,
                $"The body has more than {options.BodyBytesMax} bytes. Send a smaller one.");
            return;
        }
        switch (HttpParameters.FromBody(body.Bytes, engine.Limits))
        {
            case HttpParameters.Bad bad: await RefuseAsync(http, media, bad.Status, bad.Code, bad.Message); break;
            case HttpParameters.Good good: await RunAsync(http, media, good); break;
        }
    }

    private async Task GetAsync(HttpContext http, MediaType media)
    {
        switch (HttpParameters.FromQuery(http.Request.Query, engine.Limits))
        {
            case HttpParameters.Bad bad: await RefuseAsync(http, media, bad.Status, bad.Code, bad.Message); break;
            case HttpParameters.Good good: await RunAsync(http, media, good); break;
        }
    }

    private async Task RunAsync(HttpContext http, MediaType media, HttpParameters.Good parameters)
    {
        using var owner = parameters;
        var context = new GraphQLContext(http.RequestServices, http.RequestAborted);
        try
        {
            if (options.BeforeExecution is not null && await options.BeforeExecution(http, context) is { } refusal)
            {
                await RefuseAsync(http, media, refusal);
                return;
            }
            if (media == MediaType.EventStream)
            {
                await StreamAsync(http, parameters, context);
                return;
            }
            using var response = await engine.ExecuteAsync(parameters.Request, context);
            // A client that takes an event stream as well gets one where there is no other answer.
            if (response.Outcome == GraphQLOutcome.StreamRequired
                && MediaNegotiation.TakesEventStream(http.Request.Headers.Accept))
            {
                await StreamAsync(http, parameters, context);
                return;
            }
            if (options.AfterExecution is not null) await options.AfterExecution(http, context);
            if (response.Outcome == GraphQLOutcome.QueriesOnly) http.Response.Headers.Allow = "POST";
            await WriteAsync(http, media, StatusOf(response.Outcome, media), response);
        }
        catch (Exception e) when (!http.RequestAborted.IsCancellationRequested && !http.Response.HasStarted)
        {
            using var response = engine.Fail(e);
            await WriteAsync(http, media, 500, response);
        }
    }

    private async Task StreamAsync(HttpContext http, HttpParameters.Good parameters, GraphQLContext context)
    {
        if (await _streams.ServeAsync(http, parameters.Request, context) is { } refusal)
            await RefuseAsync(http, MediaType.EventStream, refusal);
    }

    // Under application/json, a client takes any other status for a failure of the transport, so a refused document
    // is answered 200 there.
    private static int StatusOf(GraphQLOutcome outcome, MediaType media) => outcome switch
    {
        GraphQLOutcome.Executed => 200,
        GraphQLOutcome.Refused => media == MediaType.Json ? 200 : 400,
        GraphQLOutcome.QueriesOnly => 405,
        GraphQLOutcome.StreamRequired => 406,
        GraphQLOutcome.TimedOut => 504,
        GraphQLOutcome.Failed => 500,
    };

    private Task RefuseAsync(HttpContext http, MediaType media, int status, string code, string message) =>
        RefuseAsync(http, media, new(status, code, message));

    private async Task RefuseAsync(HttpContext http, MediaType media, GraphQLRefusal refusal)
    {
        var error = new FieldError(refusal.Message, refusal.Code, []) { Extensions = refusal.Extensions };
        using var response = GraphQLResponse.Refuse([error], []);
        await WriteAsync(http, media, refusal.StatusCode, response);
    }

    private async Task WriteAsync(HttpContext http, MediaType media, int status, GraphQLResponse response)
    {
        if (options.OnErrorCode is { } onErrorCode)
            foreach (var code in response.ErrorCodes) onErrorCode(http, code);
        var json = response.Json;
        http.Response.StatusCode = status;
        http.Response.ContentType = media switch
        {
            // What is refused before the stream begins has a status and is no stream.
            MediaType.Json or MediaType.EventStream => "application/json; charset=utf-8",
            MediaType.GraphQLResponse => "application/graphql-response+json; charset=utf-8",
        };
        http.Response.ContentLength = json.Length;
        if (!HttpMethods.IsHead(http.Request.Method))
            await http.Response.BodyWriter.WriteAsync(json, http.RequestAborted);
    }
}
