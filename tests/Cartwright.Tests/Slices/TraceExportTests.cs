using System.Text;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using static Cartwright.Tests.Slices.ShopWorld;

namespace Cartwright.Tests.Slices;

/// <summary>What a collector receives.</summary>
public sealed class TraceExportTests
{
    [Fact(Timeout = 60_000)]
    public async Task Lookup_reaches_the_collector_with_its_attempts_and_without_token_or_person()
    {
        var received = Channel.CreateUnbounded<string>();
        await using var collector = await CollectorAsync(received);
        await using var shops = await WithAsync(
            Tulips, $"--OTEL_EXPORTER_OTLP_ENDPOINT={collector.Urls.First()}",
            "--OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf", "--OTEL_BSP_SCHEDULE_DELAY=50");

        (await shops.LookUpAsync(Tulips, "#1001"))["code"]!.GetValue<string>().ShouldBe("FOUND");

        // Those of other gateways in this process come too.
        var spans = "";
        while (!spans.Contains("lookup order", StringComparison.Ordinal)
            || !spans.Contains(Tulips, StringComparison.Ordinal))
        {
            spans += await received.Reader.ReadAsync(TestContext.Current.CancellationToken);
        }

        spans.ShouldContain("answered");
        spans.ShouldNotContain((await shops.ShopAsync(Tulips)).AccessToken!.Reveal());
        spans.ShouldNotContain(Ada);
        spans.ShouldNotContain("#1001");
    }

    [Fact]
    public async Task Collector_without_an_address_is_refused_at_start()
    {
        var refusal = await Should.ThrowAsync<OptionsValidationException>(
            () => StartAsync("--OTEL_EXPORTER_OTLP_ENDPOINT=collector"));

        refusal.Message.ShouldContain("Set OTEL_EXPORTER_OTLP_ENDPOINT");
    }

    /// <summary>Protobuf keeps texts as they are, so that they can be looked for in the body.</summary>
    private static async Task<WebApplication> CollectorAsync(Channel<string> received)
    {
        var builder = WebApplication.CreateSlimBuilder([]);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var collector = builder.Build();
        collector.MapPost("/v1/traces", async (HttpContext context) =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            received.Writer.TryWrite(Encoding.Latin1.GetString(body.ToArray()));
        });
        await collector.StartAsync();
        return collector;
    }
}
