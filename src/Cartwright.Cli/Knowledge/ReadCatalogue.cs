using System.CommandLine;
using System.Diagnostics;
using Cartwright.Assistant.Knowledge;
using Cartwright.Cli.Shops;

namespace Cartwright.Cli.Knowledge;

/// <summary><c>cartwright knowledge sync</c>.</summary>
internal static class ReadCatalogue
{
    internal static Command Create(Screen screen)
    {
        var shop = ShopArguments.Shop();
        var store = new Option<string>("--store")
        {
            Description = "The merchant whose catalogue is read, as 'merchants list' shows it.",
            HelpName = "DOMAIN",
            Required = true,
        };
        var allowPrivate = new Option<bool>("--allow-private")
        {
            Description = "Also call addresses inside this network, and without TLS: for tests.",
        };
        var data = CommandOptions.Data();
        var command = new Command(
            "sync",
            "Store a page for each product that a merchant sells; run again, write what changed and remove what is no "
                + "longer sold.")
        {
            shop, store, allowPrivate, data,
        };
        command.SetAction((parsed, cancellationToken) => OperatorAccess.RunAsync(
            screen,
            parsed.GetRequiredValue(data),
            mayCreate: false,
            async access =>
            {
                var result = await access.Get<AddCatalogue>().HandleAsync(
                    parsed.GetRequiredValue(shop), parsed.GetRequiredValue(store), cancellationToken);
                switch (result)
                {
                    case AddCatalogueResult.Read read:
                        screen.Line($"{read.Products} products: {read.Written} written, {read.Removed} removed.");
                        foreach (var refusal in read.Refusals) screen.Note(refusal);
                        return read.Refusals.Count == 0 ? Screen.Done : Screen.Failed;
                    case AddCatalogueResult.Refused refused:
                        return screen.Fail(refused.Message);
                    default:
                        throw new UnreachableException();
                }
            },
            cancellationToken,
            parsed.GetValue(allowPrivate)));
        return command;
    }
}
