using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Cartwright.GraphQL;

/// <summary>GraphQL over HTTP.</summary>
public static class GraphQLHttp
{
    /// <summary>Serves the engine at a path, by POST with a JSON body and by GET for queries.</summary>
    public static IEndpointConventionBuilder MapGraphQL(
        this IEndpointRouteBuilder endpoints, string path, GraphQLEngine engine, GraphQLHttpOptions? options = null) =>
        throw new InvalidOperationException(path + engine + options);
}
