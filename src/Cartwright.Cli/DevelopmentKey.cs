using Cartwright.Accounts;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Cli;

/// <summary>A key for whoever tries the gateway against the sandbox.</summary>
internal static class DevelopmentKey
{
    internal static async Task<Secret> CreateAsync(RunningGateway gateway, CancellationToken cancellationToken)
    {
        var keys = gateway.Services.GetRequiredService<ApiKeys>();
        var created = await keys.CreateAsync(
            ApiKeys.DefaultAccount, Billing.Card, "development", cancellationToken);
        return created.Key;
    }
}
