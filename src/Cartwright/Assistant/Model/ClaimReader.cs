using System.Text.RegularExpressions;

namespace Cartwright.Assistant.Model;

/// <summary>Cuts what a model writes, as it comes, into claims: text with the numbers of the facts behind it.</summary>
internal sealed partial class ClaimReader
{
    /// <summary>What stands here without a citation would be read again with each piece that comes.</summary>
    public const int UncitedCharactersMax = 2_000;

    /// <summary>What has come and is no whole claim yet.</summary>
    public string Left { get; private set; } = "";

    /// <summary>The claims that are whole with this piece. A claim is whole when something else begins behind it.</summary>
    public IEnumerable<string> Add(string piece)
    {
        Left += piece;
        while (End().Match(Left) is { Success: true } end)
        {
            var claim = Left[..(end.Index + end.Length)];
            Left = Left[claim.Length..].TrimStart();
            yield return claim;
        }
    }

    /// <summary>The claim that the answer ends with; what has no citation stays in <see cref="Left"/>.</summary>
    public string? Finish()
    {
        if (HoldToFacts.Citation().Matches(Left) is not [.., var last])
        {
            return null;
        }

        var end = last.Index + last.Length;
        while (end < Left.Length && Left[end] is '.' or '!' or '?' or '…')
        {
            end++;
        }

        var claim = Left[..end];
        Left = Left[end..].Trim();
        return claim;
    }

    [GeneratedRegex(
        @"(?:\s?\[\d{1,3}(?:\s?,\s?\d{1,3})*\])+[.!?…]*(?=\s+[^\s\[.!?…])", RegexOptions.CultureInvariant)]
    private static partial Regex End();
}
