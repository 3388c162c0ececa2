using Cartwright.Merchants;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Cli;

/// <summary>Makes the sandbox's stores known to a gateway, as an operator would with <c>merchants add</c>.</summary>
internal static class SandboxStores
{
    private const string Protocol = "ucp";

    internal static async Task<IReadOnlyList<SandboxStore>> RegisterAsync(
        RunningGateway gateway, RunningSandbox sandbox, CancellationToken cancellationToken)
    {
        var directory = gateway.Services.GetRequiredService<MerchantDirectory>();
        var stores = await sandbox.ListStoresAsync(cancellationToken);
        foreach (var store in stores)
        {
            await directory.AddAsync(
                new(
                    store.Domain,
                    store.Url,
                    Enum.Parse<Marketplace>(store.Marketplace, ignoreCase: true),
                    Protocol,
                    store.PaymentHandler,
                    store.PaymentToken is { } token ? new Secret(token) : null),
                cancellationToken);
        }
        return stores;
    }
}
