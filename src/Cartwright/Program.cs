using Cartwright.Accounts;
using Cartwright.Api;
using Cartwright.Assistant;
using Cartwright.Carts;
using Cartwright.Catalogue;
using Cartwright.Invoices;
using Cartwright.Lookup;
using Cartwright.Merchants;
using Cartwright.Merchants.Ucp;
using Cartwright.Nodes;
using Cartwright.Orders;
using Cartwright.Payments;
using Cartwright.Payments.Stripe;
using Cartwright.Reconciliation;
using Cartwright.Shops;
using Cartwright.Storage;
using Cartwright.Telemetry;
using Cartwright.Web;
using Cartwright.Webhooks;

namespace Cartwright;

public static class Program
{
    public static async Task Main(string[] args)
    {
        await using var app = await BuildAsync(args);
        await app.RunAsync();
    }

    /// <summary>
    /// Opens the journal and makes the gateway; it serves once it is run. A command that only reads or changes the
    /// journal takes its services from here and never runs it.
    /// </summary>
    public static async Task<WebApplication> BuildAsync(
        string[] args, Action<WebApplicationBuilder>? configure = null, CancellationToken cancellationToken = default)
    {
        var builder = WebApplication.CreateSlimBuilder(args);
        configure?.Invoke(builder);
        builder.WebHost.UseKestrelHttpsConfiguration();
        // It warns of keys that are kept in plain text: the data folder's rights guard them, as the guide says.
        builder.Logging.AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error);
        await builder.AddJournalAsync(cancellationToken);
        builder.Services
            .AddAccounts()
            .AddMerchants()
            .AddCatalogueCache()
            .AddUcp()
            .AddCatalogue()
            .AddPayments()
            .AddStripe(builder.Configuration)
            .AddCarts()
            .AddOrders()
            .AddNodes()
            .AddInvoices()
            .AddReconciliation()
            .AddWebhooks()
            .AddShops(builder.Configuration)
            .AddLookup()
            .AddAssistant()
            .AddDemoStore()
            .AddMetricsPage()
            .AddTelemetryExport(builder.Configuration)
            .AddApi();

        var app = builder.Build();
        app.UseLeaving();
        app.UseRequestLimits();
        app.MapHealth();
        app.MapMetricsPage();
        app.MapApi();
        app.MapInvoices();
        app.MapStripeWebhook();
        app.MapShops();
        app.MapLookup();
        app.MapChat();
        app.MapWidget();
        app.MapDemoStore();
        app.MapFallback(() => Results.Json(
            new { errors = new[] { new { message = "There is nothing here: send GraphQL to POST /v1/query.",
                extensions = new { code = "NOT_FOUND" } } } }, statusCode: 404));
        return app;
    }
}
