using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Cartwright.Nodes;

public static class NodesRegistration
{
    public static IServiceCollection AddNodes(this IServiceCollection services)
    {
        services.AddSettings<LeaveOptions>(LeaveOptions.Section);
        services.AddOptions<HostOptions>()
            .Configure<IOptions<LeaveOptions>>((host, leave) => host.ShutdownTimeout = leave.Value.TimeMax);
        services.TryAddSingleton(_ => new StepScheduler());
        return services.AddSingleton<ListNodes>()
            .AddSingleton<LeaveInOrder>()
            .AddHostedService(provider => provider.GetRequiredService<LeaveInOrder>())
            .AddSingleton<TellPresence>()
            .AddHostedService(provider => provider.GetRequiredService<TellPresence>());
    }

    /// <summary>While it leaves, every answer asks its client to open its next connection elsewhere.</summary>
    public static void UseLeaving(this IApplicationBuilder app)
    {
        var leave = app.ApplicationServices.GetRequiredService<LeaveInOrder>();
        app.Use((context, next) =>
        {
            if (leave.IsLeaving && HttpProtocol.IsHttp11(context.Request.Protocol))
                context.Response.Headers.Connection = "close";
            return next(context);
        });
    }
}
