using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Cartwright.EndToEnd.Widget;

/// <summary>A shop's own site, of one page, at another origin than the gateway's.</summary>
internal sealed class OtherSite : IAsyncDisposable
{
    private readonly WebApplication app;

    private OtherSite(WebApplication app) => this.app = app;

    internal Uri Address => new(app.Urls.First());

    internal string Origin => Address.GetLeftPart(UriPartial.Authority);

    internal string Page { get; set; } = "";

    internal string Policy { get; set; } = "";

    internal static async Task<OtherSite> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder(["--urls=http://127.0.0.1:0"]);
        builder.Logging.ClearProviders();
        var site = new OtherSite(builder.Build());
        site.app.MapGet("/", (HttpContext http) =>
        {
            http.Response.Headers.ContentSecurityPolicy = site.Policy;
            return Results.Content(site.Page, "text/html; charset=utf-8");
        });
        await site.app.StartAsync(TestContext.Current.CancellationToken);
        return site;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();
}
