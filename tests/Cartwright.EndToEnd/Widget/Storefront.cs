using System.Text;
using Cartwright.Assistant.Access;
using Cartwright.Assistant.Conversations;
using Cartwright.Assistant.Knowledge;
using Cartwright.Cli;
using Cartwright.Shops;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace Cartwright.EndToEnd.Widget;

/// <summary>A gateway whose demo store is open, as <c>serve --sandbox</c> opens it.</summary>
public sealed class Storefront : IAsyncLifetime
{
    private readonly World world = new();

    internal Uri Address { get; private set; } = new("about:blank");

    internal Uri Gateway => world.Gateway.Addresses[0];

    internal static ShopDomain Shop { get; } = ShopDomain.Parse("tulips.myshopify.com");

    public async ValueTask InitializeAsync()
    {
        await world.InitializeAsync();
        Address = await DemoStore.OpenAsync(world.Gateway, TestContext.Current.CancellationToken)
            ?? throw new InvalidOperationException("The demo store's shop was not connected.");
    }

    public ValueTask DisposeAsync() => world.DisposeAsync();

    internal async Task TeachAsync(string source, string text)
    {
        var added = await world.Gateway.Services.GetRequiredService<AddDocument>().HandleAsync(
            new(Shop, source, Encoding.UTF8.GetBytes(text)), TestContext.Current.CancellationToken);
        added.ShouldBeOfType<AddDocumentResult.Added>();
    }

    internal Task RevokeAsync(string key) => world.Gateway.Services.GetRequiredService<WidgetKeys>().RevokeAsync(
        key, TestContext.Current.CancellationToken);

    /// <summary>How many messages of a conversation were answered.</summary>
    internal async Task<long> TurnsAsync(string session)
    {
        var found = await world.Gateway.Services.GetRequiredService<ConversationStore>().FindAsync(
            session, TestContext.Current.CancellationToken);
        return found.ShouldNotBeNull().Turns;
    }

    internal async Task<string> KeyForAsync(string origin)
    {
        var key = await world.Gateway.Services.GetRequiredService<WidgetKeys>().CreateAsync(
            Shop, [origin], TestContext.Current.CancellationToken);
        return key.Key;
    }
}

/// <summary>The widget's parts, as a shopper finds them: by what they are called.</summary>
internal static class Widget
{
    internal static ILocator Launcher(this IPage page) => page.Locator("cartwright-chat button.launcher");

    internal static ILocator Panel(this IPage page) => page.Locator("cartwright-chat").GetByRole(AriaRole.Dialog);

    internal static ILocator Log(this IPage page) => page.Locator("cartwright-chat").GetByRole(AriaRole.Log);

    internal static ILocator Input(this IPage page) => page.Locator("cartwright-chat").GetByRole(AriaRole.Textbox);

    internal static async Task SayAsync(this IPage page, string text)
    {
        await page.Input().FillAsync(text);
        await page.Input().PressAsync("Enter");
    }
}
