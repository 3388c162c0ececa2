using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Cartwright.Accounts;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Tests.Slices;

/// <summary>What a client sees while the journal's database can't be asked, not even whose key it is.</summary>
public sealed class JournalAwayTests
{
    private const int GuessesMax = 1;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Request_while_the_journal_can_not_be_read_is_told_to_come_again_and_is_served_afterwards()
    {
        var refusals = new JournalRefusals();
        await using var world = await World.StartAsync(
            refusals.Configure, $"--Api:RefusedPerMinutePerAddressMax={GuessesMax}");
        var key = await world.Services.GetRequiredService<ApiKeys>()
            .CreateAsync(ApiKeys.DefaultAccount, Billing.Invoice, "test", Stop);
        using var client = ShopWorld.ClientOf(world, key.Key.Reveal());
        using var guesser = ShopWorld.ClientOf(world, "cw_guess");
        refusals.RefusesReads = true;

        var (status, body) = await AskAsync(client);
        status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        JsonNode.DeepEquals(body, JsonNode.Parse("""
            {"errors": [{
              "message": "The gateway can't read its journal now: try again in a few seconds.",
              "extensions": {"code": "SERVICE_UNAVAILABLE", "retryable": true}
            }]}
            """)).ShouldBeTrue(body.ToJsonString());
        using var invoice = await client.GetAsync("/v1/invoices/2026-11", Stop);
        invoice.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        using var ready = await client.GetAsync("/health/ready", Stop);
        ready.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);

        refusals.RefusesReads = false;
        for (var guess = 0; guess < GuessesMax; guess++)
            (await AskAsync(guesser)).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await AskAsync(guesser)).Status.ShouldBe(HttpStatusCode.TooManyRequests);
        // Of an address that has guessed, a key is looked at before anything else.
        refusals.RefusesReads = true;
        (await AskAsync(client)).Status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        refusals.RefusesReads = false;
        (await AskAsync(client)).Status.ShouldBe(HttpStatusCode.OK);
    }

    private static async Task<(HttpStatusCode Status, JsonNode Body)> AskAsync(HttpClient client)
    {
        using var answer = await client.PostAsJsonAsync("/v1/query", new { query = "{ __typename }" }, Stop);
        return (answer.StatusCode, JsonNode.Parse(await answer.Content.ReadAsStringAsync(Stop))!);
    }
}
