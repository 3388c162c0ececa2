namespace Cartwright.Nodes;

public static class NodesRegistration
{
    public static IServiceCollection AddNodes(this IServiceCollection services) =>
        services.AddSingleton<ListNodes>().AddHostedService<TellPresence>();
}
