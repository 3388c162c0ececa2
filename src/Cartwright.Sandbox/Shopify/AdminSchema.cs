using System.Globalization;
using Cartwright.GraphQL;

namespace Cartwright.Sandbox.Shopify;

/// <summary>The Admin API's schema, cut to what the sandbox serves, bound to the shops' records.</summary>
internal static class AdminSchema
{
    private const string Resource = "Cartwright.Sandbox.Shopify.shopify-admin.graphql";

    private sealed record Money(decimal Amount, string Currency);

    private sealed record MailingAddress(ShopOrder Order);

    private sealed record Installation(ShopDesk Desk);

    private sealed record Scope(string Handle);

    private sealed record Domain(Shop Shop);

    /// <summary>Made once for all of the process: it never changes.</summary>
    public static Schema Instance => field ??= Build();

    private static Schema Build() => BindOrder(new SchemaBuilder(Sdl()))
        .Scalar("DateTime", (DateTimeOffset at) => Written(at),
            text => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture))
        .Scalar("Decimal", (decimal amount) => amount.ToString("0.00", CultureInfo.InvariantCulture),
            text => decimal.Parse(text, CultureInfo.InvariantCulture))
        .Root("QueryRoot", root => root
            .Field("shop", request => Query(request).Count(Query(request).Desk.Shop))
            .Field("currentAppInstallation", request => Query(request).Count(new Installation(Query(request).Desk)))
            .Field("order", Order)
            .Field("orders", request => Query(request).Count(OrderPages.Find(Query(request), request), 2)))
        .Object<Shop>("Shop", shop => shop
            .Field("currencyCode", value => value.Currency)
            .Field("email", value => $"hello@{value.Domain}")
            .Field("ianaTimezone", _ => "Etc/UTC")
            .Field("id", value => $"gid://shopify/Shop/{value.Domain}")
            .Field("myshopifyDomain", value => value.Domain)
            .Field("name", value => value.Title)
            .Field("orderNumberFormatPrefix", value => value.Prefix)
            .Field("orderNumberFormatSuffix", value => value.Suffix)
            .Field("primaryDomain", (value, request) => Query(request).Count(new Domain(value)))
            .Field("shopPolicies", (_, request) => Policies(request))
            .Field("url", value => $"https://{value.Domain}"))
        .Object<ShopPolicy>("ShopPolicy", policy => policy
            .Field("body", value => value.Body)
            .Field("id", value => $"gid://shopify/ShopPolicy/{value.Type}")
            .Field("title", value => value.Title)
            .Field("type", value => value.Type)
            .Field("url", (value, request) => $"https://{Query(request).Desk.Shop.Domain}{value.Path}"))
        .Object<Domain>("Domain", domain => domain
            .Field("host", value => value.Shop.Domain)
            .Field("id", value => $"gid://shopify/Domain/{value.Shop.Domain}")
            .Field("url", value => $"https://{value.Shop.Domain}"))
        .Object<Installation>("AppInstallation", installation => installation
            .Field("accessScopes", (_, request) => Each(request, Query(request).State.Scopes.Select(
                handle => new Scope(handle))))
            .Field("id", value => $"gid://shopify/AppInstallation/{value.Desk.Shop.Domain}"))
        .Object<Scope>("AccessScope", scope => scope
            .Field("description", value => value.Handle.Replace('_', ' '))
            .Field("handle", value => value.Handle))
        .Object<PageEnds>("PageInfo", ends => ends
            .Field("endCursor", value => value.End)
            .Field("startCursor", value => value.Start)
            .Field("hasNextPage", value => value.HasNext)
            .Field("hasPreviousPage", value => value.HasPrevious))
        .Build();

    private static SchemaBuilder BindOrder(SchemaBuilder schema) => BindParts(Connect<OrderReturn>(
        Connect<ShopOrderLine>(Connect<ShopOrder>(schema, "Order"), "LineItem"), "Return"))
        .Object<ShopOrder>("Order", order => order
            .Field("id", value => value.Gid)
            .Field("name", value => value.Name)
            .Field("number", value => value.Number)
            .Field("confirmationNumber", value => value.ConfirmationNumber)
            .Field("confirmed", _ => true)
            .Field("email", (value, request) => Query(request).Protected("email", value.Email))
            .Field("phone", (value, request) => Query(request).Protected("phone", value.Phone))
            .Field("createdAt", value => value.ProcessedAt)
            .Field("processedAt", value => value.ProcessedAt)
            .Field("updatedAt", value => value.UpdatedAt)
            .Field("cancelledAt", value => value.CancelledAt)
            .Field("cancelReason", value => value.CancelReason)
            .Field("closedAt", value => value.ClosedAt)
            .Field("displayFulfillmentStatus", value => value.FulfillmentStatus)
            .Field("displayFinancialStatus", value => value.FinancialStatus)
            .Field("returnStatus", value => value.ReturnStatus)
            .Field("statusPageUrl", (value, request) =>
                Query(request).UrlOf($"/orders/{value.ConfirmationNumber.ToLowerInvariant()}"))
            .Field("note", value => value.Note)
            .Field("tags", value => value.Tags)
            .Field("test", value => value.IsTest)
            .Field("sourceIdentifier", value => value.SourceIdentifier)
            .Field("customer", Customer)
            .Field("shippingAddress", (value, request) => Query(request).Count(Query(request).Protected(
                "shippingAddress", value.Zip is null ? null : new MailingAddress(value))))
            .Field("fulfillments", (value, request) => Some(request, value.Shipments))
            .Field("refunds", (value, request) => Some(request, value.Refunds))
            .Field("lineItems", (value, request) => Connection(request, value.Lines, line => line.Id))
            .Field("returns", Returns)
            .Field("currentTotalPriceSet", (value, request) =>
                Query(request).Count(new Money(value.Total - value.Refunded, value.Currency)))
            .Field("totalRefundedSet", (value, request) =>
                Query(request).Count(new Money(value.Refunded, value.Currency))));

    private static SchemaBuilder BindParts(SchemaBuilder schema) => schema
        .Object<ShopCustomer>("Customer", customer => customer
            .Field("displayName", value => value.DisplayName)
            .Field("firstName", value => value.FirstName)
            .Field("lastName", value => value.LastName)
            .Field("id", value => value.Gid))
        .Object<MailingAddress>("MailingAddress", address => address
            .Field("city", value => value.Order.City)
            .Field("countryCodeV2", _ => "US")
            .Field("id", value => $"gid://shopify/MailingAddress/{value.Order.Id}")
            .Field("zip", value => value.Order.Zip))
        .Object<Shipment>("Fulfillment", shipment => shipment
            .Field("createdAt", value => value.CreatedAt)
            .Field("deliveredAt", value => value.DeliveredAt)
            .Field("displayStatus", value => value.DisplayStatus)
            .Field("estimatedDeliveryAt", value => value.EstimatedDeliveryAt)
            .Field("id", value => $"gid://shopify/Fulfillment/{value.Id}")
            .Field("inTransitAt", value => value.InTransitAt)
            .Field("name", value => value.Name)
            .Field("status", value => value.Status)
            .Field("trackingInfo", (value, request) => Some(request, value.Tracking)))
        .Object<Tracking>("FulfillmentTrackingInfo", tracking => tracking
            .Field("company", value => value.Company)
            .Field("number", value => value.Number)
            .Field("url", value => value.Url))
        .Object<ShopOrderLine>("LineItem", line => line
            .Field("id", value => $"gid://shopify/LineItem/{value.Id}")
            .Field("name", value => value.Title)
            .Field("quantity", value => value.Quantity)
            .Field("title", value => value.Title))
        .Object<OrderReturn>("Return", given => given
            .Field("createdAt", value => value.CreatedAt)
            .Field("id", value => $"gid://shopify/Return/{value.Id}")
            .Field("name", value => value.Name)
            .Field("status", value => value.Status))
        .Object<OrderRefund>("Refund", refund => refund
            .Field("createdAt", value => value.At)
            .Field("id", value => $"gid://shopify/Refund/{value.Id}")
            .Field("processedAt", value => value.At)
            .Field("totalRefundedSet", (value, request) =>
                Query(request).Count(new Money(value.Amount, Query(request).Desk.Shop.Currency))))
        .Object<Money>("MoneyBag", bag => bag
            .Field("presentmentMoney", (value, request) => new MoneyAmount(Query(request).Count(value)))
            .Field("shopMoney", (value, request) => new MoneyAmount(Query(request).Count(value))))
        .Object<MoneyAmount>("MoneyV2", money => money
            .Field("amount", value => value.Money.Amount)
            .Field("currencyCode", value => value.Money.Currency));

    private sealed record MoneyAmount(Money Money);

    private static SchemaBuilder Connect<T>(SchemaBuilder schema, string name) where T : notnull => schema
        .Object<Page<T>>($"{name}Connection", page => page
            .Field("edges", value => value.Edges)
            .Field("nodes", (value, request) => Each(request, value.Nodes))
            .Field("pageInfo", (value, request) => Query(request).Count(new PageEnds(
                value.Edges.Count > 0 ? value.Edges[0].Cursor : null,
                value.Edges.Count > 0 ? value.Edges[^1].Cursor : null, value.HasNext, value.HasPrevious))))
        .Object<Edge<T>>($"{name}Edge", edge => edge
            .Field("cursor", value => value.Cursor)
            .Field("node", (value, request) => Query(request).Count(value.Node)));

    private static ShopOrder? Order(FieldRequest request)
    {
        var id = request.Argument<string>("id");
        return Query(request).Count(Query(request).VisibleOrders().FirstOrDefault(order => order.Gid == id));
    }

    private static ShopPolicy[] Policies(FieldRequest request)
    {
        Query(request).Require(ShopTable.ReadLegalPolicies, "shopPolicies");
        return Each(request, Query(request).State.Policies);
    }

    private static ShopCustomer? Customer(ShopOrder order, FieldRequest request)
    {
        Query(request).Require(ShopTable.ReadCustomers, "customer");
        return Query(request).Count(order.Customer);
    }

    private static Page<OrderReturn> Returns(ShopOrder order, FieldRequest request)
    {
        Query(request).Require(ShopTable.ReadReturns, "returns");
        return Connection(request, order.Returns, given => given.Id);
    }

    private static Page<T> Connection<T>(FieldRequest request, IReadOnlyList<T> all, Func<T, long> idOf) =>
        Query(request).Count(OrderPages.Cut(
            [.. all], AdminQuery.SizeOf(request, isRequired: true), null, item => OrderPages.CursorOf(idOf(item))), 2);

    private static T[] Some<T>(FieldRequest request, IReadOnlyList<T> all) =>
        Each(request, all.Take(AdminQuery.SizeOf(request, isRequired: false)));

    private static T[] Each<T>(FieldRequest request, IEnumerable<T> items)
    {
        T[] all = [.. items];
        return Query(request).Count(all, all.Length);
    }

    private static AdminQuery Query(FieldRequest request) => (AdminQuery)request.Caller!;

    private static string Sdl()
    {
        using var stream = typeof(AdminSchema).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"The resource {Resource} is missing in this build.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private static string Written(DateTimeOffset at) =>
        at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
