using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Cartwright.Payments;
using Cartwright.Reconciliation;

namespace Cartwright.Cli.Reconciliation;

/// <summary><c>cartwright reconcile</c>.</summary>
internal static class ReconcileBooks
{
    /// <summary>The exit code when the books differ.</summary>
    internal const int Different = 3;

    internal static Command Create(Screen screen)
    {
        var since = Time("--since", "Compare the orders that began from then on, such as 2026-11-01 (UTC).");
        since.Required = true;
        var until = Time("--until", "Compare the orders that began before then; now when left out.");
        var json = new Option<bool>("--json") { Description = "Print JSON: compared, differences, unchecked." };
        var data = CommandOptions.Data();
        var command = new Command(
            "reconcile",
            "Compare the journal with the card processor and the merchants, and list where they differ. "
                + $"Payments that name no order are another system's, and left out. Exits {Different} when there are differences.")
        {
            since, until, json, data,
        };
        command.SetAction((parsed, cancellationToken) => OperatorAccess.RunAsync(
            screen,
            parsed.GetRequiredValue(data),
            mayCreate: false,
            async access =>
            {
                try
                {
                    var from = Read(parsed.GetRequiredValue(since));
                    var to = parsed.GetValue(until) is { } end ? Read(end) : screen.Clock.GetUtcNow();
                    var report = await access.Get<Reconcile>().HandleAsync(from, to, cancellationToken);
                    Print(screen, report, parsed.GetValue(json));
                    return report.Differences.Count == 0 ? Screen.Done : Different;
                }
                catch (PaymentsUnreadableException unreadable)
                {
                    return screen.Fail($"{unreadable.Message} Check Payments:Stripe in the settings.");
                }
            },
            cancellationToken));
        return command;
    }

    private static void Print(Screen screen, ReconciliationReport report, bool asJson)
    {
        if (asJson)
        {
            screen.Line(JsonSerializer.Serialize(
                new ReconciliationView(report.Compared.Count, report.Differences, report.Unchecked),
                DifferenceJson.Default.ReconciliationView));
        }
        else
        {
            PrintTables(screen, report);
        }

        screen.Note(
            $"{report.Compared.Count} orders compared, {report.Differences.Count} differences; "
            + $"{report.Unchecked.Count} could not be compared yet.");
    }

    private static void PrintTables(Screen screen, ReconciliationReport report)
    {
        if (report.Differences.Count > 0)
        {
            screen.Table(
                ["DIFFERENCE", "ORDER", "DETAILS"],
                report.Differences.Select(difference => (IReadOnlyList<string>)
                    [difference.Kind.ToString(), difference.Subject, difference.Details]));
        }

        if (report.Unchecked.Count > 0)
        {
            if (report.Differences.Count > 0) screen.Line();
            screen.Table(
                ["NOT COMPARED", "WHY"],
                report.Unchecked.Select(order => (IReadOnlyList<string>)[order.OrderId, order.Why]));
        }
    }

    private static Option<string> Time(string name, string description)
    {
        var option = new Option<string>(name) { Description = description, HelpName = "TIME" };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string>() is { } given && !TryRead(given, out _))
            {
                result.AddError($"'{given}' is not a time such as 2026-11-01 or 2026-11-01T12:00:00Z.");
            }
        });
        return option;
    }

    private static DateTimeOffset Read(string time) =>
        TryRead(time, out var read) ? read : throw new FormatException(time);

    private static bool TryRead(string time, out DateTimeOffset read) => DateTimeOffset.TryParse(
        time, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out read);
}

/// <summary>What <c>--json</c> prints.</summary>
/// <param name="Compared">How many orders were compared.</param>
internal sealed record ReconciliationView(
    int Compared, IReadOnlyList<Difference> Differences, IReadOnlyList<UncheckedOrder> Unchecked);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, WriteIndented = true)]
[JsonSerializable(typeof(ReconciliationView))]
internal sealed partial class DifferenceJson : JsonSerializerContext;
