namespace Cartwright.Regions;

/// <summary>
/// A name reduced to what matters when it is compared: small letters and digits, without accents. Written out here,
/// since the process runs without ICU, where Unicode's own decomposition leaves accents on.
/// </summary>
internal static class FoldedName
{
    private const string Accented = "àáâãäåāăąçćčďèéêëēėęěğìíîïīįłļñńņňòóôõöøōőŕřśšşșťţțùúûüūůűýÿźżž";
    private const string Plain = "aaaaaaaaacccdeeeeeeeegiiiiiillnnnnoooooooorrsssstttuuuuuuuyyzzz";

    public static string Of(string name) => string.Create(
        name.Count(char.IsLetterOrDigit), name, static (folded, source) =>
        {
            var length = 0;
            foreach (var letter in source.Where(char.IsLetterOrDigit))
            {
                var small = char.ToLowerInvariant(letter);
                var at = Accented.IndexOf(small, StringComparison.Ordinal);
                folded[length++] = at < 0 ? small : Plain[at];
            }
        });
}
