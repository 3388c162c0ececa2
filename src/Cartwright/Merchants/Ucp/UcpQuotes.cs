using System.Globalization;

namespace Cartwright.Merchants.Ucp;

/// <summary>Reads a checkout session as a quote. Pure.</summary>
internal static class UcpQuotes
{
    private static readonly TimeSpan SessionLifetimeDefault = TimeSpan.FromHours(6);

    // Beyond this an amount is a fault, and sums of such amounts would not fit.
    private const long AmountMax = 1_000_000_000_000;

    public static QuoteOutcome Read(
        UcpCheckout checkout, QuoteRequest request, UcpSession session, UcpProfile profile, DateTimeOffset now)
    {
        if (!IsPlausible(checkout)) return new QuoteOutcome.Unavailable("The store's amounts can't be read.");
        if (checkout.Messages.Each().Where(IsError).Any(message => UcpMapping.For(message).IsPassing))
            return new QuoteOutcome.Unavailable("The store could not look into it just now.");

        var currency = (checkout.Currency ?? request.Currency).ToUpperInvariant();
        if (currency != request.Currency)
            return new QuoteOutcome.Refused([Own("currency_mismatch")]);

        var problems = ProblemsOf(checkout, request, currency);
        var isShippingRequired = IsShippingRequired(checkout, request, problems);
        var methods = UcpShipping.MethodsOf(checkout, currency);
        var selected = UcpShipping.SelectedOf(checkout);
        if (request.ShippingMethodId is { } wanted && selected != wanted && methods.Count > 0
            && problems.All(problem => problem.Code != QuoteProblemCode.ShippingMethodUnknown))
            problems.Add(Own("invalid@option"));
        if (profile.Version != UcpVersions.First && !DoTotalsAddUp(checkout)) problems.Add(Own("totals_mismatch"));

        var isReady = checkout.Status is "ready_for_complete";
        var subtotal = Sum(checkout, "subtotal")
            ?? checkout.LineItems.Each().Sum(line => PriceOf(line) * line.Quantity);
        var shipping = isShippingRequired && (request.Buyer is null || selected is null && !isReady)
            ? (long?)null
            : Sum(checkout, "fulfillment") ?? 0;
        var tax = request.Buyer is null ? null : Sum(checkout, "tax") ?? (isReady ? 0 : null);
        var total = shipping is null || tax is null ? null : Sum(checkout, "total");
        return new QuoteOutcome.Quoted(
            new(
                session.Write(), session.Id, new(subtotal, currency), In(shipping), In(tax), In(total),
                methods, selected, isShippingRequired, now, ExpiryOf(checkout, request, session, now),
                [.. LinesOf(checkout, currency)]),
            problems);

        Money? In(long? amount) => amount is { } minor ? new Money(minor, currency) : null;
    }

    /// <summary>The reply holds messages and no session.</summary>
    public static QuoteOutcome ReadRefusal(UcpCheckout reply, QuoteRequest request)
    {
        var errors = reply.Messages.Each().Where(message => message.Type is "error" or null).ToList();
        if (errors.Count == 0) return new QuoteOutcome.Unavailable("The store answered without a checkout session.");
        if (errors.Any(message => UcpMapping.For(message).IsPassing))
            return new QuoteOutcome.Unavailable("The store could not look into it just now.");
        return new QuoteOutcome.Refused([.. errors.Select(message =>
            ToProblem(message, UcpMapping.For(message), reply, request)
                ?? Own("invalid_request", UcpMapping.Normalize(message.Code ?? "")))]);
    }

    public static QuoteOutcome ReadRefusal(int status, string? code, bool isExplicit)
    {
        var rule = UcpMapping.For(status, code);
        return rule.IsPassing || !isExplicit
            ? new QuoteOutcome.Unavailable($"The store answered HTTP {status}.")
            : new QuoteOutcome.Refused(
                [new(rule.Problem ?? QuoteProblemCode.MerchantRefused, rule.Words, [], code ?? $"http_{status}")]);
    }

