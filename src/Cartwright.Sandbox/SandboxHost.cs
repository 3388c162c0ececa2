using Cartwright.Sandbox.Faults;
using Cartwright.Sandbox.Models;
using Cartwright.Sandbox.Shopify;
using Cartwright.Sandbox.Stores;
using Cartwright.Sandbox.Stripe;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Cartwright.Sandbox;

/// <summary>The outside world, simulated over real protocols on one port.</summary>
public static class SandboxHost
{
    /// <summary>The host, not started. It is in memory: stopping it forgets everything.</summary>
    public static WebApplication Build(SandboxOptions options)
    {
        options.Validate();
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = [] });
        builder.WebHost.UseUrls([.. options.Urls]);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        if (options.IsQuiet)
            builder.Logging.ClearProviders();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(2));
        var ids = new SandboxIds(options.Seed);
        var faults = new FaultBook(options.Seed);
        var replies = new IdempotentReplies(options.TimeProvider, options.IdempotentRepliesMax);
        var processor = new StripeProcessor(ids, options.TimeProvider);
        var hooks = new StripeHooks(ids, options.TimeProvider);
        var shopHooks = new ShopHooks(faults, ids, options.TimeProvider, options.ShopifyClientSecret);
        builder.Services.AddHostedService(_ => hooks);
        builder.Services.AddHostedService(_ => shopHooks);
        builder.Services.AddSingleton(new OperationPipeline(faults, replies, options.TimeProvider));

        var app = builder.Build();
        var street = new StoreStreet([.. StoreTable.All.Select(store => new StoreDesk(store, ids, options))]);
        app.MapStripe(processor, hooks, ids, options.SearchLag);
        app.MapStores(street);
        app.MapModels(ids, options.TimeProvider);
        var shops = new ShopifyShops(
            [.. ShopTable.All.Select(shop => new ShopDesk(shop, ids, options.TimeProvider, shopHooks))],
            options.ShopifyClientId, options.ShopifyClientSecret);
        app.MapShopify(shops, ids, options.TimeProvider);
        app.MapControls(faults, replies, processor, hooks, street, shops);
        return app;
    }

    /// <summary>Where a started host listens.</summary>
    public static Uri Address(WebApplication started) =>
        new(started.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
}
