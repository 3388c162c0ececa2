using System.Text;
using System.Text.Json.Nodes;

namespace Cartwright.Simulation.Outside;

/// <summary>The endpoint of the shoppers' app: it takes whatever comes, and remembers under which ids it came.</summary>
internal sealed class AppEndpoint
{
    private readonly Dictionary<string, IReadOnlyList<string>> ids = [];

    public static Uri Url { get; } = new("https://app.test/hooks");

    public IReadOnlySet<string> Accepted => ids.Keys.ToHashSet(StringComparer.Ordinal);

    /// <summary>The webhook-ids under which each event came.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Ids => ids;

    public static bool IsFor(SentCall call) => call.Address.Host == Url.Host;

    public SentReply Handle(SentCall call)
    {
        var body = JsonNode.Parse(call.Body)!;
        if (body["data"]?["challenge"] is { } challenge)
        {
            var answer = new JsonObject { ["challenge"] = challenge.DeepClone() };
            return new(200, [("Content-Type", "application/json")], Encoding.UTF8.GetBytes(answer.ToJsonString()));
        }

        var id = body["id"]!.GetValue<string>();
        var name = call.Headers.First(header => header.Name == "webhook-id").Value;
        ids[id] = [.. ids.GetValueOrDefault(id, []).Append(name).Distinct()];
        return new(200, [], []);
    }
}
