using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.GraphQL;

/// <summary>
/// What a resolver is asked: the field's arguments and the request around it. Cheap to pass by value.
/// </summary>
public readonly struct FieldRequest
{
    private readonly Run _run;
    private readonly PlanField _field;
    private readonly object?[] _arguments;

    internal FieldRequest(Run run, PlanField field)
    {
        _run = run;
        _field = field;
        _arguments = field.Arguments(run);
    }

    /// <summary>The request's context, as the host made it.</summary>
    public GraphQLContext Context => _run.Context;

    /// <summary>The request's services.</summary>
    public IServiceProvider Services => Context.Services;

    /// <summary>Who asks, as the host established it.</summary>
    public object? Caller => Context.Caller;

    /// <summary>State of the request, by names the host chooses.</summary>
    public IDictionary<string, object?> Items => Context.Items;

    /// <summary>The response's top-level <c>extensions</c>.</summary>
    public ResponseExtensions Extensions => Context.Extensions;

    /// <summary>
    /// Cancelled when the client is gone or <see cref="GraphQLLimits.ExecutionSecondsMax"/> has passed; in the source of
    /// a subscription, when its stream ends.
    /// </summary>
    public CancellationToken CancellationToken => _run.CancellationToken;

    /// <summary>A service that must be registered.</summary>
    public T Get<T>() where T : notnull => Context.Services.GetRequiredService<T>();

    /// <summary>
    /// An argument's value after coercion and defaults; the type's default when it was left out or is null.
    /// </summary>
    /// <exception cref="InvalidOperationException">
    /// The field has no such argument, or the argument's type cannot be read as <typeparamref name="T"/>.
    /// </exception>
    public T Argument<T>(string name) => InputConversion.To<T>(_arguments[IndexOf(name)], name);

    /// <summary>Whether the argument has a value, be it null: given by the request, or by a default.</summary>
    /// <exception cref="InvalidOperationException">The field has no such argument.</exception>
    public bool HasArgument(string name) => _arguments[IndexOf(name)] is not Absent;

    /// <summary>All arguments as one object.</summary>
    internal T Arguments<T>(Func<object?[], object> create) => (T)create(_arguments);

    private int IndexOf(string name)
    {
        var arguments = _field.Def.Arguments;
        for (var i = 0; i < arguments.Length; i++)
            if (arguments[i].Name == name) return i;
        throw new InvalidOperationException($"{_field.Def} has no argument \"{name}\".");
    }
}
