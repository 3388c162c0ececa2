using System.Diagnostics;

namespace Cartwright;

/// <summary>
/// A value that must not be shown: a token, a key, a card's stand-in. Only <see cref="Reveal"/> gives it away.
/// </summary>
[DebuggerDisplay("***")]
public sealed class Secret(string value)
{
    private readonly string value = value;

    /// <summary>The value itself, for the one place that sends it on.</summary>
    public string Reveal() => value;

    public override string ToString() => "***";
}
