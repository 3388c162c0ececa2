using System.Collections.Frozen;
using System.Diagnostics;
using System.Text;

namespace Cartwright.GraphQL;

/// <summary>Reads SDL into types, checks them, and has resolvers bound to them. Used once per schema.</summary>
internal sealed class SchemaFactory(SchemaBuilder builder)
{
    private static readonly GraphQLLimits SdlLimits = new()
    {
        DocumentBytesMax = 64 * 1024 * 1024,
        DocumentTokensMax = int.MaxValue,
        DepthMax = 64,
        DirectivesPerPlaceMax = 100,
        InputListItemsMax = int.MaxValue,
    };

    private readonly List<string> _problems = [];
    private readonly Dictionary<string, TypeDefinitionNode> _definitions = [];
    private readonly Dictionary<string, NamedType> _types = [];
    private readonly List<NamedType> _order = [];
    private readonly List<DirectiveDef> _directives = [];

    public Schema Build()
    {
        var nodes = Parse(builder.Sdl).Concat(Parse(BuiltInSdl.Text)).ToList();
        CollectDefinitions(nodes);
        foreach (var definition in _definitions.Values) Declare(definition);
        foreach (var definition in _definitions.Values) Complete(definition);
        foreach (var directive in nodes.OfType<DirectiveDefinitionNode>()) AddDirective(directive);
        new AppliedDirectives(_directives, _problems).Check(nodes);
        SetPossibleTypes();
        var roots = Roots(nodes);
        // Resolvers are bound to sound types only: one mistake in the SDL must not show as ten.
        if (_problems.Count == 0) TypeSystemChecks.Run(_order, _directives, _problems);
        if (_problems.Count > 0) throw new SchemaException(_problems);
        Binder.Bind(builder, _types, roots.Values, _problems);
        CheckStreams(roots.GetValueOrDefault(OperationKind.Subscription));
        if (_problems.Count == 0) TypeSystemChecks.CheckDefaults(_order, _directives, _problems);
        if (_problems.Count > 0) throw new SchemaException(_problems);
        return Finish(nodes.OfType<SchemaNode>().FirstOrDefault()?.Description, roots);
    }

    private Schema Finish(string? description, Dictionary<OperationKind, ObjectType> roots)
    {
        var query = roots[OperationKind.Query];
        FieldDef Meta(string name, string type, params InputValue[] arguments) =>
            new("Query", name, new NonNullType(_types[type]), arguments);
        var schemaField = Meta("__schema", "__Schema");
        var typeField = new FieldDef("Query", "__type", _types["__Type"],
            [new InputValue(0, "name", new NonNullType(_types["String"]))]);
        var schema = new Schema
        {
            Description = description,
            Types = _types.ToFrozenDictionary(),
            TypesInOrder = [.. _order],
            Directives = _directives.ToFrozenDictionary(directive => directive.Name),
            DirectivesInOrder = [.. _directives],
            Query = query,
            Mutation = roots.GetValueOrDefault(OperationKind.Mutation),
            Subscription = roots.GetValueOrDefault(OperationKind.Subscription),
            AsyncFieldNames = _order.OfType<CompositeType>().SelectMany(type => type.Fields)
                .Where(field => field.Resolver is { IsAsync: true }).Select(field => field.Name).ToFrozenSet(),
            SchemaField = schemaField,
            TypeField = typeField,
            TypenameField = Meta("__typename", "String"),
        };
        schemaField.Resolver = new SyncResolver<object, Schema>(
            (_, _) => schema, new ObjectCompleter<Schema>(true, (ObjectType)_types["__Schema"]));
        typeField.Resolver = new SyncResolver<object, GraphType?>(
            (_, request) => schema.Types.GetValueOrDefault(request.Argument<string>("name")),
            new ObjectCompleter<GraphType?>(false, (ObjectType)_types["__Type"]));
        return schema;
    }

    private static Node[] Parse(string sdl)
    {
        var source = Encoding.UTF8.GetBytes(sdl);
        try
        {
            return Parser.Parse(source, SdlLimits).Definitions;
        }
        catch (RefusedException e)
        {
            var (line, column) = Location.Of(source, e.Offset);
            throw new SchemaException([$"{e.Message} (line {line}, column {column})"]);
        }
    }

