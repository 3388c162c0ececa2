using System.Diagnostics;
using System.Runtime.CompilerServices;
using Cartwright.Webhooks;

namespace Cartwright.Tests.Webhooks;

/// <summary>The code that docs/guides/webhooks.md shows is the code that these tests run.</summary>
public sealed class WebhookGuideTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_800_000_000);

    [Fact]
    public async Task CSharp_of_the_guide_is_the_verifier_that_the_tests_use()
    {
        var source = await ReadAsync("GuideVerifier.cs");

        (await BlockAsync("csharp")).ShouldBe(source.Split("// <guide>\n")[1].Split("// </guide>")[0].TrimEnd('\n'));
    }

    [Theory]
    [InlineData(0, "", true)]
    [InlineData(301, "", false)]
    [InlineData(-301, "", false)]
    [InlineData(0, " ", false)]
    public void CSharp_of_the_guide_takes_what_is_signed_now_and_nothing_else(int age, string added, bool isGenuine)
    {
        var (secret, headers) = Signed();

        WebhookVerifier.IsGenuine(
            secret, headers["webhook-id"], headers["webhook-timestamp"], headers["webhook-signature"],
            [.. "{}"u8, .. System.Text.Encoding.UTF8.GetBytes(added)], Now.AddSeconds(age)).ShouldBe(isGenuine);
    }

    [Fact]
    public async Task Node_of_the_guide_takes_what_is_signed_now_and_nothing_else()
    {
        var node = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Select(folder => Path.Combine(folder, "node")).FirstOrDefault(File.Exists);
        Assert.SkipWhen(node is null, "Install Node to run the guide's JavaScript.");
        var (secret, headers) = Signed();
        string arguments = $"'{secret}', '{headers["webhook-id"]}', '{headers["webhook-timestamp"]}', "
            + $"'v0,eA== {headers["webhook-signature"]}'";
        var script = await BlockAsync("js") + $"""

            const now = {Now.ToUnixTimeSeconds()};
            const tries = [["{"{}"}", now], ["{"{}"}", now + 301], ["{"{}"} ", now]];
            console.log(tries.map(([body, at]) => isGenuine({arguments}, Buffer.from(body), at)).join(" "));
            """;

        using var run = Process.Start(new ProcessStartInfo(node!, ["--input-type=module", "-e", script])
        {
            RedirectStandardOutput = true,
        })!;
        var printed = await run.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);

        printed.Trim().ShouldBe("true false false");
    }

    [Fact]
    public async Task Guide_names_every_type()
    {
        var guide = await GuideAsync();

        WebhookBody.Types.ShouldAllBe(type => guide.Contains($"`{type}`", StringComparison.Ordinal));
    }

    private static (string Secret, Dictionary<string, string> Headers) Signed()
    {
        var secret = WebhookSignature.NewSecret();
        return (secret.Reveal(), WebhookSignature.Headers("order_1-1-endpoint_1", "{}"u8, [secret], Now)
            .ToDictionary(header => header.Name, header => header.Value));
    }

    private static async Task<string> BlockAsync(string language) =>
        (await GuideAsync()).Split($"```{language}\n")[1].Split("\n```")[0];

    private static Task<string> GuideAsync() => ReadAsync("../../../docs/guides/webhooks.md");

    private static Task<string> ReadAsync(string file, [CallerFilePath] string test = "") =>
        File.ReadAllTextAsync(
            Path.Combine(Path.GetDirectoryName(test)!, file), TestContext.Current.CancellationToken);
}
