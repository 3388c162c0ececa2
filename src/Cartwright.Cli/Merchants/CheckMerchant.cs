using System.CommandLine;
using System.Diagnostics;
using Cartwright.Merchants;

namespace Cartwright.Cli.Merchants;

/// <summary><c>cartwright merchants check</c>: asks the merchant what it supports; registers nothing.</summary>
internal static class CheckMerchant
{
    internal static Command Create(Screen screen)
    {
        var merchant = new MerchantArguments();
        var allowPrivate = new Option<bool>("--allow-private")
        {
            Description = "Also call addresses inside this network, and without TLS: for tests.",
        };
        var command = new Command("check", "Ask a merchant whether it can be bought from, without registering it.")
        {
            merchant.Url, merchant.Protocol, allowPrivate,
        };
        command.SetAction((parsed, cancellationToken) =>
            RunAsync(screen, merchant.Read(parsed), parsed.GetValue(allowPrivate), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(
        Screen screen, Merchant merchant, bool allowPrivate, CancellationToken cancellationToken)
    {
        // Asking needs the gateway's connectors but none of its data: a folder of its own is thrown away again.
        var folder = Directory.CreateTempSubdirectory("cartwright-check-");
        try
        {
            await using var access = await OperatorAccess.OpenAsync(folder, cancellationToken, allowPrivate);
            var connector = access.Get<IEnumerable<IMerchantConnector>>()
                .FirstOrDefault(connector => connector.Protocol == merchant.Protocol);
            if (connector is null)
            {
                return screen.Fail($"No connector speaks '{merchant.Protocol}': leave --protocol out for ucp.");
            }
            switch (await connector.CheckAsync(merchant, cancellationToken))
            {
                case MerchantCheck.Usable usable:
                    screen.Line($"{merchant.Url} can be bought from, by {merchant.Protocol} {usable.Version}.");
                    foreach (var capability in usable.Capabilities) screen.Line($"  {capability}");
                    return Screen.Done;
                case MerchantCheck.Unusable unusable:
                    return screen.Fail($"{merchant.Url} can't be bought from: {unusable.Why}");
                default:
                    throw new UnreachableException();
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
