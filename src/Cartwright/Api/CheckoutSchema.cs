using System.Globalization;
using System.Text.Json;
using Cartwright.GraphQL;
using Cartwright.Merchants;

namespace Cartwright.Api;

/// <summary>The checkout contract, bound to the use cases that serve it.</summary>
public static class CheckoutSchema
{
    /// <summary>The contract as it was published, and what this gateway adds to it.</summary>
    private static readonly string[] Resources =
        ["Cartwright.Api.checkout-api.graphql", "Cartwright.Api.order-events.graphql"];

    private const int UrlCharactersMax = 2_000;

    /// <summary>Made once for all of the process: it never changes.</summary>
    public static Schema Instance => field ??= Build();

    private static Schema Build() => new SchemaBuilder(Sdl())
        .Scalar("URL", (Uri url) => url.AbsoluteUri, ParseUrl)
        .Scalar("Time", (DateTimeOffset time) => Written(time), ParseTime)
        .Scalar("Percentage", (writer, percent) => writer.WriteNumberValue(percent), ParsePercentage)
        .Enum<Marketplace>("Marketplace")
        .BindInputs()
        .BindProducts()
        .BindCollections()
        .BindCarts()
        .BindOffers()
        .BindSubmission()
        .BindOrders()
        .BindOrderEvents()
        .BindCancellations()
        .BindReturns()
        .BindApps()
        .Root("Query", query => query
            .ServeCartQueries()
            .ServeOrderQueries()
            .ServeReturnQueries()
            .ServeProductQueries()
            .ServeCollectionQueries()
            .ServeAppQueries())
        .Root("Mutation", mutation => mutation
            .ServeCartMutations()
            .ServeSubmission()
            .ServeCancellation()
            .ServeReturnMutations()
            .ServeUrlRequests())
        .Subscription("Subscription", subscription => subscription.ServeOrderEvents())
        .Build();

    internal static string Sdl() => string.Join('\n', Resources.Select(Read));

    private static string Read(string resource)
    {
        using var stream = typeof(CheckoutSchema).Assembly.GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"The resource {resource} is missing in this build.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private static string Written(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static Uri ParseUrl(string text) =>
        text.Length <= UrlCharactersMax
        && Uri.TryCreate(text, UriKind.Absolute, out var url)
        && url is { Scheme: "http" or "https", UserInfo: "" }
            ? url
            : throw new FormatException("Send an absolute http or https URL.");

    private static DateTimeOffset ParseTime(string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : throw new FormatException("Send a time such as 2026-01-31T12:00:00Z.");

    private static decimal ParsePercentage(JsonElement json) =>
        json.ValueKind == JsonValueKind.Number && json.TryGetDecimal(out var percent)
            ? percent
            : throw new FormatException("Send a number, such as 2.5.");
}
