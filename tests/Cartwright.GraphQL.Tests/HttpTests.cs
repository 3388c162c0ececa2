using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Cartwright.GraphQL.Tests;

public sealed class HttpTests : IAsyncLifetime
{
    private const string Json = "application/json";
    private const string GraphQLJson = "application/graphql-response+json";

    private readonly WebApplication _app;
    private HttpClient _client = null!;

    public HttpTests()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(new Zoo.State());
        _app = builder.Build();
        _app.MapGraphQL("/graphql", new GraphQLEngine(Zoo.Schema), new GraphQLHttpOptions
        {
            BodyBytesMax = 10_000,
            BeforeExecution = (http, context) =>
            {
                context.Caller = http.Request.Headers["X-Caller"].ToString();
                return new(context.Caller is "stranger"
                    ? new GraphQLRefusal(401, "UNAUTHENTICATED", "Send a key.") : null);
            },
            AfterExecution = (http, context) =>
            {
                http.Response.Headers["X-After"] = context.Caller as string;
                return default;
            },
        });
    }

    public async ValueTask InitializeAsync()
    {
        await _app.StartAsync(TestContext.Current.CancellationToken);
        _client = new HttpClient(new SocketsHttpHandler()) { BaseAddress = new Uri(_app.Urls.Single()) };
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _app.DisposeAsync();
    }

    private async Task<(HttpStatusCode Status, string Type, string Body)> Send(
        HttpMethod method, string url = "/graphql", string? body = null, string? contentType = Json, string? accept = null,
        string? caller = null)
    {
        using var request = new HttpRequestMessage(method, url);
        if (accept is not null) request.Headers.TryAddWithoutValidation("Accept", accept);
        if (caller is not null) request.Headers.Add("X-Caller", caller);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            if (contentType is not null) request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        }
        using var response = await _client.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        if (response.StatusCode == HttpStatusCode.OK && caller is not null)
            response.Headers.GetValues("X-After").ShouldBe([caller]);
        return (response.StatusCode, response.Content.Headers.ContentType!.ToString(), text);
    }

    [Theory]
    [InlineData("""{"query":"{hello}"}""", """{"data":{"hello":"Hello you"}}""")]
    [InlineData("""{"query":"{ hello\u0028name: \"\u00e9\"\u0029 }"}""", """{"data":{"hello":"Hello é"}}""")]
    [InlineData("""{"operationName":"B","query":"query A{hello} query B($n:String){hello(name:$n)}","variables":{"n":"B"},"extensions":{},"id":[1]}""", """{"data":{"hello":"Hello B"}}""")]
    [InlineData("""{"operationName":null,"query":"{hello}","variables":null,"extensions":null}""", """{"data":{"hello":"Hello you"}}""")]
    [InlineData("""{"query":"mutation{append(text:\"a\")}"}""", """{"data":{"append":"a"}}""")]
    public async Task Post_well_formed_is_answered(string body, string expected) =>
        (await Send(HttpMethod.Post, body: body)).ShouldBe((HttpStatusCode.OK, "application/json; charset=utf-8", expected));

    [Theory]
    [InlineData(null, Json)]
    [InlineData("*/*", Json)]
    [InlineData("application/json;q=0, */*", GraphQLJson)]
    [InlineData("*/*, application/graphql-response+json;q=0", Json)]
    [InlineData("application/*", Json)]
    [InlineData("application/json", Json)]
    [InlineData("application/graphql-response+json", GraphQLJson)]
    [InlineData("application/json, application/graphql-response+json", Json)]
    [InlineData("application/json;q=0.5, application/graphql-response+json;q=0.9", GraphQLJson)]
    [InlineData("application/graphql-response+json;q=0, application/json;charset=utf-8", Json)]
    [InlineData("application/graphql-response+json, application/graphql+json, application/json, text/event-stream, multipart/mixed", GraphQLJson)]
    public async Task Accept_chooses_the_media_type(string? accept, string type) =>
        (await Send(HttpMethod.Post, body: """{"query":"{hello}"}""", accept: accept)).Type.ShouldBe(type + "; charset=utf-8");

    [Theory]
    [InlineData(Json, "{nope}", HttpStatusCode.OK)]
    [InlineData(GraphQLJson, "{nope}", HttpStatusCode.BadRequest)]
    [InlineData(GraphQLJson, "{", HttpStatusCode.BadRequest)]
    [InlineData(GraphQLJson, "query($a:Int!){sum(values:[$a])}", HttpStatusCode.BadRequest)]
    [InlineData(GraphQLJson, "{failHard}", HttpStatusCode.OK)]
    [InlineData(Json, "{failHard}", HttpStatusCode.OK)]
    public async Task Refused_document_has_the_status_of_its_media_type(string accept, string query, HttpStatusCode status)
    {
        var response = await Send(HttpMethod.Post, body: $$"""{"query":"{{query}}"}""", accept: accept);
        response.Status.ShouldBe(status);
        Zoo.Codes(response.Body).ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData("", 400, "BAD_REQUEST")]
    [InlineData("not JSON", 400, "BAD_REQUEST")]
    [InlineData("{\"query\":\"{hello}\"", 400, "BAD_REQUEST")]
    [InlineData("{\"query\":\"{hello}\"} x", 400, "BAD_REQUEST")]
    [InlineData("{\"query\":\"\\uD800\"}", 400, "BAD_REQUEST")]
    [InlineData("\"x\"", 400, "BAD_REQUEST")]
    [InlineData("{}", 400, "BAD_REQUEST")]
    [InlineData("{\"query\":1}", 400, "BAD_REQUEST")]
    [InlineData("{\"query\":\"{hello}\",\"variables\":[]}", 400, "BAD_REQUEST")]
    [InlineData("{\"query\":\"{hello}\",\"operationName\":1}", 400, "BAD_REQUEST")]
    [InlineData("{\"query\":\"{hello}\",\"extensions\":1}", 400, "BAD_REQUEST")]
    [InlineData("[{\"query\":\"{hello}\"}]", 400, "BATCHING_UNSUPPORTED")]
    public async Task Body_that_is_no_request_is_refused(string body, int status, string code)
    {
        var response = await Send(HttpMethod.Post, body: body);
        ((int)response.Status).ShouldBe(status);
        response.Type.ShouldBe("application/json; charset=utf-8");
        Zoo.Codes(response.Body).ShouldBe([code]);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("application/json; charset=utf-16")]
    [InlineData(null)]
    public async Task Body_of_another_type_is_refused(string? contentType)
    {
        var response = await Send(HttpMethod.Post, body: """{"query":"{hello}"}""", contentType: contentType);
        response.Status.ShouldBe(HttpStatusCode.UnsupportedMediaType);
        Zoo.Codes(response.Body).ShouldBe(["UNSUPPORTED_MEDIA_TYPE"]);
    }

    [Fact]
    public async Task Body_over_the_limit_is_refused()
    {
        var response = await Send(HttpMethod.Post, body: $$"""{"query":"{hello #{{new string('x', 10_000)}}}"}""");
        response.Status.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        Zoo.Codes(response.Body).ShouldBe(["BODY_TOO_LARGE"]);
    }

    [Fact]
    public async Task Body_in_chunks_over_the_limit_is_refused()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/graphql");
        request.Content = new ByteArrayContent(new byte[20_000]);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(Json);
        request.Headers.TransferEncodingChunked = true;
        using var response = await _client.SendAsync(request, TestContext.Current.CancellationToken);
        response.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
    }

    [Theory]
    [InlineData("?query={hello}", 200, null)]
    [InlineData("?query=query($n:String){hello(name:$n)}&variables={\"n\":\"x\"}", 200, null)]
    [InlineData("?query=query A{hello} mutation B{refuse}&operationName=A", 200, null)]
    [InlineData("?query=mutation{refuse}", 405, "METHOD_NOT_ALLOWED")]
    [InlineData("?query={hello}&variables=[1]", 400, "BAD_REQUEST")]
    [InlineData("?query={hello}&variables=x", 400, "BAD_REQUEST")]
    [InlineData("?query={hello}&extensions=1", 400, "BAD_REQUEST")]
    [InlineData("", 400, "BAD_REQUEST")]
    public async Task Get_serves_queries_only(string query, int status, string? code)
    {
        var response = await Send(HttpMethod.Get, "/graphql" + query);
        ((int)response.Status).ShouldBe(status);
        if (code is null) response.Body.ShouldStartWith("""{"data":{"hello":"Hello """);
        else Zoo.Codes(response.Body).ShouldBe([code]);
    }

    [Fact]
    public async Task Method_other_than_get_and_post_is_refused()
    {
        var response = await Send(HttpMethod.Put, body: """{"query":"{hello}"}""");
        response.Status.ShouldBe(HttpStatusCode.MethodNotAllowed);
        Zoo.Codes(response.Body).ShouldBe(["METHOD_NOT_ALLOWED"]);
    }

    [Fact]
    public async Task Accept_of_nothing_served_is_refused()
    {
        var response = await Send(HttpMethod.Post, body: """{"query":"{hello}"}""", accept: "text/html");
        response.Status.ShouldBe(HttpStatusCode.NotAcceptable);
        Zoo.Codes(response.Body).ShouldBe(["NOT_ACCEPTABLE"]);
    }

    [Fact]
    public async Task Host_sets_the_caller_or_ends_the_request()
    {
        (await Send(HttpMethod.Post, body: """{"query":"{caller}"}""", caller: "Ann")).Body.ShouldBe("""{"data":{"caller":"Ann"}}""");
        var refused = await Send(HttpMethod.Post, body: """{"query":"{caller}"}""", caller: "stranger");
        refused.Status.ShouldBe(HttpStatusCode.Unauthorized);
        Zoo.Messages(refused.Body).ShouldBe(["Send a key."]);
    }
}
