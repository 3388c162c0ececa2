using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Cartwright.Simulation.Outside;

namespace Cartwright.Simulation.Bugs;

/// <summary>What the gateway would send with one of the bugs that lie in its requests.</summary>
internal sealed partial class FaultyCalls(DeliberateBug bug)
{
    private int keys;

    public SentCall Of(SentCall call) => bug switch
    {
        DeliberateBug.FreshKeyOnCharge when IsCharge(call) => WithKey(call, $"charge-{++keys}"),
        DeliberateBug.OneKeyForAllCharges when IsCharge(call) => WithKey(call, "charge"),
        DeliberateBug.SmallRefund when call.Address.AbsolutePath == "/stripe/v1/refunds" && call.Method == "POST" =>
            call with { Body = Encoding.UTF8.GetBytes(Amount.Replace(Encoding.UTF8.GetString(call.Body), OneLess)) },
        DeliberateBug.WrongRefreshToken when CallNames.IsForTokens(call) => call with
        {
            Body = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(call.Body).Replace("shprt_", "shpat_")),
        },
        DeliberateBug.FreshWebhookId when AppEndpoint.IsFor(call) => With(call, "webhook-id", $"hook-{++keys}"),
        _ => call,
    };

    private static bool IsCharge(SentCall call) =>
        call.Address.AbsolutePath == "/stripe/v1/payment_intents" && call.Method == "POST";

    private static SentCall WithKey(SentCall call, string key) => With(call, "Idempotency-Key", key);

    private static SentCall With(SentCall call, string name, string value) => call with
    {
        Headers = [.. call.Headers.Select(header => header.Name == name ? (name, value) : header)],
    };

    private static string OneLess(Match match) =>
        $"amount={int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) - 1}";

    [GeneratedRegex(@"\bamount=(\d+)")]
    private static partial Regex Amount { get; }
}
