using System.Collections.Concurrent;
using Microsoft.Extensions.Time.Testing;

namespace Cartwright.Tests;

public sealed class IdSourceTests
{
    [Fact]
    public void Ids_are_sorted_by_their_time_and_are_of_version_7()
    {
        var clock = new FakeTimeProvider(new(2026, 11, 30, 0, 0, 0, TimeSpan.Zero));
        var ids = new IdSource(clock);
        List<string> made = [];
        for (var number = 0; number < 300; number++)
        {
            made.Add(ids.Next("order"));
            clock.Advance(TimeSpan.FromMilliseconds(1));
        }

        made.ShouldBe(made.Order(StringComparer.Ordinal));
        foreach (var id in made)
        {
            var guid = Guid.ParseExact(id["order_".Length..], "n");
            (guid.Version, guid.Variant & 0xC).ShouldBe((7, 0x8));
        }
    }

    [Fact]
    public void Ids_of_one_millisecond_made_by_many_threads_differ()
    {
        var ids = new IdSource(new FakeTimeProvider());
        ConcurrentBag<string> made = [];

        Parallel.For(0, 20_000, _ => made.Add(ids.Next("order")));

        made.Distinct().Count().ShouldBe(20_000);
    }
}
