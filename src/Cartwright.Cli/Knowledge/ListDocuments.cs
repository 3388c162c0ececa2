using System.CommandLine;
using System.Globalization;
using Cartwright.Assistant.Knowledge.Embeddings;
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
                var vectors = await access.Get<CountVectors>()
                    .HandleAsync(parsed.GetRequiredValue(shop), cancellationToken);
                screen.Table(
                    ["DOCUMENT", "SOURCE", "TITLE", "PASSAGES", "VECTORS", "ADDED"],
                    documents.Select(document => (IReadOnlyList<string>)
                    [
                        document.Id,
                        document.Source,
                        document.Title,
                        document.Passages.ToString(CultureInfo.InvariantCulture),
                        // Without a model there are none to count.
                        vectors?.GetValueOrDefault(document.Id).ToString(CultureInfo.InvariantCulture) ?? "-",
                        Screen.Time(document.AddedAt),
                    ]));
                return Screen.Done;
            },
            cancellationToken));
        return command;
    }
}
