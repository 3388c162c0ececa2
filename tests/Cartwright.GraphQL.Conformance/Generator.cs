using System.Globalization;

namespace Cartwright.GraphQL.Conformance;

/// <summary>
/// Makes documents by walking a schema. The same seed makes the same document. Without mischief a document is valid
/// but for rare accidents; with it, wherever something is written it may be wrong by one of the rules.
/// </summary>
internal sealed partial class Generator
{
    private readonly Model _model;
    private readonly Random _random;
    private readonly int _mischief;
    private readonly List<string> _text = [];
    private readonly Dictionary<string, (TypeRef Type, string? Default, bool IsUnused)> _variables = [];
    private readonly List<(string Name, string Type, List<string> Text)> _fragments = [];
    private readonly bool _mayUseVariables;
    private int _names;
    private int _budget = 40;

    private Generator(Model model, int seed, int mischief)
    {
        (_model, _random, _mischief) = (model, new Random(seed), mischief);
        _mayUseVariables = true;
        if (Chance(8)) _mayUseVariables = false;
    }

    /// <summary>A question about a schema, with variables and an operation's name.</summary>
    public static Question Make(Model model, string schema, int seed)
    {
        var kind = seed % 10;
        var generator = new Generator(model, seed, kind switch { < 4 => 0, < 7 => 60, _ => 20 });
        return generator.Run(schema, kind == 3);
    }

    private Question Run(string schema, bool isBroken)
    {
        string? operationName = null;
        var operations = _mayUseVariables ? 1 : 1 + _random.Next(3);
        for (var i = 0; i < operations; i++)
        {
            var name = operations > 1 || Chance(2) ? Mischief() ? "Op" : $"Op{i}" : null;
            if (operations > 1 && Mischief()) name = null;
            WriteOperation(name);
            operationName ??= name;
        }
        foreach (var fragment in _fragments) _text.AddRange(fragment.Text);
        if (Mischief()) WriteStrayDefinition();
        if (Chance(30)) operationName = "Nobody";
        else if (operations == 1 && Chance(2)) operationName = null;
        if (isBroken && Chance(2)) Break();
        var variables = _variables.Count > 0 || Chance(10) ? MakeVariables() : null;
        var text = isBroken && Chance(2) ? Garble(Render()) : Render();
        return new Question(schema, text, variables, operationName, _random.Next(2) == 0);
    }

    private bool Chance(int of) => _random.Next(of) == 0;

    private bool Mischief() => _mischief > 0 && _random.Next(_mischief) == 0;

    private T Pick<T>(IReadOnlyList<T> items) => items[_random.Next(items.Count)];

    private void Add(params ReadOnlySpan<string> tokens) => _text.AddRange(tokens);

    private string NewName(string stem) => stem + (++_names).ToString(CultureInfo.InvariantCulture);

    private void WriteOperation(string? name)
    {
        (string, string?)[] kinds =
            [("query", _model.Query), ("mutation", _model.Mutation), ("subscription", _model.Subscription)];
        var (keyword, root) = Chance(4) ? Pick(kinds) : kinds[0];
        if (root is null) (keyword, root) = kinds[0];
        var body = Apart(() => WriteSelections(root ?? _model.Query, 0, keyword == "subscription"));
        var directives = Apart(() => WriteDirectives(keyword.ToUpperInvariant()));
        if (name is null && keyword == "query" && _variables.Count == 0 && directives.Count == 0 && Chance(2))
        {
            _text.AddRange(body);
            return;
        }
        if (Chance(12)) Add(WriteString("described"));
        Add(keyword);
        if (name is not null) Add(name);
        WriteVariableDefinitions();
        _text.AddRange(directives);
        _text.AddRange(body);
    }

    private void WriteVariableDefinitions()
    {
        if (Mischief())
            _variables[NewName("unused")] = (new TypeRef(Pick(["Int", "Nope", _model.Query]), null, false), null, true);
        if (_variables.Count == 0 || Mischief()) return;
        Add("(");
        foreach (var (name, (type, defaultText, _)) in _variables)
        {
            for (var i = Mischief() ? 2 : 1; i > 0; i--)
            {
                if (Chance(15)) Add(WriteString("about it"));
                Add("$", name, ":");
                _text.AddRange(Tokens(type.ToString()));
                if (defaultText is not null) Add("=", defaultText);
                WriteDirectives("VARIABLE_DEFINITION");
            }
        }
        Add(")");
    }

    private static string[] Tokens(string type) =>
        type.Replace("[", " [ ", StringComparison.Ordinal).Replace("]", " ] ", StringComparison.Ordinal)
            .Replace("!", " ! ", StringComparison.Ordinal).Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private List<string> Apart(Action write)
    {
        var start = _text.Count;
        write();
        var part = _text[start..];
        _text.RemoveRange(start, _text.Count - start);
        return part;
    }

    private void WriteSelections(string typeName, int depth, bool isSingle = false)
    {
        var type = _model.Types[typeName];
        var count = isSingle && !Mischief() ? 1 : 1 + _random.Next(depth > 4 || _budget < 0 ? 1 : 4);
        Add("{");
        for (var i = 0; i < count; i++)
        {
            _budget--;
            var choice = _budget < 0 || depth > 5 ? 9 : _random.Next(10);
            if (choice == 0 && !isSingle) WriteInline(type, depth);
            else if (choice == 1 && !isSingle) WriteSpread(type, depth);
            else WriteField(type, depth, isSingle);
        }
        Add("}");
    }

