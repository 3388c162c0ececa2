using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Cartwright.Cli.Demo;

namespace Cartwright.Cli.Tests;

/// <summary>
/// The command in a process of its own, as it takes its settings from there, beside a running gateway with two placed
/// orders and its sandbox.
/// </summary>
public sealed class ReconcileTests : IAsyncLifetime
{
    private static readonly string Yesterday = Screen.Time(TimeProvider.System.GetUtcNow().AddDays(-1));

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("cartwright-cli-test-");
    private readonly HttpClient http = Client();
    private RunningSandbox? sandbox;
    private RunningGateway? gateway;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        sandbox = await RunningSandbox.StartAsync(LoopbackAddress.AnyPort, Stop);
        gateway = await RunningGateway.StartAsync(
            new(LoopbackAddress.AnyPort, folder.FullName, sandbox.Address), Stop);
        await using var output = new StringWriter();
        var demo = new DemoRun(
            new(output, output, IsTerminal: false, TimeProvider.System),
            DemoScenario.Table.Single(scenario => scenario.Name == "placed"), sandbox, gateway);
        (await demo.RunAsync(Stop)).ShouldBe(0, output.ToString());
    }

    [Fact(Timeout = 60_000)]
    public async Task Books_that_agree_exit_0()
    {
        var run = await RunAsync();

        run.ShouldBe(new(0, "", "2 orders compared, 0 differences; 0 could not be compared yet.\n"));
    }

    [Fact(Timeout = 60_000)]
    public async Task Books_that_differ_exit_3_and_are_listed()
    {
        await ChargeAsync("order_stray");

        var text = await RunAsync();
        var json = await RunAsync("--json");

        text.ExitCode.ShouldBe(3, text.Error);
        text.Output.ShouldContain("CaptureWithoutOrder  order_stray");
        json.ExitCode.ShouldBe(3, json.Error);
        var read = JsonNode.Parse(json.Output)!;
        read["compared"]!.GetValue<int>().ShouldBe(3);
        var difference = read["differences"]!.AsArray().ShouldHaveSingleItem()!;
        (difference["kind"]!.GetValue<string>(), difference["subject"]!.GetValue<string>())
            .ShouldBe(("CaptureWithoutOrder", "order_stray"));
        read["unchecked"]!.AsArray().ShouldBeEmpty();
    }

    [Fact(Timeout = 60_000)]
    public async Task Orders_that_could_not_be_compared_are_listed_with_their_reason()
    {
        await FaultAsync(new { target = "store:mugs", operation = "get_order", kind = "status", code = 503 });

        var text = await RunAsync();
        var json = await RunAsync("--json");

        text.ExitCode.ShouldBe(0, text.Error);
        text.Output.ShouldStartWith("NOT COMPARED");
        text.Output.ShouldContain("The store answered HTTP 503.");
        text.Error.ShouldBe("1 orders compared, 0 differences; 1 could not be compared yet.\n");
        var order = JsonNode.Parse(json.Output)!["unchecked"]!.AsArray().ShouldHaveSingleItem()!;
        text.Output.ShouldContain(order["orderId"]!.GetValue<string>());
        order["why"]!.GetValue<string>().ShouldBe("The store answered HTTP 503.");
    }

    [Fact(Timeout = 60_000)]
    public async Task Orders_of_the_last_minutes_are_listed_as_not_compared()
    {
        var run = await RunAsync([], restSeconds: 600);

        run.ExitCode.ShouldBe(0, run.Error);
        run.Output.Trim().Split('\n').Length.ShouldBe(3);
        run.Output.ShouldContain("less than 600 seconds ago");
    }

    [Fact(Timeout = 60_000)]
    public async Task Processor_that_can_not_be_asked_exits_1_and_says_what_to_check()
    {
        await FaultAsync(new { target = "stripe", kind = "status", code = 503 });

        var run = await RunAsync("--json");

        (run.ExitCode, run.Output).ShouldBe((1, ""));
        run.Error.ShouldContain("Check Payments:Stripe");
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        if (gateway is not null) await gateway.DisposeAsync();
        if (sandbox is not null) await sandbox.DisposeAsync();
        folder.Delete(recursive: true);
    }

    private Task<CommandRun> RunAsync(params string[] more) => RunAsync(more, restSeconds: 0);

    private async Task<CommandRun> RunAsync(string[] more, int restSeconds)
    {
        var start = new ProcessStartInfo(
            "dotnet",
            [
                "exec", Path.Combine(AppContext.BaseDirectory, "cartwright-cli.dll"),
                "reconcile", "--since", Yesterday, "--data", folder.FullName, .. more,
            ])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["Payments__Stripe__BaseAddress"] = new Uri(sandbox!.Address, "stripe/").ToString();
        start.Environment["Payments__Stripe__SecretKey"] = "sk_test_sandbox";
        start.Environment["Payments__Stripe__ReturnUrl"] = "http://127.0.0.1/";
        start.Environment["Outbound__AllowPrivate"] = "true";
        start.Environment["Reconciliation__RestSeconds"] = $"{restSeconds}";
        using var process = Process.Start(start)!;
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(Stop);
            var error = process.StandardError.ReadToEndAsync(Stop);
            await process.WaitForExitAsync(Stop);
            return new(process.ExitCode, await output, await error);
        }
        finally
        {
            if (!process.HasExited) process.Kill();
        }
    }

    private async Task FaultAsync(params object[] rules)
    {
        using var answer = await http.PutAsJsonAsync(new Uri(sandbox!.Address, "sandbox/faults"), rules, Stop);
        answer.IsSuccessStatusCode.ShouldBeTrue();
    }

    private async Task ChargeAsync(string orderId)
    {
        using var request = new HttpRequestMessage(
            HttpMethod.Post, new Uri(sandbox!.Address, "stripe/v1/payment_intents"))
        {
            Content = new FormUrlEncodedContent(new Dictionary<string, string>
            {
                ["amount"] = "1000",
                ["currency"] = "usd",
                ["confirm"] = "true",
                ["payment_method_types[0]"] = "card",
                ["payment_method_data[type]"] = "card",
                ["payment_method_data[card][token]"] = "tok_visa",
                ["metadata[order_id]"] = orderId,
            }),
        };
        request.Headers.Authorization = new("Bearer", "sk_test_sandbox");
        using var answer = await http.SendAsync(request, Stop);
        answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync(Stop));
    }

    // RS0030: a test has no container to take a client from.
#pragma warning disable RS0030
    private static HttpClient Client() => new(new SocketsHttpHandler());
#pragma warning restore RS0030
}
