using System.CommandLine;
using System.CommandLine.Parsing;
using Cartwright.Shops;

namespace Cartwright.Cli.Shops;

/// <summary>How a shop is named on the command line.</summary>
internal static class ShopArguments
{
    private const string Description = "The shop's permanent domain, such as mugs.myshopify.com.";

    internal static Argument<ShopDomain> Shop() => new("SHOP") { Description = Description, CustomParser = Read };

    internal static Option<ShopDomain> ShopOption() => new("--shop")
    {
        Description = Description,
        HelpName = "SHOP",
        Required = true,
        CustomParser = Read,
    };

    private static ShopDomain? Read(ArgumentResult result)
    {
        if (ShopDomain.TryParse(result.Tokens[0].Value, out var domain)) return domain;
        result.AddError($"'{result.Tokens[0].Value}' is not {ShopDomain.Wanted}.");
        return null;
    }
}
