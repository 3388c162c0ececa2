using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Cartwright.EndToEnd;

/// <summary>The page at <c>/v1/explorer</c> in a real browser.</summary>
public sealed class ExplorerTests(World world) : IClassFixture<World>
{
    private Uri Address => new(world.Gateway.Addresses[0], "v1/explorer");

    [Fact]
    public async Task Explorer_runs_a_query_and_shows_the_answer()
    {
        await using var browser = await Chromium.OpenAsync(Address);
        var page = browser.Page;
        await page.GetByLabel("API key").FillAsync(world.Key.Reveal());
        await page.GetByLabel("Variables").FillAsync("""{"id": "cart_none"}""");
        await page.GetByLabel("Document").FillAsync(
            "query A { shopifyApp { __typename } } query B($id: ID!) { checkoutByCartID(cartID: $id) { status } }");
        await page.GetByLabel("Operation").SelectOptionAsync("A");

        await page.GetByLabel("Document").PressAsync("Control+Enter");

        await Expect(page.Locator("#response")).ToContainTextAsync("\"__typename\": \"ShopifyApp\"");
        await Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("200 OK");

        await page.GetByLabel("Operation").SelectOptionAsync("B");
        await page.GetByRole(AriaRole.Button, new() { Name = "Run", Exact = true }).ClickAsync();

        await Expect(page.Locator("#response")).ToContainTextAsync("checkoutByCartID");
        browser.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task Explorer_shows_refusals_as_they_are()
    {
        await using var browser = await Chromium.OpenAsync(Address);
        var page = browser.Page;
        await page.GetByLabel("Document").FillAsync("{ nothingOfTheKind }");
        await page.GetByRole(AriaRole.Button, new() { Name = "Run", Exact = true }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("401");
        await Expect(page.Locator("#response")).ToContainTextAsync("UNAUTHENTICATED");

        await page.GetByLabel("API key").FillAsync(world.Key.Reveal());
        await page.GetByRole(AriaRole.Button, new() { Name = "Run", Exact = true }).ClickAsync();
        await Expect(page.Locator("#response")).ToContainTextAsync("Cannot query field");
        await Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("400");

        await page.GetByLabel("Variables").FillAsync("{");
        await page.GetByRole(AriaRole.Button, new() { Name = "Run", Exact = true }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("not JSON");
        browser.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task Explorer_opens_and_finds_types_of_the_schema()
    {
        await using var browser = await Chromium.OpenAsync(Address);
        var page = browser.Page;
        var schema = page.Locator("#schema");
        await page.GetByLabel("API key").FillAsync(world.Key.Reveal());
        await page.GetByRole(AriaRole.Button, new() { Name = "Load" }).ClickAsync();

        await schema.GetByRole(AriaRole.Link, new() { Name = "Mutation", Exact = true }).ClickAsync();
        await Expect(schema).ToContainTextAsync("submitCart: SubmitCartResult!");
        await Expect(schema).ToContainTextAsync("input: CartSubmitInput!");
        await Expect(schema).ToContainTextAsync("Deprecated.");

        await schema.GetByRole(AriaRole.Link, new() { Name = "CartSubmitInput" }).ClickAsync();
        await Expect(schema).ToContainTextAsync("applePayToken: ApplePayToken");
        await page.GoBackAsync();
        await Expect(schema).ToContainTextAsync("submitCart: SubmitCartResult!");

        await page.GetByLabel("Search").FillAsync("reasoncode");
        await Expect(schema).ToContainTextAsync("OrderFailedOrderEvent.reasonCode");
        browser.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task Explorer_shows_events_of_a_subscription_as_they_come_and_cancels_it()
    {
        await using var browser = await Chromium.OpenAsync(Address);
        var page = browser.Page;
        await page.RouteAsync("**/v1/query", route => route.FulfillAsync(new()
        {
            ContentType = "text/event-stream; charset=utf-8",
            Body = route.Request.Headers["accept"].StartsWith("text/event-stream", StringComparison.Ordinal)
                ? "event: next\r\ndata: {\"data\":{\"tick\":1}}\r\n\r\n"
                    + ":\n\nevent: next\ndata: {\"data\":\ndata: {\"tick\":2}}\n\nevent: complete\ndata:\n\n"
                : "",
        }));
        await page.GetByLabel("Document").FillAsync("subscription Ticks { tick }");
        await page.GetByRole(AriaRole.Button, new() { Name = "Run", Exact = true }).ClickAsync();

        await Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("complete after 2 events");
        await Expect(page.Locator("#response .event")).ToHaveCountAsync(2);
        await Expect(page.Locator("#response")).ToContainTextAsync("\"tick\": 2");

        await page.UnrouteAllAsync();
        await page.RouteAsync("**/v1/query", _ => Task.CompletedTask);
        await page.GetByRole(AriaRole.Button, new() { Name = "Run", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("Cancelled");
        browser.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task Explorer_is_worked_by_the_keyboard_and_tidies_the_document()
    {
        await using var browser = await Chromium.OpenAsync(Address);
        var page = browser.Page;
        var document = page.GetByLabel("Document");
        await document.FillAsync(
            "query A($id:ID!){a:getCart(id:$id)@include(if:true){cart{id ...F}}}fragment F on Cart{id}");
        await page.GetByRole(AriaRole.Button, new() { Name = "Prettify" }).PressAsync("Enter");
        await Expect(document).ToHaveValueAsync(
            """
            query A($id: ID!) {
              a: getCart(id: $id) @include(if: true) {
                cart {
                  id
                  ...F
                }
              }
            }

            fragment F on Cart {
              id
            }

            """);

        await document.PressAsync("Tab");
        (await document.InputValueAsync()).ShouldStartWith("  query");
        await document.PressAsync("Escape");
        await document.PressAsync("Tab");
        await Expect(page.GetByLabel("Variables")).ToBeFocusedAsync();
        browser.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task Explorer_can_ask_no_other_server()
    {
        await using var browser = await Chromium.OpenAsync(Address);

        var reached = await browser.Page.EvaluateAsync<bool>(
            $"fetch('{world.Sandbox.Address}', {{ mode: 'no-cors' }}).then(() => true, () => false)");

        reached.ShouldBeFalse();
        browser.Complaints.ShouldContain(complaint => complaint.Contains("Content Security Policy"));
    }

    [Theory]
    [InlineData(1280, false)]
    [InlineData(1280, true)]
    [InlineData(400, false)]
    public async Task Explorer_can_be_read_and_used_by_everyone(int width, bool isDark)
    {
        await using var browser = await Chromium.OpenAsync(Address, width, isDark);
        var page = browser.Page;
        await page.GetByLabel("API key").FillAsync(world.Key.Reveal());
        await page.GetByRole(AriaRole.Button, new() { Name = "Load" }).ClickAsync();
        await page.Locator("#schema").GetByRole(AriaRole.Link, new() { Name = "Mutation", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Run", Exact = true }).ClickAsync();
        await Expect(page.Locator("#response")).ToContainTextAsync("productsByDomainV2");

        (await browser.SeriousViolationsAsync()).ShouldBeEmpty();
        (await page.EvaluateAsync<int>("document.documentElement.scrollWidth")).ShouldBeLessThanOrEqualTo(width);
        browser.Complaints.ShouldBeEmpty();
    }
}
