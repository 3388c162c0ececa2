using System.Globalization;
using System.Text.RegularExpressions;
using Cartwright.Sandbox.Faults;

namespace Cartwright.Sandbox.Stripe;

/// <summary>Listing payments, and searching them in Stripe's query language.</summary>
internal sealed partial class StripeLists(StripeProcessor processor, TimeSpan searchLag)
{
    private const int PageMax = 100;
    private const int PageDefault = 10;

    public Reply List(Call call)
    {
        var form = StripeForm.Of(call);
        if (LimitOf(form, out var limit) is { } wrong)
            return wrong;
        var from = form.FindInteger("created[gte]", out var error) ?? long.MinValue;
        var until = form.FindInteger("created[lte]", out var secondError) ?? long.MaxValue;
        if ((error ?? secondError) is { } invalid)
            return invalid;
        var isTaking = true;
        if (form.Find("starting_after") is { } after)
        {
            if (processor.Find(after) is null)
                return StripeErrors.NoSuch("payment_intent", after, "starting_after", 400);
            isTaking = false;
        }

        bool Takes(PaymentIntent payment)
        {
            if (isTaking)
                return payment.Created <= until;
            isTaking = payment.Id == form.Find("starting_after");
            return false;
        }

        var found = processor.Newest(limit + 1, Takes, payment => payment.Created < from);
        return Answer(call, found, limit, "list", "/v1/payment_intents");
    }

    public Reply Search(Call call)
    {
        var form = StripeForm.Of(call);
        if (form.Find("query") is not { } query)
            return StripeErrors.Missing("query");
        if (LimitOf(form, out var limit) is { } wrong)
            return wrong;
        if (Clause.Parse(query) is not { } clauses)
        {
            return StripeErrors.Invalid(null,
                "We were unable to parse your search query. Try using the format metadata[\"key\"]:\"value\" to query "
                + "for metadata or key:\"value\" to query for other fields.", "query");
        }

        var lag = call.Faults.SecondsOf(FaultKind.SearchLag, unless: 60) ?? searchLag;
        var newestSeen = processor.Now - (long)lag.TotalSeconds;
        var skipped = int.TryParse(form.Find("page"), NumberStyles.None, CultureInfo.InvariantCulture, out var page)
            ? page
            : 0;
        var orders = clauses.Where(clause => clause.IsOrderId).ToList();
        var candidates = orders.Count > 0
            ? processor.OfOrder(orders[0].Value)
            : processor.Payments().Reverse();
        var found = candidates
            .Where(payment => payment.Created <= newestSeen && clauses.TrueForAll(clause => clause.Matches(payment)))
            .Skip(skipped)
            .Take(limit + 1)
            .ToList();
        return Answer(call, found, limit, "search_result", "/v1/payment_intents/search", skipped);
    }

    private static Reply? LimitOf(StripeForm form, out int limit)
    {
        var asked = form.FindInteger("limit", out var error) ?? PageDefault;
        limit = (int)Math.Clamp(asked, 1, PageMax);
        if (error is not null)
            return error;
        return asked is < 1 or > PageMax
            ? StripeErrors.Invalid("parameter_invalid_integer", "limit is 1 to 100.", "limit")
            : null;
    }

    private static Reply Answer(
        Call call, List<PaymentIntent> found, int limit, string kind, string url, int skipped = 0) =>
        Reply.Json(200, (call.BaseUrl, found, limit, kind, url, skipped), static (json, state) =>
        {
            json.WriteStartObject();
            json.WriteString("object"u8, state.kind);
            json.WriteString("url"u8, state.url);
            var hasMore = state.found.Count > state.limit;
            json.WriteBoolean("has_more"u8, hasMore);
            if (state.kind == "search_result")
            {
                json.WriteString("next_page"u8, hasMore
                    ? (state.skipped + state.limit).ToString(CultureInfo.InvariantCulture)
                    : null);
            }

            json.WriteStartArray("data"u8);
            foreach (var payment in state.found.Take(state.limit))
            {
                lock (payment.Lock)
                    StripeJson.Write(json, payment, state.BaseUrl);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });

    /// <summary>One condition; a query joins them with AND.</summary>
    private sealed partial record Clause(string Field, string MetadataKey, string Operator, string Value)
    {
        public bool IsOrderId => MetadataKey == "order_id" && Operator == ":";

        /// <summary>Null when the query can't be read.</summary>
        public static List<Clause>? Parse(string query)
        {
            var clauses = new List<Clause>();
            var at = 0;
            while (at < query.Length)
            {
                var match = Pattern().Match(query, at);
                if (!match.Success || match.Index != at)
                    return null;
                clauses.Add(new(
                    match.Groups["field"].Value,
                    match.Groups["key"].Value,
                    match.Groups["operator"].Value,
                    match.Groups["value"].Value.Replace("\\'", "'", StringComparison.Ordinal)
                        .Replace("\\\"", "\"", StringComparison.Ordinal)));
                at = match.Index + match.Length;
            }

            return clauses.Count == 0 ? null : clauses;
        }

        public bool Matches(PaymentIntent payment) => Field switch
        {
            "metadata" => payment.Metadata.Any(pair => pair.Key == MetadataKey && pair.Value == Value),
            "status" => PaymentIntent.NameOf(payment.Status) == Value,
            "currency" => payment.Currency == Value,
            "amount" => Compares(payment.Amount),
            "created" => Compares(payment.Created),
            _ => false,
        };

        private bool Compares(long actual)
        {
            if (!long.TryParse(Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var wanted))
                return false;
            return Operator switch
            {
                ">" => actual > wanted,
                ">=" => actual >= wanted,
                "<" => actual < wanted,
                "<=" => actual <= wanted,
                _ => actual == wanted,
            };
        }

        [GeneratedRegex(
            """
            \G\s* (?:AND\s+)?
            (?<field>metadata|status|currency|amount|created) (?:\[ (?<q>['"]) (?<key>[^'"]+) \k<q> \])? \s*
            (?<operator>:|>=|<=|>|<) \s*
            (?: (?<v>['"]) (?<value>(?:\\.|(?!\k<v>).)*) \k<v> | (?<value>[^\s'"]+) ) \s*
            """,
            RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.IgnorePatternWhitespace)]
        private static partial Regex Pattern();
    }
}
