namespace Cartwright.Nodes;

public static class NodesRegistration
{
    public static IServiceCollection AddNodes(this IServiceCollection services) =>
        services.AddSingleton<ListNodes>().AddSingleton<TellPresence>()
            .AddHostedService(provider => provider.GetRequiredService<TellPresence>());
}
