using System.CommandLine;
using System.Globalization;
using Cartwright.Cli.Shops;

namespace Cartwright.Cli.Knowledge;

/// <summary><c>cartwright knowledge list</c>.</summary>
internal static class ListDocuments
{
    internal static Command Create(Screen screen)
    {
        var shop = ShopArguments.Shop();
        var data = CommandOptions.Data();
        var command = new Command("list", "List a shop's documents.") { shop, data };
        command.SetAction((parsed, cancellationToken) => OperatorAccess.RunAsync(
            screen,
            parsed.GetRequiredValue(data),
            mayCreate: false,
            async access =>
            {
                var documents = await access.Get<Assistant.Knowledge.ListDocuments>()
                    .HandleAsync(parsed.GetRequiredValue(shop), cancellationToken);
                screen.Table(
                    ["DOCUMENT", "SOURCE", "TITLE", "PASSAGES", "ADDED"],
                    documents.Select(document => (IReadOnlyList<string>)
                    [
                        document.Id,
                        document.Source,
                        document.Title,
                        document.Passages.ToString(CultureInfo.InvariantCulture),
                        Screen.Time(document.AddedAt),
                    ]));
                return Screen.Done;
            },
            cancellationToken));
        return command;
    }
}
