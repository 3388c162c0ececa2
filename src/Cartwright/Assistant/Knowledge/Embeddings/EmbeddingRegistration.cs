using Cartwright.Journal;
using Cartwright.Outbound;
using Microsoft.Extensions.Options;

namespace Cartwright.Assistant.Knowledge.Embeddings;

internal static class EmbeddingRegistration
{
    public static IServiceCollection AddEmbeddings(this IServiceCollection services)
    {
        services.AddSettings<EmbeddingOptions>(EmbeddingOptions.Section)
            .Configure<IConfiguration>((options, configuration) =>
                options.Key = configuration[$"{EmbeddingOptions.Section}:{nameof(EmbeddingOptions.Key)}"]
                    is { Length: > 0 } key ? new(key) : null);
        services.AddSingleton<IValidateOptions<EmbeddingOptions>, EmbeddingOptionsRules>();
        return services
            .AddOutboundHttpClient(EmbeddingEndpoint.ClientName)
            .AddSingleton(provider => new EmbedTexts(
                EndpointOf(provider), provider.GetRequiredService<IOptions<EmbeddingOptions>>(),
                provider.GetRequiredService<TimeProvider>()))
            .AddSingleton<VectorShelf>()
            .AddSingleton<VectorMemory>()
            .AddSingleton<FindNearPassages>()
            .AddSingleton(provider => new CountVectors(
                provider.GetRequiredService<EmbedTexts>(), provider.GetRequiredService<VectorShelf>()))
            .AddSingleton<EmbedPassages>()
            .AddSingleton<IWorkHandler>(provider => provider.GetRequiredService<EmbedPassages>())
            .AddHostedService(provider => provider.GetRequiredService<EmbedPassages>());
    }

    private static EmbeddingEndpoint? EndpointOf(IServiceProvider provider)
    {
        var options = provider.GetRequiredService<IOptions<EmbeddingOptions>>().Value;
        return options.IsOn ? new(provider.GetRequiredService<IHttpClientFactory>(), options) : null;
    }
}
