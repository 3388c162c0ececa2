using System.Security.Cryptography;
using System.Text;
using Cartwright.Assistant.Knowledge.Words;
using Cartwright.Shops;

namespace Cartwright.Assistant.Knowledge;

/// <summary>A piece of a document that is found and quoted as one.</summary>
/// <param name="Id">The document's id and the hash of what follows: what has the same id is the same passage.</param>
/// <param name="Heading">The headings above it, outermost first, as <c>Returns › Exchanges</c>.</param>
/// <param name="Terms">The words it is found by, each behind the shop's key, separated by blanks.</param>
internal sealed record Passage(string Id, string Heading, string Text, string Terms)
{
    public static Passage Of(ShopDomain shop, string documentId, string title, PassageText piece)
    {
        var whole = string.Join('\n', WordIndex.Version, title, piece.Heading, piece.Text);
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(whole)))[..24];
        var terms = WordIndex.TermsOf($"{title} {piece.Heading}", piece.Text);
        var key = WordIndex.KeyOf(shop);
        return new(
            $"{documentId}.{hash}", piece.Heading, piece.Text, string.Join(' ', terms.Select(term => key + term)));
    }
}

/// <summary>A passage before it belongs to a document.</summary>
internal sealed record PassageText(string Heading, string Text);
