using System.ClientModel;
using System.ClientModel.Primitives;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Options;
using OpenAI;

namespace Cartwright.Assistant.Model;

internal static class ModelRegistration
{
    private const string ClientName = "model";
    private const int BufferedBytesMax = 1_000_000;

    public static IServiceCollection AddModel(this IServiceCollection services)
    {
        services.AddSettings<ModelOptions>(ModelOptions.Section)
            .Configure<IConfiguration>((options, configuration) =>
                options.Key = configuration[$"{ModelOptions.Section}:{nameof(ModelOptions.Key)}"] is { Length: > 0 } key
                    ? new(key)
                    : null);
        services.AddSingleton<IValidateOptions<ModelOptions>, ModelOptionsRules>();
        services.AddHttpClient(ClientName)
            .ConfigureHttpClient(client =>
            {
                // The deadline is the answer's as a whole, and AnswerFromPassages keeps it.
                client.Timeout = Timeout.InfiniteTimeSpan;
                client.MaxResponseContentBufferSize = BufferedBytesMax;
            })
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
            {
                // A redirect could send the key, and what shoppers ask, elsewhere.
                AllowAutoRedirect = false,
                UseCookies = false,
                ActivityHeadersPropagator = null,
                PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            })
            .RemoveAllLoggers();
        return services
            .AddSingleton<ModelBudget>()
            .AddSingleton(provider => new AnswerFromPassages(
                ClientOf(provider), provider.GetRequiredService<ModelBudget>(),
                provider.GetRequiredService<IOptions<ModelOptions>>(), provider.GetRequiredService<TimeProvider>(),
                provider.GetRequiredService<ILogger<AnswerFromPassages>>()));
    }

    /// <summary>Null when no model is set.</summary>
    private static IChatClient? ClientOf(IServiceProvider provider)
    {
        var options = provider.GetRequiredService<IOptions<ModelOptions>>().Value;
        return options.IsOn
            ? new OpenAIClient(
                // Endpoints on the operator's own machine often want none, and the client refuses an empty one.
                new ApiKeyCredential(options.Key?.Reveal() ?? "none"),
                new OpenAIClientOptions
                {
                    Endpoint = options.BaseAddress,
                    Transport = new HttpClientPipelineTransport(
                        provider.GetRequiredService<IHttpClientFactory>().CreateClient(ClientName)),
                    // The tries are counted in one place.
                    RetryPolicy = new ClientRetryPolicy(maxRetries: 0),
                    NetworkTimeout = options.Deadline,
                })
                .GetChatClient(options.Name).AsIChatClient()
            : null;
    }
}
