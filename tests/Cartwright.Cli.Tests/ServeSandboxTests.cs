using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Cartwright.Cli.Demo;

namespace Cartwright.Cli.Tests;

/// <summary>
/// What <c>serve --sandbox</c> prints, taken at its word by a client, by a merchant's browser and by a command that
/// knows nothing else. The commands are processes of their own, since the printed settings are environment variables.
/// </summary>
public sealed partial class ServeSandboxTests : IAsyncLifetime
{
    private const string Tulips = "tulips.myshopify.com";
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("cartwright-cli-test-");
    private readonly List<string> printed = [];
    private Process serving = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        serving = Start([], "serve", "--sandbox", "--urls", LoopbackAddress.AnyPort);
        while (await serving.StandardOutput.ReadLineAsync(Stop) is { } line)
        {
            printed.Add(line);
            if (line.StartsWith("Stop it", StringComparison.Ordinal))
            {
                return;
            }
        }

        throw new InvalidOperationException($"It ended after: {string.Join('\n', printed)}");
    }

    [Fact]
    public async Task Printed_settings_let_a_client_query_the_gateway_and_a_command_find_an_order()
    {
        var settings = Settings();
        using var client = Client(new Uri(settings["Shops__PublicAddress"]), Printed("Key"));

        using var answer = await client.PostAsJsonAsync("v1/query", new { query = "{ __typename }" }, Stop);
        var told = await answer.Content.ReadFromJsonAsync<JsonNode>(Stop);
        told!["data"]!["__typename"]!.GetValue<string>().ShouldBe("Query");

        var connection = printed.Single(line => line.Contains(Tulips, StringComparison.Ordinal)).Split(' ')[^1];
        (await MerchantBrowser.ConnectAsync(new(connection), Stop)).ShouldBeNull();
        using var found = await client.PostAsJsonAsync(
            $"v1/shops/{Tulips}/orders/lookup", new { order = "#1001", email = "ada@example.com" }, Stop);
        (await found.Content.ReadFromJsonAsync<JsonNode>(Stop))!["code"]!.GetValue<string>().ShouldBe("FOUND");

        var (exitCode, output) = await RunAsync(settings, "lookup", "--shop", Tulips, "--order", "#1001");
        exitCode.ShouldBe(0, output);
        output.ShouldContain("#1001, FULFILLED");
    }

    public async ValueTask DisposeAsync()
    {
        serving.Kill();
        await serving.WaitForExitAsync(CancellationToken.None);
        serving.Dispose();
        folder.Delete(recursive: true);
    }

    /// <summary>What the line would set in a shell: names, and values that need no quotes.</summary>
    private Dictionary<string, string> Settings()
    {
        var line = printed.Single(one => one.StartsWith("export ", StringComparison.Ordinal));
        var words = line["export ".Length..].Split(' ');
        words.ShouldAllBe(word => PlainSetting.IsMatch(word));
        return words.Select(word => word.Split('=', 2)).ToDictionary(parts => parts[0], parts => parts[1]);
    }

    // A brace without a comma or two dots in it is itself in a shell.
    [GeneratedRegex(@"^[A-Za-z_]+=[A-Za-z0-9_:/.-]*(\{shop\}/)?$")]
    private static partial Regex PlainSetting { get; }

    private string Printed(string what) =>
        printed.Single(line => line.StartsWith(what, StringComparison.Ordinal)).Split(' ')[^1];

    // RS0030: a test has no container to take a client from.
#pragma warning disable RS0030
    private static HttpClient Client(Uri address, string key)
    {
        var client = new HttpClient { BaseAddress = address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", key);
        return client;
    }
#pragma warning restore RS0030

    private async Task<(int ExitCode, string Output)> RunAsync(
        Dictionary<string, string> settings, params string[] arguments)
    {
        using var command = Start(settings, arguments);
        var error = command.StandardError.ReadToEndAsync(Stop);
        var output = await command.StandardOutput.ReadToEndAsync(Stop);
        await command.WaitForExitAsync(Stop);
        return (command.ExitCode, output + await error);
    }

    private Process Start(Dictionary<string, string> settings, params string[] arguments)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "cartwright-cli.dll");
        var start = new ProcessStartInfo("dotnet", ["exec", program, .. arguments, "--data", folder.FullName])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = settings.Count > 0,
        };
        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start) ?? throw new InvalidOperationException("dotnet did not start.");
    }
}
