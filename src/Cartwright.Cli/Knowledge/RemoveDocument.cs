using System.CommandLine;
using System.Diagnostics;
using Cartwright.Assistant.Knowledge;
using Cartwright.Cli.Shops;

namespace Cartwright.Cli.Knowledge;

/// <summary><c>cartwright knowledge remove</c>.</summary>
internal static class RemoveDocument
{
    internal static Command Create(Screen screen)
    {
        var shop = ShopArguments.Shop();
        var name = new Argument<string>("DOCUMENT") { Description = "The document's id or its source." };
        var data = CommandOptions.Data();
        var command = new Command("remove", "Remove a document of a shop with all its passages.")
        {
            shop, name, data,
        };
        command.SetAction((parsed, cancellationToken) => OperatorAccess.RunAsync(
            screen,
            parsed.GetRequiredValue(data),
            mayCreate: false,
            async access =>
            {
                var domain = parsed.GetRequiredValue(shop);
                var result = await access.Get<Assistant.Knowledge.RemoveDocument>().HandleAsync(
                    domain, parsed.GetRequiredValue(name), cancellationToken);
                switch (result)
                {
                    case RemoveDocumentResult.Removed removed:
                        screen.Line(
                            $"{removed.Document.Source} is removed, with {removed.Document.Passages} passages.");
                        return Screen.Done;
                    case RemoveDocumentResult.NotFound:
                        return screen.Fail(
                            $"{domain} has no document {parsed.GetRequiredValue(name)}: 'cartwright knowledge list "
                            + $"{domain}' tells which it has.");
                    default:
                        throw new UnreachableException();
                }
            },
            cancellationToken));
        return command;
    }
}
