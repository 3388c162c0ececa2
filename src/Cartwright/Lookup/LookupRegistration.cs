namespace Cartwright.Lookup;

public static class LookupRegistration
{
    public static IServiceCollection AddLookup(this IServiceCollection services)
    {
        services.AddSettings<LookupOptions>(LookupOptions.Section)
            .Validate(
                options => AttemptPlan.TryParse(options.AttemptsMilliseconds, out _),
                "Set Lookup:AttemptsMilliseconds to growing times such as '0, 300-500, 900-1300'; the first is 0.");
        return services
            .AddSingleton<ShopBudgets>()
            .AddSingleton<ShopCircuits>()
            .AddSingleton<AskShop>()
            .AddSingleton<RefusedTokens>()
            .AddSingleton<LookupMisses>()
            .AddSingleton<LookupTelemetry>()
            .AddHostedService(provider => provider.GetRequiredService<LookupTelemetry>())
            .AddSingleton(provider => ActivatorUtilities.CreateInstance<LookUpOrder>(provider, new Random()))
            .AddSingleton<LookUpForShopper>();
    }
}
