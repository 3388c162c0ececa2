using System.Globalization;
using Cartwright.GraphQL;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace Cartwright.Bench;

/// <summary>
/// The measured server, in a process of its own: the engine at /graphql, and beside it at /bare an endpoint that reads
/// a body and writes JSON that is always the same. Prints its port and serves until its input ends.
/// </summary>
internal static class BenchServer
{
    /// <summary>What the engine answers to <c>{__typename}</c>.</summary>
    private static readonly byte[] BareAnswer = """{"data":{"__typename":"Query"}}"""u8.ToArray();

    public static async Task<int> RunAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        await using var app = builder.Build();
        app.MapGraphQL("/graphql", new GraphQLEngine(CannedSchema.Build()));
        app.MapPost("/bare", (RequestDelegate)AnswerBareAsync);
        app.MapPost("/allocated", (RequestDelegate)(http => http.Response.WriteAsync(
            GC.GetTotalAllocatedBytes(precise: true).ToString(CultureInfo.InvariantCulture))));
        await app.StartAsync();
        Console.WriteLine(new Uri(app.Urls.Single()).Port);
        while (await Console.In.ReadLineAsync() is not null)
        {
        }

        return 0;
    }

    private static async Task AnswerBareAsync(HttpContext http)
    {
        while (true)
        {
            var read = await http.Request.BodyReader.ReadAsync(http.RequestAborted);
            http.Request.BodyReader.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted) break;
        }

        http.Response.ContentType = "application/json; charset=utf-8";
        http.Response.ContentLength = BareAnswer.Length;
        await http.Response.BodyWriter.WriteAsync(BareAnswer, http.RequestAborted);
    }
}
