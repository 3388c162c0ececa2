using Cartwright.Journal;
using Cartwright.Outbound;

namespace Cartwright.Webhooks;

public static class WebhookRegistration
{
    public static IServiceCollection AddWebhooks(this IServiceCollection services)
    {
        services.AddSettings<WebhookOptions>("Webhooks");
        return services
            .AddOutboundHttpClient(WebhookSender.ClientName)
            .AddSingleton<WebhookEndpoints>()
            .AddSingleton<QueueDeliveries>()
            .AddSingleton<WebhookSender>()
            .AddSingleton<EndpointGates>()
            .AddSingleton<AddEndpoint>()
            .AddSingleton<TestEndpoint>()
            .AddSingleton<RemoveEndpoint>()
            .AddSingleton<RotateSecret>()
            .AddSingleton<ListDeliveries>()
            .AddSingleton<RedeliverWebhook>()
            .AddSingleton(provider => ActivatorUtilities.CreateInstance<DeliverWebhook>(provider, new Random()))
            .AddSingleton<IWorkHandler>(provider => provider.GetRequiredService<DeliverWebhook>())
            .AddSingleton<IWorkHandler, CleanDeliveries>();
    }
}
