using System.CommandLine;
using Cartwright.Merchants;

namespace Cartwright.Cli.Merchants;

/// <summary><c>cartwright merchants add</c>.</summary>
internal static class AddMerchant
{
    internal static Command Create(Screen screen)
    {
        var merchant = new MerchantArguments();
        var domain = new Option<string?>("--domain")
        {
            Description = "The store's name in carts and orders; the address's host unless given.",
            HelpName = "NAME",
        };
        var marketplace = new Option<Marketplace>("--marketplace")
        {
            Description = "Whether its items are bought by variant (shopify) or by product (amazon).",
            HelpName = "shopify|amazon",
            DefaultValueFactory = _ => Marketplace.Shopify,
        };
        var handler = new Option<string?>("--payment-handler")
        {
            Description = "The handler by which this gateway pays the merchant.",
            HelpName = "NAME",
        };
        var tokenFile = new Option<FileInfo?>("--payment-token-file")
        {
            Description = "A file that holds what the gateway pays with; it is kept encrypted.",
            HelpName = "FILE",
        };
        var data = CommandOptions.Data();
        var command = new Command("add", "Register a merchant, or change its registration.")
        {
            merchant.Url, domain, marketplace, merchant.Protocol, handler, tokenFile, data,
        };
        command.SetAction((parsed, cancellationToken) => OperatorAccess.RunAsync(
            screen,
            parsed.GetRequiredValue(data),
            mayCreate: true,
            async access =>
            {
                var token = parsed.GetValue(tokenFile);
                if (token is { Exists: false }) return screen.Fail($"There is no file {token.FullName}.");
                var registered = merchant.Read(parsed, parsed.GetValue(domain)) with
                {
                    Marketplace = parsed.GetValue(marketplace),
                    PaymentHandler = parsed.GetValue(handler),
                    PaymentToken = token is null
                        ? null
                        : new Secret((await File.ReadAllTextAsync(token.FullName, cancellationToken)).Trim()),
                };
                await access.Get<MerchantDirectory>().AddAsync(registered, cancellationToken);
                screen.Line($"{registered.Domain} is registered.");
                return Screen.Done;
            },
            cancellationToken));
        return command;
    }
}
