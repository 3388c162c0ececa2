using System.Text;
using Cartwright.Assistant;
using Cartwright.Assistant.Access;
using Cartwright.Assistant.Knowledge;
using Cartwright.Cli.Demo;
using Cartwright.Shops;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Cartwright.Cli;

/// <summary>
/// What the gateway's demo store needs beside its page: the sandbox's shop connected, a widget's key for the gateway's
/// own origin, and some documents to quote.
/// </summary>
internal static class DemoStore
{
    private static readonly ShopDomain Shop = ShopDomain.Parse("tulips.myshopify.com");

    private static readonly (string Source, string Text)[] Documents =
    [
        ("delivery.md", """
            # Delivery
            We deliver flowers from Tuesday to Saturday. Delivery takes 2 to 3 working days and costs $6.00; it is
            free for orders over $50.00.

            ## Abroad
            We ship bulbs to Canada as well. Flowers are delivered in the United States only.
            """),
        ("returns.md", """
            # Returns and refunds
            Bulbs can be returned within 30 days if their bag is closed. Flowers can't be returned. If flowers arrive
            damaged, send us a photo within 24 hours and we refund them.
            """),
        ("care.md", """
            # Caring for tulips
            Cut the stems at a slant and put them in cold water. Tulips last 5 to 7 days. Keep the vase out of the sun
            and away from fruit.
            """),
    ];

    /// <returns>Its address; null when its shop could not be connected.</returns>
    internal static async Task<Uri?> OpenAsync(RunningGateway gateway, CancellationToken cancellationToken)
    {
        var connect = gateway.Services.GetRequiredService<ConnectShop>();
        if (connect.AddressOf(Shop) is not { } address
            || await MerchantBrowser.ConnectAsync(address, cancellationToken) is not null)
        {
            return null;
        }

        var add = gateway.Services.GetRequiredService<AddDocument>();
        foreach (var (source, text) in Documents)
        {
            await add.HandleAsync(new(Shop, source, Encoding.UTF8.GetBytes(text)), cancellationToken);
        }

        var own = gateway.Addresses[0].GetLeftPart(UriPartial.Authority);
        var widgets = gateway.Services.GetRequiredService<WidgetKeys>();
        // A folder that is served again and again keeps one key for each port.
        var keys = await widgets.ListAsync(Shop, cancellationToken);
        var key = keys.FirstOrDefault(one => one.Origins is [var only] && only == own)
            ?? await widgets.CreateAsync(Shop, [own], cancellationToken);
        gateway.Services.GetRequiredService<IOptions<AssistantOptions>>().Value.DemoStoreKey = key.Key;
        return new(gateway.Addresses[0], "demo-store");
    }
}
