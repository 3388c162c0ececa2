namespace Cartwright.Sandbox.Stores;

/// <summary>What a session comes to and what it lacks: a pure function of it and of the stock.</summary>
internal sealed record CheckoutAssessment(
    string Status, CheckoutTotals Totals, ShippingZone? Zone, IReadOnlyList<UcpMessage> Messages)
{
    private const string DestinationPath = "$.fulfillment.methods[0].destinations[0]";

    public bool IsReady => Status == "ready_for_complete";

    public static CheckoutAssessment Of(CheckoutSession session, Func<StoreVariant, int?> stockOf)
    {
        var messages = new List<UcpMessage>(session.LineMessages);
        if (session.Phase is SessionPhase.Open)
            AddLines(session, stockOf, messages);
        var zone = AddDestination(session, messages);
        var shipping = AddShipping(session, zone, messages);
        if (string.IsNullOrWhiteSpace(session.Buyer?.Email))
            messages.Add(UcpMessage.Missing("$.buyer.email", "Buyer email is required"));
        var totals = TotalsOf(session, zone, shipping);
        if (session.Phase is not SessionPhase.Open)
            return new(NameOf(session.Phase), totals, zone, ClosingMessages(session));
        if (session.Failure is { } failure)
            messages.Add(failure);
        var isReady = messages.TrueForAll(message => message.Type != "error");
        return new(isReady ? "ready_for_complete" : "incomplete", totals, zone, messages);
    }

    /// <summary>Whether it could be completed, were it not for the failure of the last completion.</summary>
    public static bool CanComplete(CheckoutAssessment assessment, CheckoutSession session) =>
        assessment.Messages.All(message => message.Type != "error" || ReferenceEquals(message, session.Failure));

    private static string NameOf(SessionPhase phase) => phase switch
    {
        SessionPhase.Open => "incomplete",
        SessionPhase.Escalated => "requires_escalation",
        SessionPhase.InProgress => "complete_in_progress",
        SessionPhase.Completed => "completed",
        SessionPhase.Canceled => "canceled",
    };

    private static UcpMessage[] ClosingMessages(CheckoutSession session) => session.Phase switch
    {
        SessionPhase.Escalated =>
            [UcpMessage.Error("review_required", "A person must confirm this order.", "requires_buyer_review")],
        SessionPhase.Open or SessionPhase.InProgress or SessionPhase.Completed or SessionPhase.Canceled => [],
    };

    private static void AddLines(
        CheckoutSession session, Func<StoreVariant, int?> stockOf, List<UcpMessage> messages)
    {
        foreach (var (index, line) in session.Lines.Index())
        {
            if ((session.IsSoldOut && index == 0) || stockOf(line.Variant) < line.Quantity)
            {
                messages.Add(UcpMessage.Error("out_of_stock", $"{line.Product.Title} is out of stock.",
                    "recoverable", $"$.line_items[{index}]"));
            }
        }

        if (session.Lines.Length == 0)
            messages.Add(UcpMessage.Missing("$.line_items", "At least one item is required"));
    }

    private static ShippingZone? AddDestination(CheckoutSession session, List<UcpMessage> messages)
    {
        if (session.Destination is not { } destination)
        {
            messages.Add(UcpMessage.Missing("$.fulfillment.methods[0].selected_destination_id",
                "Fulfillment address is required"));
            return null;
        }

        if (string.IsNullOrWhiteSpace(destination.AddressCountry))
        {
            messages.Add(UcpMessage.Missing($"{DestinationPath}.address_country", "Country is required"));
            return null;
        }

        var zone = session.Store.ZoneOf(destination.AddressCountry);
        var bound = session.Lines.FirstOrDefault(line =>
            (line.Product.OnlyTo is { } only && only != destination.AddressCountry)
            || line.Product.NotTo.Contains(destination.AddressRegion));
        if (zone is null || bound.Product is not null || session.IsUndeliverable)
        {
            var what = zone is not null && bound.Product is { } product ? product.Title : session.Store.Title;
            messages.Add(UcpMessage.Error("address_undeliverable",
                $"{what}: no delivery to {destination.AddressRegion ?? destination.AddressCountry}.",
                "recoverable", DestinationPath));
            return null;
        }

        if (session.Store.Version != UcpVersion.V20260111)
            AddAddress(destination, messages);
        foreach (var demand in session.Lines.Select(line => line.Product.Demand).Distinct())
            AddDemand(session, destination, demand, messages);
        return zone;
    }

    private static void AddDemand(
        CheckoutSession session, UcpDestination destination, StoreDemand demand, List<UcpMessage> messages)
    {
        switch (demand)
        {
            case StoreDemand.Phone
                when string.IsNullOrWhiteSpace(session.Buyer?.PhoneNumber ?? destination.PhoneNumber):
                messages.Add(UcpMessage.Missing("$.buyer.phone_number", "A phone number is required"));
                break;
            case StoreDemand.SecondAddressLine when string.IsNullOrWhiteSpace(destination.ExtendedAddress):
                messages.Add(UcpMessage.Missing($"{DestinationPath}.extended_address", "The floor is required"));
                break;
            case StoreDemand.Company:
                messages.Add(UcpMessage.Missing($"{DestinationPath}.company", "A company is required"));
                break;
            case StoreDemand.Membership:
                messages.Add(UcpMessage.Error("identity_required", "Members only.", "unrecoverable"));
                break;
            case StoreDemand.None or StoreDemand.Phone or StoreDemand.SecondAddressLine:
                break;
        }
    }

    private static void AddAddress(UcpDestination destination, List<UcpMessage> messages)
    {
        if (string.IsNullOrWhiteSpace(destination.StreetAddress))
            messages.Add(UcpMessage.Missing($"{DestinationPath}.street_address", "Street address is required"));
        if (string.IsNullOrWhiteSpace(destination.AddressLocality))
            messages.Add(UcpMessage.Missing($"{DestinationPath}.address_locality", "City is required"));
    }

    private static long? AddShipping(CheckoutSession session, ShippingZone? zone, List<UcpMessage> messages)
    {
        if (zone is null)
            return null;
        switch (session.SelectedOption)
        {
            case "standard":
                return zone.Standard;
            case "express":
                return zone.Express;
            case null:
                messages.Add(UcpMessage.Missing("$.fulfillment.methods[0].groups[0].selected_option_id",
                    "Please select a fulfillment option"));
                return null;
            default:
                messages.Add(UcpMessage.Error("invalid", "There is no such fulfillment option.", "recoverable",
                    "$.fulfillment.methods[0].groups[0].selected_option_id"));
                return null;
        }
    }

    private static CheckoutTotals TotalsOf(CheckoutSession session, ShippingZone? zone, long? shipping)
    {
        var subtotal = session.Lines.Sum(line => line.Variant.Price * line.Quantity);
        return new(subtotal, shipping, zone is null ? null : TaxOf(zone, subtotal + (shipping ?? 0)));
    }

    /// <summary>Half a minor unit is rounded up.</summary>
    public static long TaxOf(ShippingZone zone, long amount) => ((amount * zone.TaxBasisPoints) + 5_000) / 10_000;
}