    public static QuoteProblem Own(string code, string? vendorCode = null)
    {
        var rule = UcpMapping.Own(code);
        return new(rule.Problem ?? QuoteProblemCode.MerchantRefused, rule.Words, [], vendorCode ?? code);
    }

    private static List<QuoteProblem> ProblemsOf(UcpCheckout checkout, QuoteRequest request, string currency)
    {
        var errors = checkout.Messages.Each().Where(IsError).ToList();
        var problems = new List<QuoteProblem>();
        foreach (var message in errors)
        {
            var rule = UcpMapping.For(message);
            // An unknown code that only the buyer can resolve is no obstacle: the placement asks the buyer for it.
            if (rule == UcpMapping.Other && message.Severity is "requires_buyer_input" or "requires_buyer_review")
                continue;
            if (ToProblem(message, rule, checkout, request) is { } problem) problems.Add(problem);
        }

        problems.AddRange(QuantityProblems(checkout, request, problems));
        if (request.Buyer is null)
        {
            // Everything else about the address is told by the same word.
            problems.RemoveAll(problem => problem.Code is QuoteProblemCode.BuyerMissing
                or QuoteProblemCode.BuyerInvalid or QuoteProblemCode.PhoneMissing or QuoteProblemCode.PhoneInvalid
                or QuoteProblemCode.AddressLine2Missing or QuoteProblemCode.ShippingMethodUnknown);
            problems.Add(Own("missing@buyer"));
        }
        else if (checkout.Status is "incomplete" && problems.Count == 0 && errors.Count == 0)
        {
            problems.Add(Own("invalid_request", "incomplete"));
        }

        return problems;
    }

    private static QuoteProblem? ToProblem(
        UcpMessage message, UcpRule rule, UcpCheckout checkout, QuoteRequest request)
    {
        if (rule.Problem is not { } code) return null;
        IReadOnlyList<string> items = code switch
        {
            QuoteProblemCode.OutOfStock or QuoteProblemCode.QuantityExceeded =>
                ItemsAt(message.Path, checkout, request),
            // The path counts the lines of the reply, and what the store does not know may not be among them.
            QuoteProblemCode.ItemUnknown => LeftOut(checkout, request) is { Count: > 0 } leftOut
                ? leftOut
                : ItemsAt(message.Path, checkout, request),
            QuoteProblemCode.Undeliverable or QuoteProblemCode.BuyerMissing or QuoteProblemCode.BuyerInvalid
                or QuoteProblemCode.PhoneMissing or QuoteProblemCode.PhoneInvalid
                or QuoteProblemCode.AddressLine2Missing or QuoteProblemCode.CompanyMissing
                or QuoteProblemCode.ShippingMethodUnknown or QuoteProblemCode.MerchantUnsupported
                or QuoteProblemCode.MerchantRefused or QuoteProblemCode.GatewayFault => [],
        };
        return new(code, rule.Words, items, UcpMapping.Normalize(message.Code ?? ""));
    }

    /// <summary>The item a path such as <c>$.line_items[1].quantity</c> points at, else all of them.</summary>
    private static IReadOnlyList<string> ItemsAt(string? path, UcpCheckout checkout, QuoteRequest request)
    {
        const string start = "$.line_items[";
        if (path is not null && path.StartsWith(start, StringComparison.Ordinal)
            && path.IndexOf(']', StringComparison.Ordinal) is var end && end > start.Length
            && int.TryParse(path.AsSpan(start.Length, end - start.Length), NumberStyles.None,
                CultureInfo.InvariantCulture, out var index))
        {
            var item = checkout.LineItems.Each().ElementAtOrDefault(index)?.Item?.Id
                ?? request.Lines.ElementAtOrDefault(index)?.ItemId;
            if (item is not null) return [item];
        }

        return [.. request.Lines.Select(line => line.ItemId)];
    }

