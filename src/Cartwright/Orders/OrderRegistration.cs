using Cartwright.Journal;
using Cartwright.Orders.Placement;
using Microsoft.Extensions.Options;

namespace Cartwright.Orders;

public static class OrderRegistration
{
    public static IServiceCollection AddOrders(this IServiceCollection services)
    {
        services.AddSettings<OrderOptions>("Orders");
        return services
            .AddSingleton(provider => provider.GetRequiredService<IOptions<OrderOptions>>().Value)
            .AddSingleton<OrderStreams>()
            .AddSingleton<ListOrders>()
            .AddSingleton(provider => ActivatorUtilities.CreateInstance<OrderWork>(provider, new Random()))
            .AddSingleton<HurryOrder>()
            .AddSingleton<IWorkHandler, ChargeOrder>()
            .AddSingleton<IWorkHandler, PlaceOrder>()
            .AddSingleton<IWorkHandler, CaptureOrder>()
            .AddSingleton<IWorkHandler, VoidOrder>()
            .AddSingleton<IWorkHandler, RefundOrder>()
            .AddSingleton<IWorkHandler, TrackOrder>()
            .AddSingleton<IWorkHandler, WithdrawOrder>()
            .AddSingleton<IWorkHandler, CancelAtMerchant>()
            .AddSingleton<IWorkHandler, FollowReturns>()
            .AddSingleton<CancelOrder>()
            .AddSingleton<ReturnOrder>()
            .AddSingleton<ResolveOrder>()
            .AddSingleton<FindStuckOrders>()
            .AddSingleton<ListAttention>()
            .AddSingleton<PlacementWorker>()
            .AddHostedService(provider => provider.GetRequiredService<PlacementWorker>())
            .AddHostedService<WatchOrders>()
            .AddSingleton<OrderGauges>()
            .AddHostedService(provider => provider.GetRequiredService<OrderGauges>());
    }
}
