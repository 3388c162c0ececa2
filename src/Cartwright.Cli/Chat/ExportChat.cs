using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using Cartwright.Assistant.Privacy;

namespace Cartwright.Cli.Chat;

/// <summary><c>cartwright chat export</c>.</summary>
internal static class ExportChat
{
    private static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        // It is read by people and written to no page.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    internal static Command Create(Screen screen)
    {
        var customer = new CustomerOptions();
        var data = CommandOptions.Data();
        var command = new Command("export", "Print all that is kept of what a customer said, as JSON.") { data };
        customer.AddTo(command);
        command.SetAction((parsed, cancellationToken) => OperatorAccess.RunAsync(
            screen,
            parsed.GetRequiredValue(data),
            mayCreate: false,
            async access =>
            {
                var (shop, who) = customer.Read(parsed);
                var kept = await access.Get<ExportConversations>().HandleAsync(shop, who, cancellationToken);
                screen.Line(JsonSerializer.Serialize(kept, Indented));
                return Screen.Done;
            },
            cancellationToken));
        return command;
    }
}
