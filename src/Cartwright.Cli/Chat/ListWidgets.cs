using System.CommandLine;
using Cartwright.Assistant.Access;
using Cartwright.Cli.Shops;

namespace Cartwright.Cli.Chat;

/// <summary><c>cartwright widgets list</c>.</summary>
internal static class ListWidgets
{
    internal static Command Create(Screen screen)
    {
        var shop = ShopArguments.Shop();
        var data = CommandOptions.Data();
        var command = new Command("list", "List a shop's keys and the pages they are for.") { shop, data };
        command.SetAction((parsed, cancellationToken) => OperatorAccess.RunAsync(
            screen,
            parsed.GetRequiredValue(data),
            mayCreate: false,
            async access =>
            {
                var keys = await access.Get<WidgetKeys>()
                    .ListAsync(parsed.GetRequiredValue(shop), cancellationToken);
                screen.Table(
                    ["KEY", "ORIGINS", "CREATED"],
                    keys.Select(key => (IReadOnlyList<string>)
                        [key.Key, string.Join(' ', key.Origins), Screen.Time(key.CreatedAt)]));
                return Screen.Done;
            },
            cancellationToken));
        return command;
    }
}
