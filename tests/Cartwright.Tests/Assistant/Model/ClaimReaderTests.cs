using Cartwright.Assistant.Model;

namespace Cartwright.Tests.Assistant.Model;

public sealed class ClaimReaderTests
{
    [Theory]
    [InlineData("One is so [1]. Two is so [2].", "One is so [1].|Two is so [2].|")]
    [InlineData("One is so. [1] Two is so. [2]", "One is so. [1]|Two is so. [2]|")]
    [InlineData("One [1][2] two [3]", "One [1][2]|two [3]|")]
    [InlineData("One [1, 2]. Bye!", "One [1, 2].|Bye!")]
    [InlineData("One is so.", "One is so.")]
    [InlineData("A [note] is no citation [1].", "A [note] is no citation [1].|")]
    public void Answer_is_cut_behind_its_citations_however_it_comes(string answer, string expected)
    {
        foreach (var size in new[] { 1, 3, 1_000 })
        {
            var reader = new ClaimReader();
            var claims = answer.Chunk(size).SelectMany(piece => reader.Add(new(piece)).ToList()).ToList();
            while (reader.Finish() is { } last)
            {
                claims.Add(last);
            }

            string.Join('|', [.. claims, reader.Left]).ShouldBe(expected, $"{size} letters at a time");
        }
    }
}
