using Microsoft.Extensions.Logging;
using static Cartwright.Tests.Slices.ShopWorld;

namespace Cartwright.Tests.Slices;

/// <summary>What a lookup tells the operator's log, and what it does when its notes are refused.</summary>
public sealed class LookupLogTests
{
    [Fact]
    public async Task Detailed_log_tells_every_attempt_and_holds_no_token_and_no_person()
    {
        using var log = new KeptLog();
        await using var desk = await LookupDesk.StartAsync(
            builder => builder.Logging.AddProvider(log), "--ORDER_LOOKUP_DEBUG=true",
            "--Lookup:MissMillisecondsMin=0");
        var before = await desk.ConnectAsync(Tulips);
        await desk.ExpireAsync(Tulips);

        var found = await desk.LookUpAsync(
            Tulips,
            new { order = "#1001", email = Ada, phone = "+1 (415) 555-0123", postcode = "94105", sessionId = "talk" },
            "shpat_callers_own");
        await desk.LookUpAsync(Tulips, new { order = "#1002", email = "eve@example.com", postcode = "99501" });

        found["code"]!.GetValue<string>().ShouldBe("FOUND");
        var lines = log.Lines.Where(line => line.Contains(": attempt ", StringComparison.Ordinal)).ToArray();
        lines.Length.ShouldBe(4, string.Join('\n', lines));
        lines[0].ShouldContain("attempt 1 with the token of request: unauthorized, HTTP 401");
        lines[1].ShouldContain("attempt 1 with the token of session: unauthorized, HTTP 401");
        lines[2].ShouldContain("attempt 1 with the token of refreshed: answered, HTTP 200");
        lines[3].ShouldContain("attempt 1 with the token of session: answered, HTTP 200");
        var after = (await desk.ShopAsync(Tulips)).Session!;
        after.AccessToken.Reveal().ShouldNotBe(before.AccessToken.Reveal());
        var all = string.Join('\n', log.Lines);
        foreach (var secret in new[] { before.AccessToken, before.RefreshToken, after.AccessToken, after.RefreshToken })
        {
            all.ShouldNotContain(secret!.Reveal());
        }

        foreach (var hidden in new[]
        {
            "shpat_", "shprt_", "sandbox-app-secret", Ada, "eve@example.com", "4155550123", "415) 555", "94105",
            "99501", "Lovelace", "San Francisco",
        })
        {
            all.ShouldNotContain(hidden);
        }
    }

    [Fact]
    public async Task Log_tells_no_attempts_unless_it_is_asked_to()
    {
        using var log = new KeptLog();
        await using var desk = await LookupDesk.StartAsync(builder => builder.Logging.AddProvider(log));
        await desk.ConnectAsync(Tulips);

        (await desk.TestAsync(Tulips, "#1001"))["found"]!.GetValue<bool>().ShouldBeTrue();

        log.Lines.ShouldNotContain(line => line.Contains(": attempt ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Order_is_told_although_noting_that_it_was_found_is_refused()
    {
        var refusals = new JournalRefusals();
        await using var desk = await LookupDesk.StartAsync(refusals.Configure);
        await desk.ConnectAsync(Tulips);
        refusals.Refuses = true;

        var answer = await desk.LookUpAsync(Tulips, new { order = "#1001", email = Ada });

        answer["code"]!.GetValue<string>().ShouldBe("FOUND", answer.ToJsonString());
        refusals.Count.ShouldBeGreaterThan(0);
        (await desk.ShopAsync(Tulips)).KnownOrder.ShouldBeNull();
        refusals.Refuses = false;
        await desk.LookUpAsync(Tulips, new { order = "#1001", email = Ada });
        (await desk.ShopAsync(Tulips)).KnownOrder.ShouldBe("#1001");
    }
}
