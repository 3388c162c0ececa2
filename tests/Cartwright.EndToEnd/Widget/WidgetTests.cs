using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Cartwright.EndToEnd.Widget;

/// <summary>The shopper's chat on the demo store, in a real browser.</summary>
public sealed class WidgetTests(Storefront store) : IClassFixture<Storefront>
{
    [Theory]
    [InlineData(1280, false, "")]
    [InlineData(1280, true, "?dir=rtl")]
    [InlineData(360, false, "?dir=rtl")]
    [InlineData(360, true, "")]
    public async Task Widget_closed_open_and_talking_can_be_used_by_everyone(int width, bool isDark, string query)
    {
        await using var browser = await Chromium.OpenAsync(new(store.Address + query), width, isDark);
        var page = browser.Page;
        await Expect(page.Launcher()).ToBeVisibleAsync();
        (await browser.ViolationsAsync()).ShouldBeEmpty();

        await page.Launcher().ClickAsync();
        await Expect(page.Panel()).ToBeVisibleAsync();
        (await browser.ViolationsAsync()).ShouldBeEmpty();

        await page.SayAsync("How long does delivery take?");
        await Expect(page.Log()).ToContainTextAsync("2 to 3 working days");
        await Expect(page.Log()).ToContainTextAsync("Sources:");
        await page.SayAsync("Where is my order?");
        await Expect(page.Log()).ToContainTextAsync("What is your order number?");
        await page.SayAsync("#1001");
        await page.SayAsync("ada@example.com");
        await Expect(page.Log()).ToContainTextAsync("Delivered on");
        await SeeAsync(page, $"widget-{width}-{(isDark ? "dark" : "light")}{query.Replace('?', '-')}");
        (await browser.ViolationsAsync()).ShouldBeEmpty();
        (await page.EvaluateAsync<int>("document.documentElement.scrollWidth")).ShouldBeLessThanOrEqualTo(width);
        browser.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task Conversation_by_keyboard_alone_finds_an_order_and_ends_where_it_began()
    {
        await using var browser = await Chromium.OpenAsync(store.Address);
        var page = browser.Page;
        await Expect(page.Launcher()).ToBeVisibleAsync();
        await TabToAsync(page, page.Launcher());
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Input()).ToBeFocusedAsync();
        await Expect(page.Launcher()).ToHaveAttributeAsync("aria-expanded", "true");

        await page.Keyboard.TypeAsync("Hello,");
        await page.Keyboard.PressAsync("Shift+Enter");
        await page.Keyboard.TypeAsync("where is my order?");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Log()).ToContainTextAsync("Hello,\nwhere is my order?");
        await Expect(page.Log()).ToContainTextAsync("What is your order number?");
        await page.Keyboard.TypeAsync("#1001");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Log()).ToContainTextAsync("postcode it was placed with");
        await page.Keyboard.TypeAsync("ada@example.com");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Log()).ToContainTextAsync("Your order #1001");
        await Expect(page.Log()).ToContainTextAsync("Delivered on");
        await Expect(page.Log().GetByRole(AriaRole.Link).First).ToHaveAttributeAsync("rel", new Regex("noopener"));

        await page.Keyboard.PressAsync("Escape");

        await Expect(page.Panel()).ToBeHiddenAsync();
        await Expect(page.Launcher()).ToBeFocusedAsync();
        await Expect(page.Launcher()).ToHaveAttributeAsync("aria-expanded", "false");
        browser.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task Panel_that_covers_a_small_screen_keeps_the_focus_and_lets_it_go_when_closed()
    {
        await using var browser = await Chromium.OpenAsync(store.Address, width: 360);
        var page = browser.Page;
        await page.Launcher().ClickAsync();
        await Expect(page.Panel()).ToHaveAttributeAsync("aria-modal", "true");

        for (var press = 0; press < 12; press++)
        {
            await page.Keyboard.PressAsync("Tab");
            await Expect(page.Panel().Locator(":focus")).ToHaveCountAsync(1);
        }

        await page.GetByRole(AriaRole.Button, new() { Name = "Close the chat" }).ClickAsync();
        await Expect(page.Launcher()).ToBeFocusedAsync();
        browser.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task Conversation_goes_on_where_it_was_on_the_next_page()
    {
        await using var browser = await Chromium.OpenAsync(store.Address);
        var page = browser.Page;
        await page.Launcher().ClickAsync();
        await page.SayAsync("Where is my order #1001?");
        await Expect(page.Log()).ToContainTextAsync("postcode it was placed with");

        await page.GetByRole(AriaRole.Link, new() { Name = "Parrot tulips" }).ClickAsync();

        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Parrot tulips" })).ToBeVisibleAsync();
        await Expect(page.Panel()).ToBeVisibleAsync();
        await Expect(page.Log()).ToContainTextAsync("Where is my order #1001?");
        await page.SayAsync("ada@example.com");
        await Expect(page.Log()).ToContainTextAsync("Your order #1001");
        (await page.Context.CookiesAsync()).ShouldBeEmpty();

        await page.GetByRole(AriaRole.Button, new() { Name = "Start over" }).ClickAsync();
        await Expect(page.Log()).Not.ToContainTextAsync("#1001");
        await page.ReloadAsync();
        await Expect(page.Panel()).ToBeVisibleAsync();
        await Expect(page.Log()).Not.ToContainTextAsync("#1001");
        browser.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task Session_that_is_not_known_any_more_begins_a_new_conversation_and_is_answered()
    {
        await using var browser = await Chromium.OpenAsync(store.Address);
        var page = browser.Page;
        await page.Launcher().ClickAsync();
        await page.SayAsync("Hello");
        await Expect(page.Log()).ToContainTextAsync("I can look up an order");
        await page.EvaluateAsync(
            """
            for (const key of Object.keys(localStorage)) {
              localStorage.setItem(key, JSON.stringify({ ...JSON.parse(localStorage.getItem(key)), signature: "x" }));
            }
            """);

        await page.SayAsync("How long do tulips last?");

        await Expect(page.Log()).ToContainTextAsync("A new conversation has begun.");
        await Expect(page.Log()).ToContainTextAsync("5 to 7 days");
        browser.Complaints.ShouldHaveSingleItem().ShouldStartWith("403");
    }

    [Fact]
    public async Task Hostile_document_is_shown_as_text_and_runs_nothing()
    {
        await store.TeachAsync(
            "javascript:document.title='stolen'//.txt",
            """
            Zeppelin rides: <script>document.title='stolen'</script> <img src=x onerror="document.title='stolen'"> see
            https://zeppelin.example/rides"onmouseover="document.title='stolen'. Or javascript:document.title='stolen'.
            """);
        await using var browser = await Chromium.OpenAsync(store.Address);
        var page = browser.Page;
        await page.Launcher().ClickAsync();

        await page.SayAsync("Tell me about zeppelin rides");

        await Expect(page.Log()).ToContainTextAsync("Sources:");
        await Expect(page.Log()).ToContainTextAsync("<script>");
        await Expect(page.Log().Locator("script, img, [onerror], [onmouseover], a[href^='javascript' i]"))
            .ToHaveCountAsync(0);
        await Expect(page).ToHaveTitleAsync("Tulips & Daughters");
        browser.Complaints.ShouldBeEmpty();
    }

    private static async Task TabToAsync(IPage page, ILocator wanted)
    {
        for (var press = 0; press < 20; press++)
        {
            await page.Keyboard.PressAsync("Tab");
            if (await wanted.EvaluateAsync<bool>("element => element.matches(':focus')"))
            {
                return;
            }
        }

        throw new InvalidOperationException("Tab did not reach it.");
    }

    /// <summary>Where a person wants to look at it, in the folder that CARTWRIGHT_TEST_PICTURES names.</summary>
    private static async Task SeeAsync(IPage page, string name)
    {
        if (Environment.GetEnvironmentVariable("CARTWRIGHT_TEST_PICTURES") is { Length: > 0 } folder)
        {
            await page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}.png") });
        }
    }
}
