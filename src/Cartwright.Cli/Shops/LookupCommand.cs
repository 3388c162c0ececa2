using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Cartwright.Lookup;
using Cartwright.Shops;
using Microsoft.Extensions.Options;

namespace Cartwright.Cli.Shops;

/// <summary><c>cartwright lookup</c>: a lookup as the shop's merchant sees it, with every attempt and what helps.</summary>
internal static class LookupCommand
{
    internal const int NotFound = 3;
    internal const int NotConnected = 4;
    internal const int Throttled = 5;
    internal const int Unavailable = 6;

    private static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    internal static Command Create(Screen screen)
    {
        var shop = ShopArguments.ShopOption();
        var order = new Option<string>("--order")
        {
            Description = "The order's number, such as '#1001', alone or in a sentence.",
            HelpName = "NUMBER",
            Required = true,
        };
        order.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string>() is { } given
                && !OrderReference.TryFind(given, out _, isAnswer: true))
            {
                result.AddError($"No order number was found in '{given}': give one such as '#1001'.");
            }
        });
        var email = Proof("--email", "e-mail");
        var phone = Proof("--phone", "phone");
        var postcode = Proof("--postcode", "postcode");
        var verbose = new Option<bool>("--verbose") { Description = "Show every attempt." };
        var json = new Option<bool>("--json") { Description = "Print everything as JSON, attempts included." };
        var data = CommandOptions.Data();
        var command = new Command(
            "lookup",
            "Look an order up at its shop and say what helps when it is not found. Exits 0 when it was found, "
                + $"{NotFound} when not (or not with these details), {NotConnected} when the shop is degraded or not "
                + $"connected, {Throttled} when it takes no more calls, {Unavailable} when it could not be asked, "
                + $"{Screen.Failed} when the settings or the folder are wrong, {Screen.Misused} when the command is.")
        {
            shop, order, email, phone, postcode, verbose, json, data,
        };
        command.SetAction((parsed, cancellationToken) => OperatorAccess.RunAsync(
            screen,
            parsed.GetRequiredValue(data),
            mayCreate: false,
            async access =>
            {
                var proof = new ShopperProof(
                    null, parsed.GetValue(email), parsed.GetValue(phone), parsed.GetValue(postcode));
                var sight = await LookAsync(
                    access, parsed.GetRequiredValue(shop), parsed.GetRequiredValue(order), proof, cancellationToken);
                if (parsed.GetValue(json)) PrintJson(screen, sight);
                else Print(screen, sight, isVerified: !proof.IsEmpty, parsed.GetValue(verbose));
                return ExitCodeOf(sight.Report.Outcome);
            },
            cancellationToken));
        return command;
    }

    internal static int ExitCodeOf(LookupOutcome outcome) => outcome switch
    {
        LookupOutcome.Found => Screen.Done,
        LookupOutcome.NotFound or LookupOutcome.NotVerified => NotFound,
        LookupOutcome.ShopDegraded => NotConnected,
        LookupOutcome.Throttled => Throttled,
        LookupOutcome.Unavailable => Unavailable,
        _ => throw new UnreachableException(),
    };

    private static Option<string?> Proof(string name, string what) => new(name)
    {
        Description = $"Find the order only if this is its {what}.",
        HelpName = "TEXT",
    };

    /// <summary>An operator sees the shop's own orders; who names a shopper's details wants to see them compared.</summary>
    private static async Task<LookupSight> LookAsync(
        OperatorAccess access, ShopDomain domain, string order, ShopperProof proof, CancellationToken cancellationToken)
    {
        if (!OrderReference.TryFind(order, out var reference, isAnswer: true)) throw new UnreachableException();
        var report = await access.Get<LookUpOrder>().HandleAsync(
            new(
                domain, reference, proof,
                Verification: proof.IsEmpty ? LookupVerification.Off : LookupVerification.Required),
            cancellationToken);
        var shop = await access.Get<ShopDirectory>().FindAsync(domain, cancellationToken);
        return new(
            report,
            shop,
            shop is null ? [] : access.Get<CheckShops>().FindingsOf(shop),
            access.Get<IOptions<ShopOptions>>().Value.ClientId is { Length: > 0 },
            access.Get<ConnectShop>().AddressOf(domain));
    }

    private static void PrintJson(Screen screen, LookupSight sight)
    {
        var view = JsonSerializer.SerializeToNode(LookupEndpoints.TestViewOf(sight.Report), Indented)!.AsObject();
        view["advice"] = new JsonArray([.. LookupAdvice.Of(sight).Select(advice => (JsonNode?)advice)]);
        screen.Line(view.ToJsonString(Indented));
    }

    private static void Print(Screen screen, LookupSight sight, bool isVerified, bool isVerbose)
    {
        var report = sight.Report;
        void Row(string name, string value) => screen.Line($"{name,-10}{value}");
        Row("Outcome", report.Words.Code);
        if (report.Outcome is LookupOutcome.Found found)
        {
            PrintOrder(Row, OrderView.Of(found.Order, found.IsWhole));
            // Nothing was compared for an operator, so nothing is said of whose it is.
            if (isVerified) Row("Merchant", report.Words.Merchant);
        }
        else
        {
            Row("Merchant", report.Words.Merchant);
        }
        Row("Shopper", report.Words.Shopper);
        Row("Took", $"{Milliseconds(report.Elapsed)} ms, calls to the shop: {report.Attempts.Count}");
        if (isVerbose && report.Attempts.Count > 0) PrintAttempts(screen, report.Attempts);
        foreach (var advice in LookupAdvice.Of(sight)) Row("Advice", advice);
    }

    private static void PrintOrder(Action<string, string> row, OrderView order)
    {
        row("Order", $"{order.Name}, {order.FulfillmentStatus}, {order.PaymentStatus ?? "payment unknown"}");
        row("Placed", Screen.Time(order.CreatedAt));
        if (order.CancelledAt is { } cancelled) row("Cancelled", Screen.Time(cancelled));
        foreach (var parcel in order.Shipments)
        {
            var tracking = string.Join(
                ", ", parcel.Tracking.Select(one => $"{one.Company} {one.Number} {one.Url}".Trim()));
            row("Parcel", $"{parcel.Status ?? "no status"}, sent {Screen.Time(parcel.ShippedAt)}  {tracking}".TrimEnd());
        }
    }

    private static void PrintAttempts(Screen screen, IReadOnlyList<LookupAttempt> attempts) => screen.Table(
        ["ATTEMPT", "TOKEN", "OUTCOME", "STATUS", "MS", "WAITED", "POINTS", "REFRESH", "DETAIL"],
        attempts.Select(attempt => (IReadOnlyList<string>)
        [
            attempt.Number.ToString(CultureInfo.InvariantCulture),
            LookupTelemetry.NameOf(attempt.Source),
            attempt.Outcome,
            attempt.Status?.ToString(CultureInfo.InvariantCulture) ?? "-",
            Milliseconds(attempt.Elapsed),
            Milliseconds(attempt.Waited),
            attempt.Available?.ToString("0", CultureInfo.InvariantCulture) ?? "-",
            attempt.Refresh ?? "-",
            attempt.Detail ?? "",
        ]));

    private static string Milliseconds(TimeSpan time) =>
        ((long)time.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);
}