    private void WriteField(ModelType type, int depth, bool isSubscription)
    {
        if (type.Fields.Length == 0 || Chance(15) && !isSubscription || isSubscription && Mischief())
        {
            if (Chance(3)) Add(NewName("t"), ":");
            Add("__typename");
            if (!isSubscription) WriteDirectives("FIELD");
            return;
        }
        var field = Pick(type.Fields);
        if (depth > 5 || _budget < 0)
            field = Array.Find(type.Fields, candidate => !_model[candidate.Type].IsComposite) ?? field;
        if (Mischief())
        {
            // A name that another field may have taken, so that the two may not merge.
            Add(Pick(["x", "y", field.Name]), ":");
        }
        else if (field.Arguments.Length > 0 || Chance(5)) Add(NewName("a"), ":");
        Add(Mischief() ? Misspell(field.Name) : field.Name);
        WriteArguments(field.Arguments);
        if (!isSubscription) WriteDirectives("FIELD");
        var isComposite = _model[field.Type].IsComposite;
        if (Mischief()) isComposite = !isComposite;
        if (isComposite) WriteSelections(_model[field.Type].IsComposite ? field.Type.Named : _model.Query, depth + 1);
    }

    private void WriteInline(ModelType type, int depth)
    {
        Add("...");
        var on = Chance(4) ? type.Name : Overlapping(type);
        if (!Chance(4) || on != type.Name) Add("on", Mischief() ? Misspell(on) : on);
        WriteDirectives("INLINE_FRAGMENT");
        WriteSelections(on, depth + 1);
    }

    private void WriteSpread(ModelType type, int depth)
    {
        var known = _fragments.FindAll(each => _model.Types[each.Type].Concrete.Intersect(type.Concrete).Any());
        string name;
        if (known.Count > 0 && Chance(2)) name = Pick(known).Name;
        else if (Mischief()) name = "Nowhere";
        else if (_fragments.Count > 0 && Mischief()) name = Pick(_fragments).Name;
        else
        {
            name = NewName("F");
            var on = Overlapping(type);
            // The name is known only after the body is written, unless a cycle is wanted.
            var isCyclic = Mischief();
            if (isCyclic) _fragments.Add((name, on, []));
            var text = Apart(() => WriteFragment(name, on, depth));
            if (isCyclic) _fragments.RemoveAll(fragment => fragment.Name == name);
            _fragments.Add((name, on, text));
        }
        Add("...", name);
        WriteDirectives("FRAGMENT_SPREAD");
    }

    private void WriteFragment(string name, string on, int depth)
    {
        if (Chance(12)) Add(WriteString("a fragment"));
        Add("fragment", name, "on", Mischief() ? Pick(["Int", "Nope", on]) : on);
        WriteDirectives("FRAGMENT_DEFINITION");
        WriteSelections(on, depth + 1);
    }

    private string Overlapping(ModelType type)
    {
        if (Mischief()) return Pick([.. _model.Own.Where(each => each.IsComposite)]).Name;
        List<string> names = [.. _model.Own
            .Where(each => each.IsComposite && each.Concrete.Intersect(type.Concrete).Any()).Select(each => each.Name)];
        return names.Count == 0 ? type.Name : Pick(names);
    }

    private void WriteDirectives(string place)
    {
        while (Chance(10) || Mischief())
        {
            List<ModelDirective> fitting =
                [.. _model.Directives.Where(each => Mischief() || each.Places.Contains(place))];
            if (fitting.Count == 0) return;
            var directive = Pick(fitting);
            for (var i = directive.IsRepeatable && Chance(3) || Mischief() ? 2 : 1; i > 0; i--)
            {
                Add("@", Mischief() ? Misspell(directive.Name) : directive.Name);
                var isConstant = place == "VARIABLE_DEFINITION";
                WriteArguments(directive.Arguments, isConstant);
            }
            if (!directive.IsRepeatable && !Mischief()) return;
        }
    }

    private void WriteArguments(ModelInput[] inputs, bool isConstant = false)
    {
        var start = _text.Count;
        foreach (var input in inputs.OrderBy(_ => _random.Next()).ToList())
        {
            if (input.IsRequired ? Mischief() : Chance(2)) continue;
            for (var i = Mischief() ? 2 : 1; i > 0; i--)
            {
                Add(Mischief() ? Misspell(input.Name) : input.Name, ":");
                WriteValue(input.Type, 0, isConstant, input.HasDefault);
            }
        }
        if (Mischief()) Add("extra", ":", "1");
        if (_text.Count == start) return;
        _text.Insert(start, "(");
        Add(")");
    }

    private string Misspell(string name) => _random.Next(4) switch
    {
        0 => name + "x",
        1 => name.Length > 1 ? name[1..] : "q",
        2 => char.IsUpper(name[0]) ? name.ToUpperInvariant() : name.ToLowerInvariant() + "s",
        _ => "nothing",
    };

    private void WriteStrayDefinition() => Add(Pick<string[]>(
    [
        ["fragment", NewName("Unused"), "on", _model.Query, "{", "__typename", "}"],
        ["type", "Qwertyuiopasdf", "{", "a", ":", "Int", "}"],
        ["extend", "type", _model.Query, "{", "stray", ":", "Int", "}"],
        ["scalar", "Qwertyuiopasdf"],
        ["{", "__typename", "}"],
        ["fragment", "F1", "on", _model.Query, "{", "__typename", "}"],
    ]));
}
