using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization;
using Cartwright.Orders;

namespace Cartwright.Cli.Attention;

/// <summary><c>cartwright attention list</c>.</summary>
internal static class ListAttention
{
    internal static Command Create(Screen screen)
    {
        var json = new Option<bool>("--json") { Description = "As one JSON array, for other programs." };
        var data = CommandOptions.Data();
        var command = new Command("list", "List all that needs a person, the oldest first.") { json, data };
        command.SetAction((parsed, cancellationToken) => OperatorAccess.RunAsync(
            screen,
            parsed.GetRequiredValue(data),
            mayCreate: false,
            async access =>
            {
                var entries = await access.Get<Cartwright.Orders.ListAttention>().HandleAsync(cancellationToken);
                if (parsed.GetValue(json))
                {
                    screen.Line(JsonSerializer.Serialize(entries, AttentionJson.Default.IReadOnlyListAttentionEntry));
                    return Screen.Done;
                }
                screen.Table(
                    ["KIND", "KEY", "SINCE", "REASON"],
                    entries.Select(entry => (IReadOnlyList<string>)
                    [
                        entry.Kind,
                        entry.Key,
                        Screen.Time(entry.Since),
                        entry.Reason,
                    ]));
                return Screen.Done;
            },
            cancellationToken));
        return command;
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(IReadOnlyList<AttentionEntry>))]
internal sealed partial class AttentionJson : JsonSerializerContext;
