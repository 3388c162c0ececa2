using Cartwright.Storage;

namespace Cartwright.Tests.Storage;

public sealed class FoldCacheTests
{
    [Fact]
    public void What_is_asked_for_stays_however_much_else_is_kept_and_the_rest_goes()
    {
        var cache = new FoldCache<string>(generationMax: 10);
        cache.Keep("asked", "asked");
        cache.Keep("left", "left");

        for (var other = 0; other < 100; other++)
        {
            cache.Keep($"other{other}", "other");
            cache.Find("asked").ShouldBe("asked");
        }

        cache.Find("left").ShouldBeNull();
        cache.Find("other0").ShouldBeNull();
        cache.Find("other99").ShouldBe("other");
    }
}
