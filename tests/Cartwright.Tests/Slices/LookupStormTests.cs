using System.Collections.Concurrent;
using static Cartwright.Tests.Slices.ShopWorld;

namespace Cartwright.Tests.Slices;

public sealed class LookupStormTests
{
    private const int Lookups = 1_000;
    private const int AtOnce = 40;

    /// <summary>
    /// A third of the calls fail in a random way and tokens end every two seconds: 999 of 1,000 lookups are answered
    /// within the deadline, and none of them wrongly.
    /// </summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Storm_of_faults_leaves_lookups_answered_and_right(int seed)
    {
        await using var shops = await StartSeededAsync(
            seed, "--Lookup:MissesPerShopMax=1000000", "--Shops:RefreshAheadSeconds=0");
        await shops.ChangeShopAsync(Tulips, new
        {
            access_token_seconds = 2, maximum_available = 10_000_000, restore_rate = 1_000_000, available = 10_000_000,
        });
        await shops.ConnectAsync(Tulips);
        (string Kind, int? Code)[] kinds =
        [
            ("refuse-connection", null), ("drop-before", null), ("drop-after", null), ("not-json", null),
            ("truncated", null), ("status", 500), ("status", 502), ("status", 503), ("status-after", 504),
        ];
        // Eleven faults of one in 27.6 each: a call is struck by none in two of three cases.
        const double probability = 1 / 27.6;
        var target = $"shop:{Tulips}";
        await shops.World.FaultAsync(
        [
            .. kinds.Select(fault => (object)new { target, kind = fault.Kind, code = fault.Code, probability }),
            new { target, kind = "status", code = 429, body = "{}", retry_after = "0.2", probability },
            new { target, operation = "graphql", kind = "status", code = 401, body = "{}", probability },
        ]);

        ConcurrentBag<(string Expected, string Answered)> answers = [];
        await Parallel.ForEachAsync(
            Enumerable.Range(0, Lookups), new ParallelOptions { MaxDegreeOfParallelism = AtOnce },
            async (number, _) =>
            {
                var (order, mail, expected) = (number % 4) switch
                {
                    0 => ("#424242", Ada, "NOT_FOUND"),
                    1 => ("#1001", "grace@example.com", "NOT_FOUND"),
                    _ => ("#1001", Ada, "FOUND"),
                };
                var answer = await shops.LookUpAsync(Tulips, order, mail);
                answers.Add((expected, answer["code"]!.GetValue<string>()));
            });

        var unanswered = answers.Where(one => one.Answered is not ("FOUND" or "NOT_FOUND")).ToArray();
        answers.Except(unanswered).ShouldAllBe(one => one.Answered == one.Expected);
        unanswered.Length.ShouldBeLessThanOrEqualTo(
            Lookups / 1000, string.Join(", ", unanswered.GroupBy(one => one.Answered).Select(
                group => $"{group.Count()} {group.Key}")));
        (await shops.ViewAsync(Tulips))["status"]!.GetValue<string>().ShouldBe("Connected");
        (await shops.BooksAsync(Tulips))["refreshes"]!.GetValue<long>().ShouldBeGreaterThan(1);
    }
}
