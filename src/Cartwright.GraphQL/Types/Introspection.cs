namespace Cartwright.GraphQL;

/// <summary>
/// Serves the introspective types from the schema's own objects, by the same means as any other type.
/// </summary>
internal static class Introspection
{
    public static void Bind(SchemaBuilder builder) => builder
        .Enum<TypeKind>("__TypeKind")
        .Object<Schema>("__Schema", t => t
            .Field("description", s => s.Description)
            .Field("types", s => s.TypesInOrder)
            .Field("queryType", s => s.Query)
            .Field("mutationType", s => s.Mutation)
            .Field("subscriptionType", s => s.Subscription)
            .Field("directives", s => s.DirectivesInOrder))
        .Object<GraphType>("__Type", t => t
            .Field("kind", type => type.Kind)
            .Field("name", type => (type as NamedType)?.Name)
            .Field("description", type => (type as NamedType)?.Description)
            .Field("specifiedByURL", type => (type as ScalarType)?.SpecifiedBy)
            .Field("fields", (type, r) => type is ObjectType or InterfaceType
                ? Visible(((CompositeType)type).Fields, field => field.DeprecationReason, r) : null)
            .Field("interfaces", type => type is ObjectType or InterfaceType ? ((CompositeType)type).Interfaces : null)
            .Field("possibleTypes", type => (type as AbstractType)?.PossibleTypes)
            .Field("enumValues", (type, r) => type is EnumType enumType
                ? Visible(enumType.Values, value => value.DeprecationReason, r) : null)
            .Field("inputFields", (type, r) => type is InputObjectType input
                ? Visible(input.Fields, field => field.DeprecationReason, r) : null)
            .Field("ofType", type => (type as ListType)?.Item ?? (type as NonNullType)?.Item)
            .Field("isOneOf", type => (type as InputObjectType)?.IsOneOf))
        .Object<FieldDef>("__Field", t => t
            .Field("name", field => field.Name)
            .Field("description", field => field.Description)
            .Field("args", (field, r) => Visible(field.Arguments, argument => argument.DeprecationReason, r))
            .Field("type", field => field.Type)
            .Field("isDeprecated", field => field.DeprecationReason is not null)
            .Field("deprecationReason", field => field.DeprecationReason))
        .Object<InputValue>("__InputValue", t => t
            .Field("name", value => value.Name)
            .Field("description", value => value.Description)
            .Field("type", value => value.Type)
            .Field("defaultValue", value => value.DefaultNode is null
                ? null : DefaultLiteral.Print(value.Type, value.DefaultNode))
            .Field("isDeprecated", value => value.DeprecationReason is not null)
            .Field("deprecationReason", value => value.DeprecationReason))
        .Object<EnumValue>("__EnumValue", t => t
            .Field("name", value => value.Name)
            .Field("description", value => value.Description)
            .Field("isDeprecated", value => value.DeprecationReason is not null)
            .Field("deprecationReason", value => value.DeprecationReason))
        .Object<DirectiveDef>("__Directive", t => t
            .Field("name", directive => directive.Name)
            .Field("description", directive => directive.Description)
            .Field("isRepeatable", directive => directive.IsRepeatable)
            .Field("locations", directive => directive.Locations)
            .Field("args", (directive, r) => Visible(directive.Arguments, a => a.DeprecationReason, r)));

    private static T[] Visible<T>(T[] items, Func<T, string?> deprecation, FieldRequest request) =>
        request.Argument<bool?>("includeDeprecated") == true
            ? items : Array.FindAll(items, item => deprecation(item) is null);
}