    private void CollectDefinitions(List<Node> nodes)
    {
        foreach (var node in nodes)
        {
            if (node is OperationNode or FragmentNode) _problems.Add("The SDL holds an operation or a fragment.");
            if (node is not TypeDefinitionNode { IsExtension: false } definition) continue;
            if (!_definitions.TryAdd(definition.Name, definition))
                _problems.Add($"There can be only one type named \"{definition.Name}\".");
        }
        foreach (var extension in nodes.OfType<TypeDefinitionNode>().Where(node => node.IsExtension))
        {
            if (!_definitions.TryGetValue(extension.Name, out var definition))
                _problems.Add($"Cannot extend type \"{extension.Name}\" because it is not defined.");
            else if (definition.Kind != extension.Kind)
                _problems.Add($"Cannot extend \"{extension.Name}\": it is of another kind.");
            else
                _definitions[extension.Name] = new(definition.Offset, definition.Kind, definition.Name)
                {
                    Description = definition.Description,
                    Directives = [.. definition.Directives, .. extension.Directives],
                    Interfaces = [.. definition.Interfaces, .. extension.Interfaces],
                    Fields = [.. definition.Fields, .. extension.Fields],
                    InputFields = [.. definition.InputFields, .. extension.InputFields],
                    Members = [.. definition.Members, .. extension.Members],
                    Values = [.. definition.Values, .. extension.Values],
                };
        }
    }

    private void Declare(TypeDefinitionNode node)
    {
        NamedType type = node.Kind switch
        {
            TypeKind.Scalar => new ScalarType(node.Name)
            {
                Codec = ScalarCodec.BuiltIn(node.Name),
                SpecifiedBy = Text(node.Directives, "specifiedBy", "url"),
            },
            TypeKind.Object => new ObjectType(node.Name),
            TypeKind.Interface => new InterfaceType(node.Name),
            TypeKind.Union => new UnionType(node.Name),
            TypeKind.Enum => new EnumType(node.Name),
            TypeKind.InputObject => new InputObjectType(node.Name)
            {
                IsOneOf = Array.Exists(node.Directives, directive => directive.Name == "oneOf"),
            },
            TypeKind.List or TypeKind.NonNull => throw new UnreachableException(),
        };
        type.Description = node.Description;
        _types.Add(node.Name, type);
        _order.Add(type);
    }

    private void Complete(TypeDefinitionNode node)
    {
        switch (_types[node.Name])
        {
            case EnumType type:
                type.Values = Unique(node.Values, value => value.Name, node.Name, value => new EnumValue(value.Name)
                {
                    Description = value.Description,
                    DeprecationReason = Deprecation(value.Directives),
                });
                type.ValuesByName = type.Values.ToFrozenDictionary(value => value.Name);
                break;
            case InputObjectType type:
                type.Fields = Inputs(node.InputFields, node.Name);
                type.FieldsByName = type.Fields.ToFrozenDictionary(field => field.Name);
                break;
            case CompositeType type:
                type.Fields = Unique(node.Fields, field => field.Name, node.Name, field => Field(node.Name, field));
                type.FieldsByName = type.Fields.ToFrozenDictionary(field => field.Name);
                type.Interfaces = Unique(node.Interfaces, named => named.Name, node.Name, Named<InterfaceType>);
                if (type is UnionType)
                    type.PossibleTypes = Unique(node.Members, named => named.Name, node.Name, Named<ObjectType>);
                break;
        }
    }

    private void SetPossibleTypes()
    {
        var objects = _order.OfType<ObjectType>().ToList();
        foreach (var type in objects) type.PossibleTypes = [type];
        foreach (var type in _order.OfType<InterfaceType>())
            type.PossibleTypes = [.. objects.Where(candidate => candidate.Interfaces.Contains(type))];
    }

    private void AddDirective(DirectiveDefinitionNode node)
    {
        if (_directives.Exists(known => known.Name == node.Name))
        {
            if (!BuiltInSdl.IsBuiltInDirective(node.Name))
                _problems.Add($"There can be only one directive named \"@{node.Name}\".");
            return;
        }
        _directives.Add(
            new DirectiveDef(node.Name, Inputs(node.Arguments, "@" + node.Name), node.Locations, node.IsRepeatable)
        {
            Description = node.Description,
        });
    }

