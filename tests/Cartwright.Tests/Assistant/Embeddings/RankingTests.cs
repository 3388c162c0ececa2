using Cartwright.Assistant.Knowledge.Embeddings;
using Cartwright.Assistant.Privacy;
using Microsoft.Extensions.Time.Testing;

namespace Cartwright.Tests.Assistant.Embeddings;

public sealed class RankingTests
{
    [Theory]
    [InlineData("", "", "")]
    [InlineData("a b c", "", "a b c")]
    [InlineData("", "x y", "x y")]
    [InlineData("a b", "b a", "a b")]
    [InlineData("a b c", "c a b", "a c b")]
    [InlineData("a b c", "d c", "c a d b")]
    [InlineData("a", "b", "a b")]
    public void Rankings_are_merged_by_their_places(string first, string second, string merged) =>
        MergeRankings.Of(first.Split(' ', StringSplitOptions.RemoveEmptyEntries), second.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .ShouldBe(merged.Split(' ', StringSplitOptions.RemoveEmptyEntries));

    [Fact]
    public void Nearest_come_first_and_one_that_stands_out_is_told()
    {
        const int Count = 20;
        var numbers = new float[Count * 2];
        for (var at = 0; at < Count; at++)
        {
            numbers[(at * 2) + (at == 7 ? 0 : 1)] = 1;
        }

        var vectors = new ShopVectors(1, 2, [.. Enumerable.Range(0, Count).Select(at => $"{at}")], numbers);

        var nearest = vectors.Nearest([1, 0], 3);

        nearest.Count.ShouldBe(3);
        nearest[0].Id.ShouldBe("7");
        nearest[0].StandOut.ShouldBeGreaterThan(4);
        nearest[1].StandOut.ShouldBeLessThan(0);
        ShopVectors.None(1).Nearest([1, 0], 3).ShouldBeEmpty();
    }

    [Fact]
    public void Of_a_few_passages_none_stands_out()
    {
        new ShopVectors(1, 2, ["a", "b"], [1, 0, 0, 1]).Nearest([1, 0], 2).ShouldBe([new("a", 0), new("b", 0)]);
    }

    [Fact]
    public void Vector_is_read_as_it_was_stored()
    {
        float[] vector = [0.5f, -0.25f, 0.125f];
        var bytes = VectorBytes.Of(vector);

        bytes.ShouldBe([0x00, 0x38, 0x00, 0xb4, 0x00, 0x30]);
        var read = new float[VectorBytes.DimensionsOf(bytes)];
        VectorBytes.Read(bytes, read);
        read.ShouldBe(vector);
    }

    [Fact]
    public void Endpoint_that_failed_is_tried_by_one_after_a_pause_that_grows()
    {
        var clock = new FakeTimeProvider();
        var pause = new EndpointPause(clock);
        pause.TryEnter().ShouldBeTrue();
        pause.TryEnter().ShouldBeTrue();
        pause.Failed().ShouldBeTrue();
        pause.Failed().ShouldBeFalse();
        pause.TryEnter().ShouldBeFalse();

        clock.Advance(TimeSpan.FromSeconds(5));
        pause.TryEnter().ShouldBeTrue();
        pause.TryEnter().ShouldBeFalse();
        pause.Failed().ShouldBeFalse();
        clock.Advance(TimeSpan.FromSeconds(5));
        pause.TryEnter().ShouldBeFalse();
        clock.Advance(TimeSpan.FromSeconds(5));
        pause.TryEnter().ShouldBeTrue();
        pause.Left();
        pause.TryEnter().ShouldBeTrue();
        pause.Worked().ShouldBeTrue();
        pause.TryEnter().ShouldBeTrue();
        pause.Worked().ShouldBeFalse();
    }

    [Theory]
    [InlineData("Where is #1001?", "Where is #[order]?")]
    [InlineData("1001", "[order]")]
    [InlineData("order EN2002-A and order 3003", "order [order] and order [order]")]
    [InlineData("mail ada@example.com about 1001", "mail [e-mail] about [order]")]
    [InlineData("a mug of 350 ml for 18 EUR", "a mug of 350 ml for 18 EUR")]
    public void Orders_are_masked_too(string text, string masked) => MaskPersonal.WithOrdersIn(text).ShouldBe(masked);
}
