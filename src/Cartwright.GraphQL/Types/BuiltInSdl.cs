namespace Cartwright.GraphQL;

/// <summary>The types and directives that every schema has.</summary>
internal static class BuiltInSdl
{
    /// <summary>What <c>@deprecated</c> says when it gives no reason (section 3.13.3 of the specification).</summary>
    public const string DeprecationReason = "No longer supported";

    public const string Text = """
        "A signed 32-bit integer."
        scalar Int
        "A double-precision floating-point number."
        scalar Float
        "Text."
        scalar String
        "True or false."
        scalar Boolean
        "An opaque identifier, written as a string."
        scalar ID

        "Includes the selection only when the argument is true."
        directive @include(if: Boolean!) on FIELD | FRAGMENT_SPREAD | INLINE_FRAGMENT
        "Leaves the selection out when the argument is true."
        directive @skip(if: Boolean!) on FIELD | FRAGMENT_SPREAD | INLINE_FRAGMENT
        "Marks what should no longer be used."
        directive @deprecated(reason: String = "No longer supported")
          on FIELD_DEFINITION | ARGUMENT_DEFINITION | INPUT_FIELD_DEFINITION | ENUM_VALUE
        "Points to the specification of a scalar."
        directive @specifiedBy(url: String!) on SCALAR
        "Exactly one field of the input object is given."
        directive @oneOf on INPUT_OBJECT

        type __Schema {
          description: String
          types: [__Type!]!
          queryType: __Type!
          mutationType: __Type
          subscriptionType: __Type
          directives: [__Directive!]!
        }
        type __Type {
          kind: __TypeKind!
          name: String
          description: String
          specifiedByURL: String
          fields(includeDeprecated: Boolean = false): [__Field!]
          interfaces: [__Type!]
          possibleTypes: [__Type!]
          enumValues(includeDeprecated: Boolean = false): [__EnumValue!]
          inputFields(includeDeprecated: Boolean = false): [__InputValue!]
          ofType: __Type
          isOneOf: Boolean
        }
        type __Field {
          name: String!
          description: String
          args(includeDeprecated: Boolean = false): [__InputValue!]!
          type: __Type!
          isDeprecated: Boolean!
          deprecationReason: String
        }
        type __InputValue {
          name: String!
          description: String
          type: __Type!
          defaultValue: String
          isDeprecated: Boolean!
          deprecationReason: String
        }
        type __EnumValue {
          name: String!
          description: String
          isDeprecated: Boolean!
          deprecationReason: String
        }
        type __Directive {
          name: String!
          description: String
          isRepeatable: Boolean!
          locations: [__DirectiveLocation!]!
          args(includeDeprecated: Boolean = false): [__InputValue!]!
        }
        enum __TypeKind { SCALAR OBJECT INTERFACE UNION ENUM INPUT_OBJECT LIST NON_NULL }
        enum __DirectiveLocation {
          QUERY MUTATION SUBSCRIPTION FIELD FRAGMENT_DEFINITION FRAGMENT_SPREAD INLINE_FRAGMENT VARIABLE_DEFINITION
          SCHEMA SCALAR OBJECT FIELD_DEFINITION ARGUMENT_DEFINITION INTERFACE UNION ENUM ENUM_VALUE INPUT_OBJECT
          INPUT_FIELD_DEFINITION
        }
        """;

    public static bool IsBuiltInScalar(string name) => name is "Int" or "Float" or "String" or "Boolean" or "ID";

    public static bool IsBuiltInDirective(string name) =>
        name is "include" or "skip" or "deprecated" or "specifiedBy" or "oneOf";

    /// <summary>Whether the type is there without being written in the host's SDL.</summary>
    public static bool IsBuiltIn(NamedType type) =>
        IsBuiltInScalar(type.Name) || type.Name.StartsWith("__", StringComparison.Ordinal);
}
