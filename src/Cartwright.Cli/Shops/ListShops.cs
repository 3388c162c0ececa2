using System.CommandLine;
using Cartwright.Shops;

namespace Cartwright.Cli.Shops;

/// <summary><c>cartwright shops list</c>.</summary>
internal static class ListShops
{
    internal static Command Create(Screen screen)
    {
        var account = new Option<string?>("--account")
        {
            Description = "Only the shops of this account.",
            HelpName = "ID",
        };
        var data = CommandOptions.Data();
        var command = new Command("list", "List the shops that orders are looked up at.") { account, data };
        command.SetAction((parsed, cancellationToken) => OperatorAccess.RunAsync(
            screen,
            parsed.GetRequiredValue(data),
            mayCreate: false,
            async access =>
            {
                var shops = await access.Get<ShopDirectory>()
                    .ListAsync(parsed.GetValue(account), cancellationToken);
                screen.Table(
                    ["SHOP", "STATUS", "SINCE", "REASON", "ACCOUNT"],
                    shops.Select(shop => (IReadOnlyList<string>)
                    [
                        shop.Domain.Value,
                        shop.Status.ToString(),
                        Screen.Time(shop.StatusSince),
                        shop.Reason?.ToString() ?? "-",
                        shop.AccountId,
                    ]));
                return Screen.Done;
            },
            cancellationToken));
        return command;
    }
}
