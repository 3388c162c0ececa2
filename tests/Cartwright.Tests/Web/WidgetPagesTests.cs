using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using Cartwright.Tests.Slices;

namespace Cartwright.Tests.Web;

/// <summary>The widget and the demo store, as a browser is sent them.</summary>
public sealed class WidgetPagesTests
{
    private const int CompressedBytesMax = 15_000;
    private const string DemoIsOpen = "--Assistant:DemoStore=true";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Widget_is_one_small_script_that_any_page_may_include()
    {
        await using var world = await World.StartAsync();

        using var plain = await GetAsync(world, "/widget.js");
        using var packed = await GetAsync(world, "/widget.js", one => one.Headers.AcceptEncoding.ParseAdd("br, gzip"));

        foreach (var answer in new[] { plain, packed })
        {
            answer.StatusCode.ShouldBe(HttpStatusCode.OK);
            answer.Content.Headers.ContentType!.ToString().ShouldBe("text/javascript; charset=utf-8");
            Header(answer, "X-Content-Type-Options").ShouldBe("nosniff");
            Header(answer, "Cross-Origin-Resource-Policy").ShouldBe("cross-origin");
            Header(answer, "Vary").ShouldBe("Accept-Encoding");
            answer.Headers.CacheControl!.MaxAge.ShouldBe(TimeSpan.FromMinutes(5));
            answer.Headers.TryGetValues("Set-Cookie", out _).ShouldBeFalse();
        }

        packed.Content.Headers.ContentEncoding.ShouldBe(["gzip"]);
        packed.Headers.ETag.ShouldNotBe(plain.Headers.ETag);
        var bytes = await packed.Content.ReadAsByteArrayAsync(Stop);
        bytes.Length.ShouldBeLessThan(CompressedBytesMax);
        using var unpacking = new StreamReader(new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress));
        var script = await unpacking.ReadToEndAsync(Stop);
        script.ShouldBe(await plain.Content.ReadAsStringAsync(Stop));
        // What a strict policy of a shop's forbids, and what would turn a reply into markup.
        script.ShouldNotContain("innerHTML");
        script.ShouldNotContain("insertAdjacentHTML");
        script.ShouldNotContain("eval(");
        script.ShouldNotContain("document.cookie");
    }

    [Theory]
    [InlineData("identity")]
    [InlineData("gzip")]
    [InlineData("gzip;q=0")]
    public async Task Widget_is_sent_only_once_to_who_has_it(string encoding)
    {
        await using var world = await World.StartAsync();
        void Ask(HttpRequestMessage request) => request.Headers.TryAddWithoutValidation("Accept-Encoding", encoding);
        using var first = await GetAsync(world, "/widget.js", Ask);

        using var again = await GetAsync(world, "/widget.js", request =>
        {
            Ask(request);
            request.Headers.IfNoneMatch.Add(first.Headers.ETag!);
        });

        first.Content.Headers.ContentEncoding.ShouldBe(encoding == "gzip" ? ["gzip"] : []);
        again.StatusCode.ShouldBe(HttpStatusCode.NotModified);
    }

    [Theory]
    [InlineData("/demo-store")]
    [InlineData("/demo-store/tulip-bulbs")]
    [InlineData("/demo-store/store.css")]
    public async Task Demo_store_is_not_there_unless_it_is_switched_on(string path)
    {
        await using var closed = await World.StartAsync();
        await using var open = await World.StartAsync(DemoIsOpen);

        using var hidden = await GetAsync(closed, path);
        using var shown = await GetAsync(open, path);

        hidden.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        shown.StatusCode.ShouldBe(HttpStatusCode.OK);
        Header(shown, "X-Content-Type-Options").ShouldBe("nosniff");
    }

    [Fact]
    public async Task Demo_store_shows_its_products_with_the_widget_and_lets_nothing_from_elsewhere_in()
    {
        await using var world = await World.StartAsync(DemoIsOpen, "--Assistant:DemoStoreKey=cw_widget_\"><b>");

        using var answer = await GetAsync(world, "/demo-store");
        using var missing = await GetAsync(world, "/demo-store/roses");

        var policy = Header(answer, "Content-Security-Policy");
        policy.ShouldStartWith("default-src 'none'; ");
        policy.ShouldContain("frame-ancestors 'none'");
        policy.ShouldNotContain("unsafe");
        policy.ShouldNotContain("http");
        var page = await answer.Content.ReadAsStringAsync(Stop);
        page.ShouldContain("Parrot tulips");
        page.ShouldContain("src=\"/widget.js\" data-key=\"cw_widget_&quot;");
        page.ShouldNotContain("<b>");
        missing.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Demo_store_without_a_key_says_what_to_set()
    {
        await using var world = await World.StartAsync(DemoIsOpen);

        using var answer = await GetAsync(world, "/demo-store");

        var page = await answer.Content.ReadAsStringAsync(Stop);
        page.ShouldContain("Assistant:DemoStoreKey");
        page.ShouldNotContain("widget.js");
    }

    [Fact]
    public async Task Page_of_another_site_can_read_why_its_key_is_refused()
    {
        await using var world = await World.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(world.Address, "/v1/chat/stream"));
        request.Headers.Add("Origin", "https://shop.example");
        request.Headers.Add("X-Widget-Key", "cw_widget_unknown");
        request.Content = new StringContent("""{"message":"Hello"}""", MediaTypeHeaderValue.Parse("application/json"));

        using var answer = await world.Outside.SendAsync(request, Stop);

        answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        Header(answer, "Access-Control-Allow-Origin").ShouldBe("https://shop.example");
    }

    private static string Header(HttpResponseMessage answer, string name) => answer.Headers.GetValues(name).Single();

    private static async Task<HttpResponseMessage> GetAsync(
        World world, string path, Action<HttpRequestMessage>? change = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(world.Address, path));
        change?.Invoke(request);
        return await world.Outside.SendAsync(request, Stop);
    }
}
