using Cartwright.Outbound;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Cartwright.Merchants.Ucp;

public static class UcpRegistration
{
    /// <summary>The connector and the catalogue of merchants that speak UCP.</summary>
    public static IServiceCollection AddUcp(this IServiceCollection services)
    {
        services.AddSettings<UcpOptions>(UcpOptions.Section);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<UcpOptions>, UcpOptionsRules>());
        services.AddOutboundHttpClient(UcpTransport.ClientName);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(provider => new UcpTransport(
            provider.GetRequiredService<IHttpClientFactory>().CreateClient(UcpTransport.ClientName),
            provider.GetRequiredService<IOptions<UcpOptions>>(),
            provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<UcpDiscovery>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IMerchantConnector, UcpConnector>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IMerchantCatalogue, UcpCatalogue>());
        return services;
    }
}
