namespace Cartwright.GraphQL;

/// <summary>A checked schema with its resolvers, made by <see cref="SchemaBuilder"/>. Immutable.</summary>
public sealed partial class Schema
{
    internal Schema() { }
}
