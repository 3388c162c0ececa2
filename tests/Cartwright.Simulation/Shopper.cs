using Cartwright.Accounts;
using Cartwright.Carts;
using Cartwright.Merchants;
using Cartwright.Orders;
using Cartwright.Simulation.Gateway;

namespace Cartwright.Simulation;

/// <summary>
/// A shopper's app that buys one cart by the guide: what is not answered it sends again, to any node.
/// </summary>
internal sealed class Shopper(World world)
{
    private static readonly (string Item, Marketplace Marketplace)[] s_shelf =
    [
        ("tulip_bouquet_10@tulips.sandbox.test", Marketplace.Shopify),
        ("parrot_tulips_20@tulips.sandbox.test", Marketplace.Shopify),
        ("mug_plain_white@mugs.sandbox.test", Marketplace.Shopify),
        ("mug_signed_one@mugs.sandbox.test", Marketplace.Shopify),
        ("poster_moon_a2@posters.sandbox.test", Marketplace.Amazon),
        ("poster_proof_a2@posters.sandbox.test", Marketplace.Amazon),
        ("suit_grey@tailor.sandbox.test", Marketplace.Shopify),
    ];

    private static readonly BuyerIdentity s_buyer = new()
    {
        FirstName = "Ada", LastName = "Lovelace", Email = "ada@example.com", Phone = "+14155550123",
        Address1 = "1 Main Street", City = "San Francisco", ProvinceCode = "CA", PostalCode = "94105",
        CountryCode = "US",
    };

    public const string AccountId = "account_1";

    private const int AnswersMax = 4;

    private readonly Weather weather = world.Weather;

    public async Task BuyAsync()
    {
        await PauseAsync(0, 20);
        var account = new Account(AccountId, weather.Chance(0.15) ? Billing.Invoice : Billing.Card);
        var cart = await CreateAsync(account);
        var key = weather.Chance(0.5) ? new SubmissionKey($"key of {cart}", "hash") : null;
        var request = new SubmitCartRequest(cart, Token(account), [], key);
        // An app that is impatient sends it twice.
        var sent = Enumerable.Range(0, weather.Chance(0.3) ? 2 : 1)
            .Select(_ => SubmitAsync(account, request)).ToList();
        if (weather.Chance(0.35)) await CancelAsync(account, cart);
        await Task.WhenAll(sent);
    }

    /// <summary>
    /// Whatever the orders are at: being charged, placed or shipped. An answer may be lost, so it asks three times.
    /// </summary>
    private async Task CancelAsync(Account account, string cart)
    {
        await PauseAsync(0.05, weather.Pick(1, 3, 90));
        for (var attempt = 0; attempt < 3; attempt++)
        {
            foreach (var order in WhatMustHold.OrdersOf(world, cart))
            {
                var answer = await AskAsync<CancelOrder, CancelAnswer>(cancel =>
                    cancel.HandleAsync(account, order, CancellationToken.None));
                world.Trace.Say("app", $"wants {order} cancelled and is told: {answer?.GetType().Name ?? "no answer"}");
                if (answer is CancelAnswer.Cancelled) world.Told.Cancelled.Add(order);
            }

            await PauseAsync(1, 20);
        }
    }

    private Secret? Token(Account account) => account.Billing switch
    {
        Billing.Card => new(weather.Pick(
            "tok_visa", "tok_visa", "tok_visa", "tok_visa", "tok_visa", "tok_visa",
            "tok_chargeDeclined", "tok_threeDSecure2Required")),
        Billing.Invoice => null,
    };

    private async Task<string> CreateAsync(Account account)
    {
        var items = s_shelf.Where(_ => weather.Chance(0.3)).DefaultIfEmpty(s_shelf[0])
            .Select(item => new RequestedItem(item.Item, item.Marketplace, weather.Pick(1, 1, 2), 0)).ToList();
        while (true)
        {
            var outcome = await AskAsync<CreateCart, CartOutcome>(create =>
                create.HandleAsync(account, new(items, s_buyer, []), CancellationToken.None));
            if (outcome is CartOutcome.Changed changed) return changed.Cart.Id;
            await PauseAsync(0.5, 3);
        }
    }

    private async Task SubmitAsync(Account account, SubmitCartRequest request)
    {
        for (var answers = 0; answers < AnswersMax;)
        {
            var outcome = await AskAsync<SubmitCart, SubmissionOutcome>(submit =>
                submit.HandleAsync(account, request, CancellationToken.None));
            world.Trace.Say("app", $"is told of {request.CartId}: {Outline(outcome)}");
            if (outcome is SubmissionOutcome.Answered answered)
            {
                answers++;
                Note(answered.Report);
                if (!IsWorthRepeating(answered.Report)) return;
            }

            await PauseAsync(0.2, 5);
        }
    }

    /// <summary>A store that could not be reached, or one whose new total the app has just been told.</summary>
    private static bool IsWorthRepeating(SubmissionReport report) =>
        report.Problems.Count == 0 && report.Stores.Any(store => !store.IsSubmitted)
        && report.Stores.All(store => store.IsSubmitted || store.Problems.All(problem => problem.Retryable is true));

    private void Note(SubmissionReport report)
    {
        foreach (var store in report.Stores)
        {
            if (store.IsSubmitted) world.Told.Submitted.Add(store.OrderId);
        }
    }

    private static string Outline(SubmissionOutcome? outcome) => outcome switch
    {
        null => "no answer",
        SubmissionOutcome.Answered answered => string.Join(", ",
            answered.Report.Problems.Select(problem => problem.ToString()).Concat(answered.Report.Stores.Select(store =>
                $"{store.OrderId} {(store.IsSubmitted ? "submitted" : string.Join('+', store.Problems))}"))),
        _ => outcome.GetType().Name,
    };

    /// <summary>Null when no answer came.</summary>
    private async Task<T?> AskAsync<TUseCase, T>(Func<TUseCase, Task<T>> ask)
        where TUseCase : notnull
        where T : class
    {
        while (world.Nodes.Count == 0) await PauseAsync(0.5, 2);
        var node = world.Nodes[weather.Pick(0, 1, 2) % world.Nodes.Count];
        try
        {
            return await node.AskAsync(ask);
        }
        catch (ConnectionLostException)
        {
            return null;
        }
    }

    private Task PauseAsync(double secondsMin, double secondsMax) =>
        Task.Delay(weather.Between(secondsMin, secondsMax), world.Apps.Clock);
}
