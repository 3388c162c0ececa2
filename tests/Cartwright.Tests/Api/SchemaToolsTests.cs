using System.Net;
using System.Text;
using System.Text.Json;
using Cartwright.Api;
using Cartwright.GraphQL;
using Cartwright.Tests.Slices;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Tests.Api;

public sealed class SchemaToolsTests
{
    public static TheoryData<string> Examples => [.. Example.All.Select(example => example.Title)];

    [Fact]
    public async Task Schema_is_served_to_anyone_and_only_once_to_who_has_it()
    {
        await using var world = await World.StartAsync();
        var address = new Uri(world.Address, SchemaTools.SdlPath);

        using var answer = await world.Outside.GetAsync(address, TestContext.Current.CancellationToken);

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Content.Headers.ContentType!.ToString().ShouldBe("text/plain; charset=utf-8");
        (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))
            .ShouldBe(CheckoutSchema.Instance.ToSdl() + "\n");
        using var again = new HttpRequestMessage(HttpMethod.Get, address);
        again.Headers.IfNoneMatch.Add(answer.Headers.ETag!);
        using var unchanged = await world.Outside.SendAsync(again, TestContext.Current.CancellationToken);
        unchanged.StatusCode.ShouldBe(HttpStatusCode.NotModified);
    }

    [Fact]
    public async Task Explorer_lets_nothing_from_elsewhere_in_and_nobody_frame_it()
    {
        await using var world = await World.StartAsync();

        using var answer = await world.Outside.GetAsync(
            new Uri(world.Address, SchemaTools.ExplorerPath), TestContext.Current.CancellationToken);

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Content.Headers.ContentType!.ToString().ShouldBe("text/html; charset=utf-8");
        var policy = answer.Headers.GetValues("Content-Security-Policy").Single();
        policy.ShouldStartWith("default-src 'none'; ");
        policy.ShouldContain("script-src 'self'; ");
        policy.ShouldContain("frame-ancestors 'none'");
        policy.ShouldNotContain("unsafe");
        policy.ShouldNotContain("http");
        answer.Headers.GetValues("Referrer-Policy").ShouldBe(["no-referrer"]);
        answer.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public async Task Example_of_the_explorer_fits_the_contract(string title)
    {
        var example = Example.All.Single(candidate => candidate.Title == title);
        await using var services = new ServiceCollection().BuildServiceProvider();

        using var response = await new GraphQLEngine(CheckoutSchema.Instance).ExecuteAsync(
            new(string.Join('\n', example.Document), variables: example.Variables),
            new(services, TestContext.Current.CancellationToken));

        // Nothing is there to serve its fields, but it was found good to run.
        response.Outcome.ShouldBe(GraphQLOutcome.Executed, Encoding.UTF8.GetString(response.Json.Span));
    }

    private sealed record Example(string Title, string[] Document, JsonElement Variables)
    {
        public static IReadOnlyList<Example> All { get; } = JsonSerializer.Deserialize<List<Example>>(
            SchemaTools.Read("examples.json"), JsonSerializerOptions.Web)!;
    }
}
