using System.CommandLine;
using Cartwright.Merchants;

namespace Cartwright.Cli.Merchants;

/// <summary><c>cartwright merchants list</c>.</summary>
internal static class ListMerchants
{
    internal static Command Create(Screen screen)
    {
        var data = CommandOptions.Data();
        var command = new Command("list", "List the registered merchants.") { data };
        command.SetAction((parsed, cancellationToken) => OperatorAccess.RunAsync(
            screen,
            parsed.GetRequiredValue(data),
            mayCreate: false,
            async access =>
            {
                var merchants = await access.Get<MerchantDirectory>().ListAsync(cancellationToken);
                screen.Table(
                    ["DOMAIN", "MARKETPLACE", "PROTOCOL", "PAYS BY", "URL"],
                    merchants.Select(merchant => (IReadOnlyList<string>)
                    [
                        merchant.Domain,
                        merchant.Marketplace.ToString().ToLowerInvariant(),
                        merchant.Protocol,
                        merchant.PaymentHandler ?? "-",
                        merchant.Url.AbsoluteUri,
                    ]));
                return Screen.Done;
            },
            cancellationToken));
        return command;
    }
}
