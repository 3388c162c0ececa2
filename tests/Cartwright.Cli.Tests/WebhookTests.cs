using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Cartwright.Cli.Tests;

/// <summary>The webhooks commands on a data folder of their own, with an endpoint that answers challenges.</summary>
public sealed class WebhookTests : IAsyncLifetime
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("cartwright-cli-test-");
    private readonly WebApplication endpoint;
    private bool isUp = true;

    public WebhookTests()
    {
        var builder = WebApplication.CreateSlimBuilder([]);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        endpoint = builder.Build();
        endpoint.MapPost("/hooks", async (HttpContext http) =>
        {
            var body = await JsonNode.ParseAsync(http.Request.Body);
            return isUp
                ? Results.Json(new { challenge = body!["data"]!["challenge"]!.GetValue<string>() })
                : Results.StatusCode(500);
        });
    }

    public async ValueTask InitializeAsync()
    {
        await endpoint.StartAsync(TestContext.Current.CancellationToken);
        (await RunAsync("keys", "create")).ExitCode.ShouldBe(0);
    }

    public async ValueTask DisposeAsync()
    {
        await endpoint.DisposeAsync();
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Endpoint_is_added_listed_given_a_new_secret_and_removed()
    {
        var added = await RunAsync("webhooks", "add", Url, "--types", "ORDER_PLACED,ORDER_FAILED", "--allow-private");
        var listed = await RunAsync("webhooks", "list");
        var id = listed.Output.Split('\n')[1].Split(' ')[0];
        var rotated = await RunAsync("webhooks", "rotate", id);
        var removed = await RunAsync("webhooks", "remove", id);
        var after = await RunAsync("webhooks", "list", "--account", "account_default");

        added.ExitCode.ShouldBe(0, added.Error);
        added.Output.Trim().ShouldStartWith("whsec_");
        added.Error.ShouldContain($"{id} is verified");
        listed.Output.ShouldContain("ORDER_PLACED,ORDER_FAILED");
        listed.Output.ShouldContain(" active ");
        listed.Output.ShouldNotContain("whsec_");
        rotated.Output.Trim().ShouldStartWith("whsec_");
        rotated.Output.ShouldNotBe(added.Output);
        removed.ExitCode.ShouldBe(0);
        after.Output.Trim().Split('\n').Length.ShouldBe(1);
    }

    [Fact]
    public async Task Endpoint_that_is_down_is_added_but_not_used_until_a_test_succeeds()
    {
        isUp = false;
        var added = await RunAsync("webhooks", "add", Url, "--allow-private");
        var listed = await RunAsync("webhooks", "list");
        var id = listed.Output.Split('\n')[1].Split(' ')[0];
        isUp = true;
        var tested = await RunAsync("webhooks", "test", id, "--allow-private");

        added.ExitCode.ShouldBe(1);
        added.Error.ShouldContain($"'cartwright webhooks test {id}'");
        listed.Output.ShouldContain(" unverified ");
        tested.ExitCode.ShouldBe(0, tested.Error);
        (await RunAsync("webhooks", "list")).Output.ShouldContain(" active ");
    }

    [Theory]
    [InlineData("add https://127.0.0.1/hooks", "public address")]
    [InlineData("add http://app.example/hooks", "https")]
    [InlineData("add https://app.example/hooks --types NOPE", "There is no type NOPE")]
    [InlineData("add https://app.example/hooks --account account_9", "keys create")]
    [InlineData("test endpoint_9", "webhooks list")]
    [InlineData("rotate endpoint_9", "webhooks list")]
    [InlineData("remove endpoint_9", "webhooks list")]
    [InlineData("redeliver order_9-1-endpoint_9", "webhooks deliveries")]
    public async Task What_can_not_be_done_is_said_in_one_line_with_what_to_do(string arguments, string word)
    {
        var run = await RunAsync(["webhooks", .. arguments.Split(' ')]);

        run.ExitCode.ShouldBe(1);
        run.Error.Trim().Split('\n').Length.ShouldBe(1);
        run.Error.ShouldContain(word);
    }

    [Fact]
    public async Task Deliveries_of_a_folder_without_any_are_an_empty_table()
    {
        var run = await RunAsync("webhooks", "deliveries");

        run.ExitCode.ShouldBe(0);
        run.Output.Trim().ShouldStartWith("CREATED");
        run.Output.Trim().Split('\n').Length.ShouldBe(1);
    }

    private string Url => $"{endpoint.Urls.First()}/hooks";

    private Task<CommandRun> RunAsync(params string[] arguments) =>
        CommandRun.RunAsync([.. arguments, "--data", folder.FullName]);
}
