using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Cartwright.GraphQL;

/// <summary>GraphQL over HTTP.</summary>
public static class GraphQLHttp
{
    /// <summary>
    /// Serves the engine at a path, by POST with a JSON body and by GET for queries and subscriptions. Every answer is
    /// JSON, or a stream of events that hold JSON; every refusal has <c>errors</c> with a code.
    /// </summary>
    public static IEndpointConventionBuilder MapGraphQL(
        this IEndpointRouteBuilder endpoints, string path, GraphQLEngine engine, GraphQLHttpOptions? options = null)
    {
        var handler = new GraphQLHttpHandler(engine, options ?? new());
        return endpoints.Map(path, (RequestDelegate)handler.HandleAsync);
    }
}
