using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.GraphQL;

/// <summary>What a resolver is asked: the field's arguments and the request around it. Cheap to pass by value.</summary>
public readonly struct FieldRequest
{
    internal FieldRequest(GraphQLContext context) => Context = context;

    /// <summary>The request's context, as the host made it.</summary>
    public GraphQLContext Context { get; }

    /// <summary>The request's services.</summary>
    public IServiceProvider Services => Context.Services;

    /// <summary>Who asks, as the host established it.</summary>
    public object? Caller => Context.Caller;

    /// <summary>State of the request, by names the host chooses.</summary>
    public IDictionary<string, object?> Items => Context.Items;

    /// <summary>The response's top-level <c>extensions</c>.</summary>
    public ResponseExtensions Extensions => Context.Extensions;

    /// <summary>Cancelled when the client is gone.</summary>
    public CancellationToken CancellationToken => Context.CancellationToken;

    /// <summary>A service that must be registered.</summary>
    public T Get<T>() where T : notnull => Context.Services.GetRequiredService<T>();

    /// <summary>
    /// An argument's value after coercion and defaults; the type's default when it was left out or is null.
    /// </summary>
    /// <exception cref="InvalidOperationException">
    /// The field has no such argument, or the argument's type cannot be read as <typeparamref name="T"/>.
    /// </exception>
    public T Argument<T>(string name) => throw new InvalidOperationException(Context + name);

    /// <summary>Whether the argument has a value, be it null: given by the request, or by a default.</summary>
    public bool HasArgument(string name) => throw new InvalidOperationException(Context + name);
}
