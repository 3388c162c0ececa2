using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Cartwright.EndToEnd.Widget;

/// <summary>The chat in a page of another origin, whose styles, language and rules are its own.</summary>
public sealed class OtherSiteTests(Storefront store) : IClassFixture<Storefront>
{
    [Fact]
    public async Task Widget_on_another_site_speaks_its_language_in_its_colour_and_is_not_bent_by_its_styles()
    {
        await using var site = await OtherSite.StartAsync();
        await using var browser = await OpenAsync(
            site, await store.KeyForAsync(site.Origin), "data-color='#ffe14d' data-title='Fragen?'",
            "<style>* { color: red !important; letter-spacing: 9px !important; text-transform: uppercase !important; }"
                + "button, textarea { display: none !important }</style>");
        var page = browser.Page;
        await page.GetByRole(AriaRole.Button, new() { Name = "Chat öffnen" }).ClickAsync();
        await Expect(page.Panel()).ToHaveAccessibleNameAsync("Fragen?");
        await Expect(page.Launcher()).ToHaveCSSAsync("background-color", "rgb(255, 225, 77)");
        await Expect(page.Launcher()).ToHaveCSSAsync("color", "rgb(0, 0, 0)");
        await Expect(page.Log()).ToHaveCSSAsync("letter-spacing", "normal");
        await Expect(page.Log()).ToHaveCSSAsync("text-transform", "none");

        await page.SayAsync("Wo ist meine Bestellung?");

        await Expect(page.Log()).ToContainTextAsync("Bestellnummer");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Senden" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Key_of_another_page_is_refused_and_not_taken_for_a_lost_connection()
    {
        await using var site = await OtherSite.StartAsync();
        await using var browser = await OpenAsync(
            site, await store.KeyForAsync("https://elsewhere.example"), "", "");
        var page = browser.Page;
        await page.Launcher().ClickAsync();

        await page.SayAsync("Hallo");

        await Expect(page.Log()).ToContainTextAsync("Das konnte nicht beantwortet werden.");
        await Expect(page.Panel()).Not.ToContainTextAsync("nicht erreichbar");
    }

    [Fact]
    public async Task Page_that_is_not_allowed_any_more_is_told_so_once_and_its_conversation_is_not_taken_for_ended()
    {
        await using var site = await OtherSite.StartAsync();
        var key = await store.KeyForAsync(site.Origin);
        await using var browser = await OpenAsync(site, key, "", "");
        var page = browser.Page;
        await page.Launcher().ClickAsync();
        await page.SayAsync("Wo ist meine Bestellung?");
        await Expect(page.Log()).ToContainTextAsync("Bestellnummer");
        await store.RevokeAsync(key);
        var asked = 0;
        page.Request += (_, request) => asked += request.Method == "POST" ? 1 : 0;

        await page.SayAsync("1001");

        await Expect(page.Log()).ToContainTextAsync("Der Chat ist für diese Seite nicht eingerichtet.");
        await Expect(page.Log()).Not.ToContainTextAsync("Eine neue Unterhaltung hat begonnen.");
        asked.ShouldBe(1);
        (await page.EvaluateAsync<int>("localStorage.length")).ShouldBe(1);
    }

    [Fact]
    public async Task Reply_in_another_language_than_the_widgets_says_which_it_is_in()
    {
        await using var site = await OtherSite.StartAsync();
        await using var browser = await OpenAsync(site, await store.KeyForAsync(site.Origin), "", "");
        var page = browser.Page;
        await page.Launcher().ClickAsync();

        await page.SayAsync("Where is my order?");

        var reply = page.Log().GetByText("What is your order number?");
        await Expect(reply).ToHaveAttributeAsync("lang", "en");
        await page.ReloadAsync();
        await Expect(reply).ToHaveAttributeAsync("lang", "en");
    }

    [Fact]
    public async Task Shortcuts_of_the_shop_do_not_hear_what_is_typed_to_the_chat()
    {
        await using var site = await OtherSite.StartAsync();
        await using var browser = await OpenAsync(site, await store.KeyForAsync(site.Origin), "", "");
        var page = browser.Page;
        await page.EvaluateAsync("heard = ''; document.addEventListener('keydown', e => { heard += e.key; })");
        await page.Launcher().ClickAsync();

        await page.Keyboard.TypeAsync("search");

        await Expect(page.Input()).ToHaveValueAsync("search");
        (await page.EvaluateAsync<string>("heard")).ShouldBe("");
    }

    /// <summary>A browser on a page that names the site's key.</summary>
    private async Task<Chromium> OpenAsync(OtherSite site, string key, string attributes, string head)
    {
        var gateway = store.Gateway.GetLeftPart(UriPartial.Authority);
        // What the guide tells a shop to allow, and no more.
        site.Policy = $"default-src 'none'; style-src 'unsafe-inline'; script-src {gateway}; connect-src {gateway}; "
            + "require-trusted-types-for 'script'";
        site.Page = $"<!doctype html><html lang='de-AT'><head><title>Laden</title>{head}"
            + $"<script src='{gateway}/widget.js' data-key='{key}' {attributes} async></script></head>"
            + "<body><h1>Laden</h1></body></html>";
        return await Chromium.OpenAsync(site.Address);
    }
}
