using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Cartwright.EndToEnd.Widget;

/// <summary>The chat while the line, or the gateway, is away.</summary>
public sealed class ConnectionTests(Storefront store) : IClassFixture<Storefront>
{
    private const string Stream = "**/v1/chat/stream";

    [Fact]
    public async Task Message_written_offline_is_marked_and_sent_when_the_connection_is_back()
    {
        await using var browser = await Chromium.OpenAsync(store.Address);
        var page = browser.Page;
        await page.Launcher().ClickAsync();
        await page.Context.SetOfflineAsync(true);
        await page.SayAsync("How long does delivery take?");
        await page.SayAsync("How long do tulips last?");
        await Expect(page.Panel()).ToContainTextAsync("You are offline.");
        await Expect(page.Log().GetByText("Not sent yet.")).ToHaveCountAsync(2);
        (await browser.ViolationsAsync()).ShouldBeEmpty();

        await page.Context.SetOfflineAsync(false);

        await Expect(page.Log()).ToContainTextAsync("2 to 3 working days");
        await Expect(page.Log()).ToContainTextAsync("5 to 7 days");
        await Expect(page.Panel()).ToContainTextAsync("You are connected again.");
        await Expect(page.Log().GetByText("Not sent yet.")).ToHaveCountAsync(0);
        browser.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task Gateway_that_is_away_is_tried_again_later_each_time_until_it_answers()
    {
        await using var browser = await Chromium.OpenAsync(store.Address);
        var page = browser.Page;
        await page.Clock.InstallAsync();
        await page.ReloadAsync();
        var tries = 0;
        await page.RouteAsync(Stream, async route =>
        {
            Interlocked.Increment(ref tries);
            await route.AbortAsync("connectionrefused");
        });
        await page.Launcher().ClickAsync();
        await page.SayAsync("How long does delivery take?");
        await Expect(page.Panel()).ToContainTextAsync("It tries again by itself.");
        // The page must have heard that it failed, and wait again, before more time passes.
        var failed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        page.RequestFailed += (_, _) => failed.TrySetResult();
        await page.RunAndWaitForRequestAsync(() => page.Clock.RunForAsync(1_000), Stream);
        await failed.Task.WaitAsync(TestContext.Current.CancellationToken);
        await page.EvaluateAsync("() => Promise.resolve()");
        await page.UnrouteAsync(Stream);

        await page.RunAndWaitForRequestAsync(() => PassAsync(page, seconds: 10), Stream);

        Volatile.Read(ref tries).ShouldBe(2);
        await Expect(page.Log()).ToContainTextAsync("2 to 3 working days");
        await Expect(page.Panel()).ToContainTextAsync("You are connected again.");
        await Expect(page.Log().GetByText("Not sent yet.")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Reply_that_is_cut_off_is_asked_again_only_when_the_shopper_says_so()
    {
        await using var browser = await Chromium.OpenAsync(store.Address);
        var page = browser.Page;
        var asked = 0;
        await page.RouteAsync(Stream, async route =>
        {
            Interlocked.Increment(ref asked);
            await route.FulfillAsync(new()
            {
                ContentType = "text/event-stream",
                Body = "event: progress\ndata: {\"text\":\"Looking…\"}\n\n"
                    + "event: reply\ndata: {\"text\":\"Half of an \"}\n\nevent: reply\ndata: {\"text\":\"answ",
            });
        });
        await page.Launcher().ClickAsync();
        await page.SayAsync("How long does delivery take?");
        await Expect(page.Log()).ToContainTextAsync("The answer was cut off.");
        await Expect(page.Log()).ToContainTextAsync("Half of an");
        (await browser.ViolationsAsync()).ShouldBeEmpty();
        await page.Context.SetOfflineAsync(true);
        await page.Context.SetOfflineAsync(false);
        await page.ReloadAsync();
        await Expect(page.Log()).ToContainTextAsync("The answer was cut off.");
        Volatile.Read(ref asked).ShouldBe(1);
        await page.UnrouteAsync(Stream);

        await page.GetByRole(AriaRole.Button, new() { Name = "Try again" }).ClickAsync();

        await Expect(page.Input()).ToBeFocusedAsync();
        await Expect(page.Log()).ToContainTextAsync("2 to 3 working days");
        await Expect(page.Log()).Not.ToContainTextAsync("The answer was cut off.");
        browser.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task Message_that_was_under_way_when_the_page_was_left_is_not_asked_again_by_itself()
    {
        await using var browser = await Chromium.OpenAsync(store.Address);
        var page = browser.Page;
        await page.RouteAsync(Stream, _ => Task.CompletedTask);
        await page.Launcher().ClickAsync();
        await page.RunAndWaitForRequestAsync(() => page.SayAsync("How long does delivery take?"), Stream);

        await page.ReloadAsync();

        await Expect(page.Log()).ToContainTextAsync("The answer was cut off.");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Try again" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Message_whose_answers_head_was_lost_is_sent_again_and_answered_once()
    {
        await using var browser = await Chromium.OpenAsync(store.Address);
        var page = browser.Page;
        string? lost = null;
        await page.RouteAsync(Stream, async route =>
        {
            // The gateway has answered, and nothing of it arrives.
            await using var answer = await route.FetchAsync();
            Interlocked.CompareExchange(ref lost, await answer.TextAsync(), null);
            await route.AbortAsync("connectionreset");
        }, new() { Times = 1 });
        await page.Launcher().ClickAsync();

        await page.SayAsync("Where is my order #1001?");

        await Expect(page.Log()).ToContainTextAsync("postcode it was placed with");
        var session = await page.EvaluateAsync<string>(
            "JSON.parse(localStorage.getItem(Object.keys(localStorage)[0])).id");
        Volatile.Read(ref lost).ShouldNotBeNull().ShouldContain(session, customMessage: "one conversation, not two");
        (await store.TurnsAsync(session)).ShouldBe(1);
    }

    [Fact]
    public async Task First_message_whose_reply_was_cut_off_is_answered_once_after_the_shopper_has_written_on()
    {
        await using var browser = await Chromium.OpenAsync(store.Address);
        var page = browser.Page;
        await page.RouteAsync(Stream, async route =>
        {
            await using var answer = await route.FetchAsync();
            var text = await answer.TextAsync();
            await route.FulfillAsync(new()
            {
                ContentType = "text/event-stream",
                Body = text[..text.IndexOf("event: reply", StringComparison.Ordinal)],
            });
        }, new() { Times = 1 });
        await page.Launcher().ClickAsync();
        await page.SayAsync("Where is my order #1001?");
        await Expect(page.Log()).ToContainTextAsync("The answer was cut off.");
        await page.SayAsync("How long does delivery take?");
        await Expect(page.Log()).ToContainTextAsync("2 to 3 working days");

        await page.GetByRole(AriaRole.Button, new() { Name = "Try again" }).ClickAsync();

        await Expect(page.Log()).ToContainTextAsync("postcode it was placed with");
        var session = await page.EvaluateAsync<string>(
            "JSON.parse(localStorage.getItem(Object.keys(localStorage)[0])).id");
        (await store.TurnsAsync(session)).ShouldBe(2, "one conversation, and the message is no second turn of it");
        browser.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task First_message_that_is_sent_again_too_late_is_answered_as_a_new_one()
    {
        await using var browser = await Chromium.OpenAsync(store.Address);
        var page = browser.Page;
        await page.RouteAsync(Stream, route => route.FulfillAsync(new()
        {
            Status = 409, ContentType = "application/json",
            Body = """{"errors":[{"message":"Too late.","extensions":{"code":"MESSAGE_ID_SPENT"}}]}""",
        }), new() { Times = 1 });
        await page.Launcher().ClickAsync();

        await page.SayAsync("How long does delivery take?");

        await Expect(page.Log()).ToContainTextAsync("2 to 3 working days");
    }

    [Fact]
    public async Task Connection_is_not_called_back_while_the_browser_is_offline()
    {
        await using var browser = await Chromium.OpenAsync(store.Address);
        var page = browser.Page;
        await page.RouteAsync(Stream, async route =>
        {
            await page.Context.SetOfflineAsync(true);
            await route.FulfillAsync(new()
            {
                ContentType = "text/event-stream", Body = "event: reply\ndata: {\"text\":\"Half of an answ",
            });
        });
        await page.Launcher().ClickAsync();

        await page.SayAsync("How long does delivery take?");

        await Expect(page.Log()).ToContainTextAsync("The answer was cut off.");
        await Expect(page.Panel()).ToContainTextAsync("You are offline.");
        await Expect(page.Panel()).Not.ToContainTextAsync("You are connected again.");
    }

    [Fact]
    public async Task Connection_is_called_back_only_when_a_message_has_gone_through()
    {
        await using var browser = await Chromium.OpenAsync(store.Address);
        var page = browser.Page;
        await page.EvaluateAsync(
            """
            said = [];
            new MutationObserver(() => said.push(document.querySelector("cartwright-chat").shadowRoot
              .querySelector(".line").textContent)).observe(
              document.querySelector("cartwright-chat").shadowRoot, { childList: true, subtree: true });
            """);
        await page.Launcher().ClickAsync();
        await page.Context.SetOfflineAsync(true);
        await Expect(page.Panel()).ToContainTextAsync("You are offline.");

        await page.Context.SetOfflineAsync(false);

        await Expect(page.Panel()).Not.ToContainTextAsync("You are offline.");
        (await page.EvaluateAsync<string[]>("said")).ShouldNotContain("You are connected again.");
    }

    [Fact]
    public async Task Conversation_that_is_started_over_gives_up_the_message_under_way_and_answers_the_next()
    {
        await using var browser = await Chromium.OpenAsync(store.Address);
        var page = browser.Page;
        IRoute? held = null;
        await page.RouteAsync(Stream, route =>
        {
            held = route;
            return Task.CompletedTask;
        }, new() { Times = 1 });
        await page.Launcher().ClickAsync();
        await page.RunAndWaitForRequestAsync(() => page.SayAsync("How long do tulips last?"), Stream);

        await page.GetByRole(AriaRole.Button, new() { Name = "Start over" }).ClickAsync();
        await page.SayAsync("How long does delivery take?");

        await Expect(page.Log()).ToContainTextAsync("2 to 3 working days");
        try
        {
            await held.ShouldNotBeNull().FulfillAsync(new()
            {
                ContentType = "text/event-stream",
                Body = "event: done\ndata: {\"reply\":\"A late answer.\",\"sources\":[]}\n\n",
            });
        }
        catch (PlaywrightException)
        {
            // The browser has given the request up, as it should.
        }

        await page.SayAsync("Hello");
        await Expect(page.Log()).ToContainTextAsync("I can look up an order");
        await Expect(page.Log()).Not.ToContainTextAsync("A late answer.");
        await Expect(page.Log()).Not.ToContainTextAsync("tulips last");
    }

    /// <summary>A second at a time, as the page arms its next wait only when the last try has failed.</summary>
    private static async Task PassAsync(IPage page, int seconds)
    {
        for (var second = 0; second < seconds; second++)
        {
            await page.Clock.RunForAsync(1_000);
        }
    }
}
