using System.CommandLine;
using Cartwright.Cli.Shops;
using Cartwright.Shops;

namespace Cartwright.Cli.Chat;

/// <summary>How a shop's customer is named on the command line.</summary>
internal sealed class CustomerOptions
{
    private readonly Option<string?> customer = new("--customer")
    {
        Description = "The customer's id at the shop.", HelpName = "ID",
    };

    private readonly Option<string?> email = new("--email")
    {
        Description = "The e-mail that was written in the conversation.", HelpName = "EMAIL",
    };

    private readonly Option<string?> phone = new("--phone")
    {
        Description = "The phone number, as it was written in the conversation.", HelpName = "PHONE",
    };

    private readonly Option<string[]> orders = new("--order")
    {
        Description = "The id at the shop of an order that was shown in the conversation; may be repeated.",
        HelpName = "ID",
    };

    private readonly Option<ShopDomain> shop = ShopArguments.ShopOption();

    internal void AddTo(Command command)
    {
        command.Add(shop);
        command.Add(customer);
        command.Add(email);
        command.Add(phone);
        command.Add(orders);
        command.Validators.Add(result =>
        {
            if (string.IsNullOrWhiteSpace(
                result.GetValue(customer) ?? result.GetValue(email) ?? result.GetValue(phone)
                ?? result.GetValue(orders)?.FirstOrDefault()))
            {
                result.AddError("Name the customer: --customer, --email, --phone or --order.");
            }
        });
    }

    internal (ShopDomain Shop, ShopifyCustomer Customer) Read(ParseResult parsed) => (
        parsed.GetRequiredValue(shop),
        new(parsed.GetValue(customer), parsed.GetValue(email), parsed.GetValue(phone))
        {
            Orders = parsed.GetValue(orders) ?? [],
        });
}
