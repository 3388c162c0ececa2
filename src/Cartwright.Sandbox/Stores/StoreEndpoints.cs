namespace Cartwright.Sandbox.Stores;

/// <summary>The stores' endpoints and the name a fault rule knows each by.</summary>
internal static class StoreEndpoints
{
    public static void MapStores(this IEndpointRouteBuilder routes, StoreStreet street)
    {
        var open = new UcpDialect(street, isOpen: true);
        var dialect = new UcpDialect(street, isOpen: false);
        var checkouts = new Checkouts(street);
        var completion = new Completion(street);
        var catalogue = new Catalogue(street);
        var changes = new OrderChanges(street);
        const string Root = "/stores/{name}";

        void Map(string method, string pattern, string name, bool takesKey, OperationHandler handler) =>
            OperationPipeline.Map(routes, method, Root + pattern, new(name, dialect, takesKey, handler));

        OperationPipeline.Map(routes, "GET", $"{Root}/.well-known/ucp",
            new("discovery", open, TakesKey: false, call => UcpProfileJson.Reply(call, street.Of(call).Store)));
        Map("POST", "/checkout-sessions", "create_session", true, checkouts.Create);
        Map("GET", "/checkout-sessions/{id}", "get_session", false, checkouts.Get);
        Map("PUT", "/checkout-sessions/{id}", "update_session", true, checkouts.Update);
        Map("POST", "/checkout-sessions/{id}/complete", "complete", true, completion.Complete);
        Map("POST", "/checkout-sessions/{id}/cancel", "cancel_session", true, checkouts.Cancel);
        Map("POST", "/catalog/search", "catalog", false, catalogue.Search);
        Map("POST", "/catalog/lookup", "catalog", false, catalogue.LookUp);
        Map("POST", "/catalog/product", "catalog", false, catalogue.Product);
        Map("GET", "/orders/{id}", "get_order", false, call => GetOrder(street, call));
        Map("POST", "/orders/{id}/cancel", "cancel_order", true, changes.Cancel);
        Map("POST", "/orders/{id}/returns", "create_return", true, changes.Return);
        Map("GET", "/orders/{id}/returns/{returnId}", "get_return", false, changes.GetReturn);
        routes.MapStorePages(street);
        routes.MapOrderDesk(street);
    }

    private static Reply GetOrder(StoreStreet street, Call call)
    {
        var desk = street.Of(call);
        return desk.FindOrder(call.Route("id")) is { } order
            ? UcpOrderJson.Reply(call, desk, order)
            : Checkouts.NotFound(desk, call, "Order");
    }
}
