using Cartwright.EndToEnd;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace Cartwright.GraphQL.Conformance;

public sealed class AuditTests
{
    [Fact]
    public async Task Engine_passes_all_61_audits_of_GraphQL_over_HTTP()
    {
        var schema = new SchemaBuilder("type Query { hello: String! } type Mutation { greet: String! }")
            .Root("Query", query => query.Field("hello", _ => "Hello"))
            .Root("Mutation", mutation => mutation.Field("greet", _ => "Hello"))
            .Build();
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        await using var app = builder.Build();
        app.MapGraphQL("/graphql", new GraphQLEngine(schema));
        await app.StartAsync(TestContext.Current.CancellationToken);

        var audits = await AuditRun.RunAsync(
            new Uri(new Uri(app.Urls.Single()), "graphql"), new Dictionary<string, string>(),
            TestContext.Current.CancellationToken);

        audits.ShouldAllPass();
    }
}
