namespace Cartwright.GraphQL;

/// <summary>
/// Checks the directives that SDL carries: they are known, stand where they may, as often as they may, and have the
/// arguments they need (sections 5.7 and 5.4 of the specification, applied to definitions). A misspelt
/// <c>@deprecated</c> would otherwise be lost without a word.
/// </summary>
internal sealed class AppliedDirectives(IReadOnlyList<DirectiveDef> known, List<string> problems)
{
    public void Check(IReadOnlyCollection<Node> definitions)
    {
        Check([.. definitions.OfType<SchemaNode>().SelectMany(schema => schema.Directives)], "SCHEMA", "schema");
        // An extension's directives stand beside those of the type itself.
        foreach (var same in definitions.OfType<TypeDefinitionNode>().GroupBy(type => (type.Kind, type.Name)))
            Check([.. same.SelectMany(type => type.Directives)], LocationOf(same.Key.Kind), same.Key.Name);
        foreach (var definition in definitions)
        {
            switch (definition)
            {
                case TypeDefinitionNode type: Check(type); break;
                case DirectiveDefinitionNode directive:
                    Check(directive.Arguments, "ARGUMENT_DEFINITION", argument => $"@{directive.Name}({argument}:)");
                    break;
            }
        }
    }

    private void Check(TypeDefinitionNode type)
    {
        foreach (var value in type.Values) Check(value.Directives, "ENUM_VALUE", $"{type.Name}.{value.Name}");
        Check(type.InputFields, "INPUT_FIELD_DEFINITION", field => $"{type.Name}.{field}");
        foreach (var field in type.Fields)
        {
            Check(field.Directives, "FIELD_DEFINITION", $"{type.Name}.{field.Name}");
            Check(field.Arguments, "ARGUMENT_DEFINITION", argument => $"{type.Name}.{field.Name}({argument}:)");
        }
    }

    private void Check(InputValueNode[] values, string location, Func<string, string> place)
    {
        foreach (var value in values)
        {
            Check(value.Directives, location, place(value.Name));
            if (value.Type is NonNullTypeNode && value.Default is null
                && Array.Exists(value.Directives, directive => directive.Name == "deprecated"))
                problems.Add($"{place(value.Name)} is required and cannot be deprecated.");
        }
    }

    private void Check(DirectiveNode[] applied, string location, string place)
    {
        var seen = new HashSet<string>();
        foreach (var node in applied)
        {
            var directive = known.FirstOrDefault(candidate => candidate.Name == node.Name);
            if (directive is null)
            {
                problems.Add($"Unknown directive \"@{node.Name}\" on {place}."
                    + Suggestions.For(node.Name, known.Select(candidate => candidate.Name))
                    + " Define it in the SDL, or remove it.");
                continue;
            }
            if (!directive.Locations.Contains(location))
                problems.Add($"Directive \"@{node.Name}\" may not be used on {place}, which is {location}.");
            if (!seen.Add(node.Name) && !directive.IsRepeatable)
                problems.Add($"Directive \"@{node.Name}\" is given twice on {place}. Remove one of them.");
            CheckArguments(node, directive, place);
        }
    }

    private void CheckArguments(DirectiveNode node, DirectiveDef directive, string place)
    {
        foreach (var same in node.Arguments.GroupBy(argument => argument.Name))
            if (same.Count() > 1)
                problems.Add($"Directive \"@{node.Name}\" on {place} is given \"{same.Key}\" twice.");
        foreach (var argument in node.Arguments)
            if (!Array.Exists(directive.Arguments, candidate => candidate.Name == argument.Name))
                problems.Add($"Unknown argument \"{argument.Name}\" of directive \"@{node.Name}\" on {place}."
                    + Suggestions.For(argument.Name, directive.Arguments.Select(candidate => candidate.Name)));
        foreach (var argument in directive.Arguments)
            if (argument.IsRequired && !Array.Exists(node.Arguments, given => given.Name == argument.Name))
                problems.Add($"Directive \"@{node.Name}\" on {place} lacks the argument \"{argument.Name}\".");
    }

    private static string LocationOf(TypeKind kind) => kind switch
    {
        TypeKind.Scalar => "SCALAR",
        TypeKind.Object => "OBJECT",
        TypeKind.Interface => "INTERFACE",
        TypeKind.Union => "UNION",
        TypeKind.Enum => "ENUM",
        TypeKind.InputObject => "INPUT_OBJECT",
        TypeKind.List or TypeKind.NonNull => throw new System.Diagnostics.UnreachableException(),
    };
}