    /// <summary>What was asked for and is not among the lines; nothing when the reply has no lines at all.</summary>
    private static List<string> LeftOut(UcpCheckout checkout, QuoteRequest request)
    {
        var quoted = checkout.LineItems.Each().Select(line => line.Item?.Id).ToHashSet();
        return quoted.Count == 0 ? []
            : [.. request.Lines.Select(line => line.ItemId).Where(item => !quoted.Contains(item))];
    }

    /// <summary>A merchant may lower a quantity or leave an item out with no more than a warning.</summary>
    private static IEnumerable<QuoteProblem> QuantityProblems(
        UcpCheckout checkout, QuoteRequest request, List<QuoteProblem> told)
    {
        var quantities = new Dictionary<string, long>();
        foreach (var line in checkout.LineItems.Each())
            if (line.Item?.Id is { } item) quantities[item] = quantities.GetValueOrDefault(item) + line.Quantity;
        return
        [
            .. from line in request.Lines
               let quoted = quantities.GetValueOrDefault(line.ItemId)
               where quoted != line.Quantity && !told.Any(problem => problem.ItemIds.Contains(line.ItemId))
               let rule = UcpMapping.Own(quoted == 0 ? "item_unavailable" : "insufficient_stock")
               select new QuoteProblem(rule.Problem!.Value, rule.Words, [line.ItemId], "quantity_adjusted"),
        ];
    }

    private static bool IsShippingRequired(UcpCheckout checkout, QuoteRequest request, List<QuoteProblem> problems) =>
        request.Buyer is null
        || UcpShipping.MethodOf(checkout) is not null
        || problems.Any(problem => problem.Code is QuoteProblemCode.Undeliverable
            or QuoteProblemCode.ShippingMethodUnknown);

    private static DateTimeOffset ExpiryOf(
        UcpCheckout checkout, QuoteRequest request, UcpSession session, DateTimeOffset now) =>
        checkout.ExpiresAt
        // A session lives its 6 hours from its creation, not from its last change.
        ?? (request.Earlier is { } earlier && earlier.SessionId == session.Id
            ? earlier.ExpiresAt
            : now + SessionLifetimeDefault);

    private static IEnumerable<QuotedLine> LinesOf(UcpCheckout checkout, string currency) =>
        from line in checkout.LineItems.Each()
        let id = line.Item?.Id
        where id is not null
        select new QuotedLine(id!, (int)line.Quantity, line.Item?.Title ?? id!, new(PriceOf(line), currency));

    private static long PriceOf(UcpLine line) =>
        line.Item?.Price
        ?? (line.Totals.Each().FirstOrDefault(total => total.Type == "subtotal")?.Amount ?? 0)
            / Math.Max(1, line.Quantity);

    private static long? Sum(UcpCheckout checkout, string type)
    {
        long? sum = null;
        foreach (var total in checkout.Totals.Each())
            if (total.Type == type) sum = (sum ?? 0) + total.Amount;
        return sum;
    }

    /// <summary>
    /// From 2026-04-08 on amounts carry their sign, and a checkout whose sum is off must not be completed.
    /// </summary>
    private static bool DoTotalsAddUp(UcpCheckout checkout) =>
        Sum(checkout, "total") is not { } total
        || total == checkout.Totals.Each().Where(entry => entry.Type != "total").Sum(entry => entry.Amount);

    private static bool IsPlausible(UcpCheckout checkout) =>
        checkout.LineItems.Each().All(line =>
            line.Quantity is >= 0 and <= 1_000_000 && IsAmount(line.Item?.Price ?? 0) && AreAmounts(line.Totals))
        && AreAmounts(checkout.Totals)
        && (UcpShipping.MethodOf(checkout)?.Groups).Each()
            .All(group => group.Options.Each().All(option => AreAmounts(option.Totals)));

    private static bool AreAmounts(List<UcpTotal>? totals) => totals.Each().All(total => IsAmount(total.Amount));

    private static bool IsAmount(long amount) => amount is >= -AmountMax and <= AmountMax;

    private static bool IsError(UcpMessage message) => message.Type == "error";
}
