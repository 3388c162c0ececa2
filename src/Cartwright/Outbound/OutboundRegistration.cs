using System.Net;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Cartwright.Outbound;

public static class OutboundRegistration
{
    /// <summary>
    /// A named client for addresses that others name. It has no time limit of its own: every caller sets a deadline.
    /// </summary>
    public static IServiceCollection AddOutboundHttpClient(this IServiceCollection services, string name)
    {
        services.AddSettings<OutboundOptions>(OutboundOptions.Section);
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IValidateOptions<OutboundOptions>, OutboundOptionsRules>());
        services.TryAddSingleton<OutboundConnections>();
        services.AddHttpClient(name)
            .ConfigureHttpClient(client =>
            {
                client.Timeout = Timeout.InfiniteTimeSpan;
                client.DefaultRequestVersion = HttpVersion.Version20;
                client.DefaultVersionPolicy = HttpVersionPolicy.RequestVersionOrLower;
            })
            // Addresses hold session ids: they are nothing for the log.
            .RemoveAllLoggers()
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            .ConfigurePrimaryHttpMessageHandler(provider =>
                provider.GetRequiredService<OutboundConnections>().CreateHandler());
        return services;
    }
}
