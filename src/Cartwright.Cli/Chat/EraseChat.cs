using System.CommandLine;
using Cartwright.Assistant.Privacy;

namespace Cartwright.Cli.Chat;

/// <summary><c>cartwright chat erase</c>.</summary>
internal static class EraseChat
{
    internal static Command Create(Screen screen)
    {
        var customer = new CustomerOptions();
        var data = CommandOptions.Data();
        var command = new Command("erase", "Erase the conversations of a customer.") { data };
        customer.AddTo(command);
        command.SetAction((parsed, cancellationToken) => OperatorAccess.RunAsync(
            screen,
            parsed.GetRequiredValue(data),
            mayCreate: false,
            async access =>
            {
                var (shop, who) = customer.Read(parsed);
                var count = await access.Get<EraseConversations>().HandleAsync(shop, who, cancellationToken);
                screen.Line(count == 1 ? "1 conversation erased." : $"{count} conversations erased.");
                return Screen.Done;
            },
            cancellationToken));
        return command;
    }
}
