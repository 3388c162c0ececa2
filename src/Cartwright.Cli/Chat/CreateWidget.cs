using System.CommandLine;
using Cartwright.Assistant.Access;
using Cartwright.Cli.Shops;

namespace Cartwright.Cli.Chat;

/// <summary><c>cartwright widgets create</c>.</summary>
internal static class CreateWidget
{
    internal static Command Create(Screen screen)
    {
        var shop = ShopArguments.Shop();
        var origins = new Option<string[]>("--origin")
        {
            Description = $"Where the widget may stand: {WidgetKeys.OriginWanted}. May be given several times.",
            HelpName = "ORIGIN",
            Required = true,
            AllowMultipleArgumentsPerToken = true,
        };
        var data = CommandOptions.Data();
        var command = new Command("create", "Make a key for a storefront's pages.") { shop, origins, data };
        command.SetAction((parsed, cancellationToken) => OperatorAccess.RunAsync(
            screen,
            parsed.GetRequiredValue(data),
            mayCreate: true,
            async access =>
            {
                try
                {
                    var made = await access.Get<WidgetKeys>().CreateAsync(
                        parsed.GetRequiredValue(shop), parsed.GetRequiredValue(origins), cancellationToken);
                    screen.Line(made.Key);
                    return Screen.Done;
                }
                catch (ArgumentException wrong)
                {
                    return screen.Fail(wrong.Message);
                }
            },
            cancellationToken));
        return command;
    }
}
