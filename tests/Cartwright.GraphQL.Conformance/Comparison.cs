using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Cartwright.GraphQL.Conformance;

/// <summary>
/// What counts as a difference between the oracle and the engine. These are none:
/// <list type="bullet">
/// <item>The engine does not repeat values it was sent, so messages are compared up to where a value stands, and
/// those of syntax errors and of variables not at all: only their places are.</item>
/// <item>What is wrong with a custom scalar is said in words of either side's own.</item>
/// <item>Of fields that conflict, the response names are compared. The engine also tells of conflicts below fields
/// that conflict themselves, where graphql-js stops.</item>
/// <item>graphql-js overlooks a nullable variable in a OneOf input object whose place is non-null or a list.</item>
/// <item>graphql-js takes the arguments of an unknown directive for those of the field it stands on, and finds fault
/// with them.</item>
/// <item>The engine tells at most ten places of an error.</item>
/// <item>Where fields are answered at the same time, a null may have several reasons, of which one is told. Then the
/// places that became null are compared.</item>
/// </list>
/// </summary>
internal static class Comparison
{
    private const int PlacesMax = 10;

    private static readonly Regex ConflictingName =
        new("(?:Fields|subfields) \"(\\w+)\" conflict because (?!subfields)");

    private static readonly Regex CustomScalar = new("^(Day cannot represent |Expected value of type \"\\[*Day).*");

    private static readonly Regex SentValue =
        new("(value: |found |is not executable|has an? invalid value|has invalid value).*", RegexOptions.Singleline);

    /// <summary>How the two differ, with all that shows it; null when they do not.</summary>
    public static string? Difference(Question question, Verdict expected, Verdict actual)
    {
        if (Reason(question, expected, actual) is not { } reason) return null;
        return $"""
            {reason}
            --- document
            {question.Query}
            --- variables {question.Variables}
            --- operation {question.OperationName}
            --- oracle: {Show(expected)}
            --- engine: {Show(actual)}
            """;
    }

    private static string? Reason(Question question, Verdict expected, Verdict actual)
    {
        if (actual.Stage == "validate" && expected.Stage is not ("parse" or "validate")
            && Array.TrueForAll(actual.Errors, IsOneOfVariable)) return null;
        if (expected.Stage != actual.Stage) return $"{actual.Stage} instead of {expected.Stage}";
        switch (expected.Stage)
        {
            case "parse": return Place(expected.Errors[0]) == Place(actual.Errors[0]) ? null : "another place";
            case "validate": return ValidationReason(expected.Errors, actual.Errors);
            case "variables":
                return expected.Errors.Select(Place).ToHashSet().SetEquals(actual.Errors.Select(Place)) ? null
                    : "other variables";
            case "execute":
                var (wanted, got) = (Canonical(expected.Data), Canonical(actual.Data));
                if (wanted != got) return $"the data is {got} instead of {wanted}";
                if (question.IsAsync) return Nulls(expected).SetEquals(Nulls(actual)) ? null : "other nulls";
                return expected.Errors.Select(Told).SequenceEqual(actual.Errors.Select(Told)) ? null : "other errors";
            default: return null;
        }
    }

    private static string? ValidationReason(Finding[] expected, Finding[] actual)
    {
        var (wanted, got) = (expected.ToLookup(IsConflict), actual.ToLookup(IsConflict));
        if (wanted[true].Any() != got[true].Any()) return "a conflict on one side";
        if (!Conflicting(wanted[true]).IsSubsetOf(Conflicting(got[true]))) return "other conflicts";
        // What stands behind an unknown directive may be one of its arguments, which the engine does not look at.
        var unknown = expected
            .Where(error => error.Message.StartsWith("Unknown directive", StringComparison.Ordinal))
            .Select(Last).DefaultIfEmpty((int.MaxValue, int.MaxValue)).Min();
        var missing = wanted[false].Where(error => Last(error).CompareTo(unknown) <= 0).Select(Told).ToHashSet();
        missing.ExceptWith(got[false].Select(Told));
        var extra = got[false].Where(error => !IsOneOfVariable(error)).Select(Told).ToHashSet();
        extra.ExceptWith(wanted[false].Select(Told));
        return missing.Count + extra.Count == 0 ? null
            : $"missing [{string.Join(" | ", missing)}], beyond [{string.Join(" | ", extra)}]";
    }

    private static (int Line, int Column) Last(Finding finding) =>
        (finding.Locations ?? []).Select(at => (at.Line, at.Column)).DefaultIfEmpty((0, 0)).Max();

    private static bool IsConflict(Finding finding) =>
        finding.Message.Contains("conflict because", StringComparison.Ordinal);

    private static bool IsOneOfVariable(Finding finding) =>
        finding.Message.Contains("but must be non-nullable to be used for OneOf", StringComparison.Ordinal);

    private static HashSet<string> Conflicting(IEnumerable<Finding> findings) =>
        [.. findings.SelectMany(finding => ConflictingName.Matches(finding.Message))
            .Select(match => match.Groups[1].Value)];

    private static string Place(Finding finding) =>
        string.Join(' ', (finding.Locations ?? []).Take(PlacesMax).Select(at => $"{at.Line}:{at.Column}"));

    private static string Told(Finding finding) =>
        $"{Place(finding)} {finding.Path} "
        + SentValue.Replace(CustomScalar.Replace(finding.Message, "A day, found "), "…");

    /// <summary>Where the data is null for the errors' sake.</summary>
    private static HashSet<string> Nulls(Verdict verdict) => [.. verdict.Errors.Select(error =>
    {
        var (data, place) = (verdict.Data, "");
        if (error.Path is not { } path) return place;
        foreach (var step in path.EnumerateArray().TakeWhile(_ => data.ValueKind != JsonValueKind.Null))
        {
            data = step.ValueKind == JsonValueKind.Number ? data[step.GetInt32()]
                : data.GetProperty(step.GetString()!);
            place += "/" + step;
        }
        return place;
    })];

    private static string Show(Verdict verdict) => verdict.Stage + string.Concat(
        verdict.Errors.Select(error => $"\n  {Place(error)} {error.Path} {error.Message}"));

    /// <summary>JSON with its members in their order, and numbers and strings each in one form.</summary>
    private static string Canonical(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object => "{" + string.Join(',', json.EnumerateObject().Select(member =>
            $"{member.Name}:{Canonical(member.Value)}")) + "}",
        JsonValueKind.Array => $"[{string.Join(',', json.EnumerateArray().Select(Canonical))}]",
        JsonValueKind.Number => json.GetDouble().ToString("R", CultureInfo.InvariantCulture),
        _ => JsonSerializer.Serialize(json),
    };
}
