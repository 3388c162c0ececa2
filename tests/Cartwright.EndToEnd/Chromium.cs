using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Cartwright.EndToEnd;

/// <summary>
/// A page in a real browser, and what the browser complained of: everything on its console that is an error, every
/// exception of a script, every request to another origin than the first page's.
/// </summary>
internal sealed class Chromium : IAsyncDisposable
{
    // It asks nobody but the page's own server, and needs no screen, no rights and no account.
    private static readonly string[] Arguments =
    [
        "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
        "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ];

    private readonly IPlaywright playwright;
    private readonly IBrowser browser;
    private readonly List<string> complaints = [];

    private Chromium(IPlaywright playwright, IBrowser browser, IPage page) =>
        (this.playwright, this.browser, Page) = (playwright, browser, page);

    public IPage Page { get; }

    public IReadOnlyList<string> Complaints
    {
        get
        {
            lock (complaints) return [.. complaints];
        }
    }

    public static async Task<Chromium> OpenAsync(Uri address, int width = 1280, bool isDark = false)
    {
        var program = Needs.Program("chromium");
        var playwright = await Playwright.CreateAsync();
        var browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = program, Args = Arguments });
        var page = await browser.NewPageAsync(new()
        {
            ViewportSize = new() { Width = width, Height = 900 },
            ColorScheme = isDark ? ColorScheme.Dark : ColorScheme.Light,
        });
        var made = new Chromium(playwright, browser, page);
        made.Listen(address);
        await page.GotoAsync(address.ToString());
        return made;
    }

    /// <summary>What axe-core finds wrong that is serious or critical.</summary>
    public async Task<IReadOnlyList<string>> SeriousViolationsAsync()
    {
        var found = await Page.RunAxe();
        return [.. found.Violations.Where(violation => violation.Impact is "serious" or "critical")
            .Select(violation => $"{violation.Id}: {string.Join(", ", violation.Nodes.Select(node => node.Html))}")];
    }

    /// <summary>What axe-core finds wrong, however slight.</summary>
    public async Task<IReadOnlyList<string>> ViolationsAsync()
    {
        var found = await Page.RunAxe();
        return [.. found.Violations.SelectMany(violation => violation.Nodes.Select(node =>
            $"{violation.Id} ({violation.Impact}): {node.Html}"))];
    }

    public async ValueTask DisposeAsync()
    {
        await browser.DisposeAsync();
        playwright.Dispose();
    }

    private void Listen(Uri address)
    {
        Page.Request += (_, request) =>
        {
            if (new Uri(request.Url).GetLeftPart(UriPartial.Authority) != address.GetLeftPart(UriPartial.Authority))
            {
                Complain($"A request went to {request.Url}");
            }
        };
        Page.PageError += (_, error) => Complain($"Exception: {error}");
        Page.Console += (_, message) =>
        {
            // The browser itself notes every answer that is not 2xx; the page shows those.
            if (message.Type is "error"
                && !message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal))
            {
                Complain($"Console: {message.Text}");
            }
        };
        Page.Response += (_, response) =>
        {
            if (response.Status >= 400 && new Uri(response.Url).AbsolutePath != "/v1/query")
            {
                Complain($"{response.Status} for {response.Url}");
            }
        };
    }

    private void Complain(string text)
    {
        lock (complaints) complaints.Add(text);
    }
}
