using System.CommandLine;
using Cartwright.Accounts;
using Cartwright.Shops;

namespace Cartwright.Cli.Shops;

/// <summary><c>cartwright shops connect</c>: names a shop as an account's, and tells what its merchant opens.</summary>
internal static class ConnectCommand
{
    internal static Command Create(Screen screen)
    {
        var shop = ShopArguments.Shop();
        var account = new Option<string>("--account")
        {
            Description = "Whose shop it is.",
            HelpName = "ID",
            DefaultValueFactory = _ => ApiKeys.DefaultAccount,
        };
        var data = CommandOptions.Data();
        var command = new Command(
            "connect", "Name a shop as an account's, and print the address that its merchant opens to connect it.")
        {
            shop, account, data,
        };
        command.SetAction((parsed, cancellationToken) => OperatorAccess.RunAsync(
            screen,
            parsed.GetRequiredValue(data),
            mayCreate: true,
            async access =>
            {
                var connect = access.Get<ConnectShop>();
                var domain = parsed.GetRequiredValue(shop);
                if (connect.Missing is { } missing) return screen.Fail(missing);
                var named = await access.Get<ShopDirectory>().RegisterAsync(
                    domain, parsed.GetRequiredValue(account), cancellationToken);
                if (named.AccountId != parsed.GetRequiredValue(account))
                {
                    return screen.Fail(
                        $"{domain} is {named.AccountId}'s and stays so: say --account {named.AccountId} to connect it.");
                }
                screen.Line(connect.AddressOf(domain)!.AbsoluteUri);
                screen.Note($"Open this address in the browser of {domain}'s merchant, and approve the app.");
                return Screen.Done;
            },
            cancellationToken));
        return command;
    }
}
