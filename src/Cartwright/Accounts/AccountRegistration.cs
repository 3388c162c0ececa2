namespace Cartwright.Accounts;

public static class AccountRegistration
{
    public static IServiceCollection AddAccounts(this IServiceCollection services) => services.AddSingleton<ApiKeys>();
}
