using System.CommandLine;
using Cartwright.Merchants;

namespace Cartwright.Cli.Merchants;

/// <summary>How a merchant is described on the command line, for registering it and for checking it.</summary>
internal sealed class MerchantArguments
{
    internal Argument<Uri> Url { get; } = new("URL")
    {
        Description = "Where the merchant's discovery document is looked for.",
        CustomParser = result =>
        {
            if (Uri.TryCreate(result.Tokens[0].Value, UriKind.Absolute, out var url) && url.Scheme is "http" or "https")
            {
                return url;
            }
            result.AddError($"'{result.Tokens[0].Value}' is not an address such as https://shop.example.");
            return null;
        },
    };

    internal Option<string> Protocol { get; } = new("--protocol")
    {
        Description = "The protocol that it speaks.",
        HelpName = "NAME",
        DefaultValueFactory = _ => "ucp",
    };

    internal Merchant Read(ParseResult parsed, string? domain = null) => new(
        domain ?? parsed.GetRequiredValue(Url).IdnHost,
        parsed.GetRequiredValue(Url),
        Marketplace.Shopify,
        parsed.GetRequiredValue(Protocol),
        PaymentHandler: null,
        PaymentToken: null);
}