    private Dictionary<OperationKind, ObjectType> Roots(List<Node> nodes)
    {
        if (nodes.OfType<SchemaNode>().Count(node => !node.IsExtension) > 1)
            _problems.Add("There can be only one schema definition.");
        var named = nodes.OfType<SchemaNode>().SelectMany(node => node.Roots).ToList();
        if (named.Count == 0)
        {
            foreach (var kind in Enum.GetValues<OperationKind>())
                if (_types.GetValueOrDefault(kind.ToString()) is ObjectType)
                    named.Add((kind, new NamedTypeNode(0, kind.ToString())));
        }
        var roots = new Dictionary<OperationKind, ObjectType>();
        foreach (var (kind, type) in named)
        {
            if (Named<ObjectType>(type) is not { } root) continue;
            if (roots.ContainsValue(root) && !roots.ContainsKey(kind))
                _problems.Add($"Root types must be different types; {root} is one twice.");
            if (!roots.TryAdd(kind, root)) _problems.Add($"There can be only one root type for {kind}.");
        }
        if (!roots.ContainsKey(OperationKind.Query)) _problems.Add("The schema needs a query root type.");
        return roots;
    }

    private void CheckStreams(ObjectType? subscription)
    {
        foreach (var field in _order.OfType<ObjectType>().SelectMany(type => type.Fields))
        {
            if (field.Resolver is null) continue;
            var isStream = field.Resolver is StreamResolver;
            if (subscription?.Name == field.Parent && !isStream)
                _problems.Add($"{field} is a field of the subscription root. Bind it with Subscription and Stream.");
            else if (subscription?.Name != field.Parent && isStream)
                _problems.Add($"{field} is bound as a stream, but {field.Parent} is not the subscription root.");
        }
    }

    private FieldDef Field(string parent, FieldDefinitionNode node) =>
        new(parent, node.Name, Resolve(node.Type, parent), Inputs(node.Arguments, $"{parent}.{node.Name}"))
        {
            Description = node.Description,
            DeprecationReason = Deprecation(node.Directives),
        };

    private InputValue[] Inputs(InputValueNode[] nodes, string parent)
    {
        var index = 0;
        return Unique(nodes, node => node.Name, parent, node =>
            new InputValue(index++, node.Name, Resolve(node.Type, parent))
        {
            Description = node.Description,
            DefaultNode = node.Default,
            DeprecationReason = Deprecation(node.Directives),
        });
    }

    private TResult[] Unique<TNode, TResult>(
        TNode[] nodes, Func<TNode, string> name, string parent, Func<TNode, TResult?> make) where TResult : class
    {
        var seen = new HashSet<string>();
        var results = new List<TResult>();
        foreach (var node in nodes)
        {
            if (!seen.Add(name(node))) _problems.Add($"{parent} has \"{name(node)}\" twice.");
            else if (make(node) is { } made) results.Add(made);
        }
        return [.. results];
    }

    private T? Named<T>(NamedTypeNode node) where T : NamedType
    {
        if (_types.GetValueOrDefault(node.Name) is T type) return type;
        _problems.Add(_types.ContainsKey(node.Name)
            ? $"Type \"{node.Name}\" is of the wrong kind where it is used." : $"Unknown type \"{node.Name}\".");
        return null;
    }

    private GraphType Resolve(TypeNode node, string where)
    {
        switch (node)
        {
            case ListTypeNode list: return new ListType(Resolve(list.Item, where));
            case NonNullTypeNode nonNull: return new NonNullType(Resolve(nonNull.Item, where));
            case NamedTypeNode named:
                if (_types.TryGetValue(named.Name, out var type)) return type;
                var near = Suggestions.For(named.Name, _types.Keys);
                _problems.Add($"Unknown type \"{named.Name}\" in {where}.{near}");
                return _types["String"];
            default: throw new UnreachableException();
        }
    }

    private static string? Deprecation(DirectiveNode[] directives) =>
        Array.Exists(directives, directive => directive.Name == "deprecated")
            ? Text(directives, "deprecated", "reason") ?? BuiltInSdl.DeprecationReason : null;

    private static string? Text(DirectiveNode[] directives, string directive, string argument) =>
        (Array.Find(Array.Find(directives, node => node.Name == directive)?.Arguments ?? [], node =>
            node.Name == argument)
            ?.Value as StringNode)?.Value;
}
