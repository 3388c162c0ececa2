namespace Cartwright.Merchants;

public static class MerchantRegistration
{
    public static IServiceCollection AddMerchants(this IServiceCollection services) =>
        services.AddSingleton<MerchantDirectory>();
}
