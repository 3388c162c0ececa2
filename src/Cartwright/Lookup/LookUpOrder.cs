using System.Data.Common;
using System.Diagnostics;
using Cartwright.Journal;
using Cartwright.Shops;
using Microsoft.Extensions.Options;

namespace Cartwright.Lookup;

/// <param name="Token">A token that the caller holds, tried first.</param>
/// <param name="FallbackToken">Another one, tried next.</param>
/// <param name="Verification">What must be shown; null for what is configured.</param>
/// <param name="DeadlineMax">Null for what is configured.</param>
public sealed record LookupRequest(
    ShopDomain Shop,
    OrderReference Reference,
    ShopperProof Proof,
    Secret? Token = null,
    Secret? FallbackToken = null,
    LookupVerification? Verification = null,
    TimeSpan? DeadlineMax = null);

/// <summary>
/// Looks an order up at its shop, whatever the tokens do. Each attempt reads the tokens afresh and tries each different
/// one; when all are refused, one is renewed and tried at once. What may pass is repeated until the deadline.
/// </summary>
public sealed class LookUpOrder(
    ShopDirectory directory,
    AskShop ask,
    RefreshShop refresh,
    ConnectShop connect,
    RefusedTokens refusedTokens,
    LookupTelemetry telemetry,
    IIdSource ids,
    IOptions<LookupOptions> options,
    TimeProvider clock,
    Random random)
{
    private readonly AttemptPlan plan = AttemptPlan.TryParse(options.Value.AttemptsMilliseconds, out var parsed)
        ? parsed
        : throw new OptionsValidationException(LookupOptions.Section, typeof(LookupOptions), []);

    public async Task<LookupReport> HandleAsync(LookupRequest request, CancellationToken cancellationToken)
    {
        using var activity = telemetry.Begin();
        var run = new Run(ids.Next("lookup"), request, clock.GetTimestamp(), clock.GetUtcNow());
        var verification = request.Verification ?? options.Value.Verification;
        LookupOutcome outcome;
        if (verification == LookupVerification.Required && request.Proof.IsEmpty)
        {
            outcome = new LookupOutcome.NotVerified(WasAsked: false, null);
        }
        else
        {
            using var ended = new CancellationTokenSource(request.DeadlineMax ?? options.Value.Deadline, clock);
            await using var left = cancellationToken.UnsafeRegister(
                static source => ((CancellationTokenSource)source!).Cancel(), ended);
            try
            {
                outcome = await AttemptAsync(run, verification, ended.Token);
                cancellationToken.ThrowIfCancellationRequested();
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                outcome = run.Last;
            }
            catch (Exception lost) when (lost is JournalUnavailableException or DbException)
            {
                outcome = new LookupOutcome.Unavailable($"The shop's tokens could not be read ({lost.GetType().Name}).");
            }
        }

        var report = new LookupReport(
            run.Id, outcome, run.Shop is { } shop && !shop.Scopes.Has("read_all_orders"), run.Attempts,
            clock.GetElapsedTime(run.Started));
        telemetry.End(activity, request.Shop, report);
        return report;
    }

    private async Task<LookupOutcome> AttemptAsync(
        Run run, LookupVerification verification, CancellationToken cancellationToken)
    {
        TimeSpan[] times;
        lock (random)
        {
            times = plan.Draw(random, options.Value.AttemptsMax);
        }

        for (var number = 1; number <= times.Length; number++)
        {
            await WaitAsync(times[number - 1] - clock.GetElapsedTime(run.Started), cancellationToken);
            run.Number = number;
            run.Shop = await directory.FindAsync(run.Request.Shop, cancellationToken);
            if (run.Shop is not { } shop || shop.Status is ShopStatus.Waiting or ShopStatus.Uninstalled)
            {
                return new LookupOutcome.ShopDegraded(null, "The shop is not connected.");
            }

            if (shop.Status == ShopStatus.Degraded && !run.IsProbe)
            {
                run.IsProbe = await directory.TryProbeAsync(shop, cancellationToken);
                if (!run.IsProbe)
                {
                    return new LookupOutcome.ShopDegraded(shop.Reason, shop.Detail ?? "");
                }
            }

            if (await TryTokensAsync(run, shop, verification, cancellationToken) is { } outcome)
            {
                return outcome;
            }
        }

        return run.Last;
    }

    /// <summary>Null when another attempt may bring more.</summary>
    private async Task<LookupOutcome?> TryTokensAsync(
        Run run, Shop shop, LookupVerification verification, CancellationToken cancellationToken)
    {
        List<Secret> refused = [];
        foreach (var (source, token) in CandidatesOf(run.Request, shop))
        {
            var step = await CallAsync(run, shop, source, token, null, verification, cancellationToken);
            if (step is not Step.Refused)
            {
                return step is Step.Over over ? over.Outcome : null;
            }

            refused.Add(token);
        }

        // A refresh goes on to its end, whoever has stopped waiting for it.
        var renewal = await refresh.HandleAsync(shop.Domain, refused, isAhead: false, cancellationToken)
            .WaitAsync(cancellationToken);
        var name = RefreshShop.NameOf(renewal);
        switch (renewal)
        {
            case RefreshOutcome.Renewed renewed:
                var step = await CallAsync(
                    run, shop, TokenSource.Refreshed, renewed.AccessToken, name, verification, cancellationToken);
                if (step is Step.Over over)
                {
                    return over.Outcome;
                }

                return step is Step.Refused && renewed.WasAsked && refusedTokens.IsTooMany(shop.Domain)
                    ? await DegradeAsync(
                        shop, renewed.AccessToken, DegradedReason.TokenRefusedAfterRefresh,
                        "Renewed tokens are refused.")
                    : null;
            case RefreshOutcome.Dead dead:
                return new LookupOutcome.ShopDegraded(dead.Reason, dead.Detail);
            case RefreshOutcome.AppRefused app:
                return new LookupOutcome.Unavailable($"Shopify refuses the app's credentials: {app.Detail}");
            case RefreshOutcome.Unavailable unavailable:
                run.Last = new LookupOutcome.Unavailable($"The token could not be renewed: {unavailable.Detail}");
                return unavailable.MayPass ? null : run.Last;
            default:
                throw new UnreachableException();
        }
    }

    /// <summary>The request's token, its fallback, the session's, the shop's; equal ones are tried once.</summary>
    internal static IReadOnlyList<(TokenSource Source, Secret Token)> CandidatesOf(LookupRequest request, Shop shop)
    {
        List<(TokenSource Source, Secret Token)> candidates = new(4);
        Add(TokenSource.Request, request.Token);
        Add(TokenSource.RequestFallback, request.FallbackToken);
        Add(TokenSource.Session, shop.Session?.AccessToken);
        Add(TokenSource.Shop, shop.AccessToken);
        return candidates;

        void Add(TokenSource source, Secret? token)
        {
            if (token is not null && token.Reveal().Length > 0
                && !candidates.Exists(known => known.Token.Reveal() == token.Reveal()))
            {
                candidates.Add((source, token));
            }
        }
    }

    private abstract record Step
    {
        /// <summary>The lookup has ended.</summary>
        public sealed record Over(LookupOutcome Outcome) : Step;

        /// <summary>The token was refused.</summary>
        public sealed record Refused : Step;

        /// <summary>A further attempt may bring more.</summary>
        public sealed record Again : Step;
    }

    private async Task<Step> CallAsync(
        Run run,
        Shop shop,
        TokenSource source,
        Secret token,
        string? renewal,
        LookupVerification verification,
        CancellationToken cancellationToken)
    {
        while (true)
        {
            var answer = await ask.HandleAsync(
                new(shop, run.Request.Reference, run.Number, source, token, renewal),
                run.Left(options.Value.Deadline, clock), cancellationToken);
            if (answer.Attempt is { } attempt)
            {
                run.Attempts.Add(attempt);
            }

            switch (answer.Reply)
            {
                case null:
                    return new Step.Over(answer.Otherwise!);
                case AdminReply<OrdersFound>.Answered answered:
                    return await ReadAsync(run, shop, token, answered, verification, cancellationToken);
                case AdminReply<OrdersFound>.Refused { Fault: ShopifyFault.Throttled } throttled:
                    // The budget holds the next call back by what the hints said.
                    run.Last = new LookupOutcome.Throttled(throttled.RetryAfter);
                    continue;
                case AdminReply<OrdersFound>.Refused refused:
                    return await RefusedAsync(run, shop, source, token, refused, cancellationToken);
                default:
                    throw new UnreachableException();
            }
        }
    }

    private async Task<Step> ReadAsync(
        Run run, Shop shop, Secret token, AdminReply<OrdersFound>.Answered answered, LookupVerification verification,
        CancellationToken cancellationToken)
    {
        var choice = ChooseOrder.From(answered.Data, run.Request.Reference, run.Request.Proof, verification);
        await NoteAsync(shop, token, (choice as OrderChoice.Whole)?.Order.Name, cancellationToken);
        return new Step.Over(choice switch
        {
            OrderChoice.Whole whole => new LookupOutcome.Found(whole.Order, IsWhole: true),
            OrderChoice.StatusOnly status => new LookupOutcome.Found(status.Order, IsWhole: false),
            OrderChoice.None => new LookupOutcome.NotFound(!shop.Scopes.Has("read_all_orders")),
            OrderChoice.NotTheirs other => new LookupOutcome.NotVerified(WasAsked: true, other.WhyBlind),
            _ => throw new UnreachableException(),
        });
    }

    /// <summary>What an answer says of its shop. The answer stands whatever becomes of this.</summary>
    private async Task NoteAsync(Shop shop, Secret token, string? name, CancellationToken cancellationToken)
    {
        refusedTokens.Clear(shop.Domain);
        try
        {
            if (shop.Status == ShopStatus.Degraded)
            {
                // A token that only the caller holds says nothing of the shop's own.
                await directory.ChangeAsync(
                    shop.Domain,
                    standing => ShopDecisions.IsOwn(standing, token)
                        ? ShopDecisions.Recover(standing, clock.GetUtcNow())
                        : null,
                    null, cancellationToken);
            }

            if (name is not null && shop.KnownOrder is null)
            {
                await directory.RememberOrderAsync(shop.Domain, name, cancellationToken);
            }
        }
        catch (Exception lost) when (lost is JournalUnavailableException or DbException or OperationCanceledException)
        {
            // The next answer notes it.
        }
    }

    private async Task<Step> RefusedAsync(
        Run run, Shop shop, TokenSource source, Secret token, AdminReply<OrdersFound>.Refused refused,
        CancellationToken cancellationToken)
    {
        switch (refused.Fault)
        {
            case ShopifyFault.Unauthorized or ShopifyFault.RefreshTokenRefused or ShopifyFault.AppRefused:
                run.Last = new LookupOutcome.Unavailable("The shop refused every token.");
                return new Step.Refused();
            case ShopifyFault.ScopeMissing or ShopifyFault.DataNotApproved
                when source != TokenSource.Refreshed && !ShopDecisions.IsOwn(shop, token):
                // The caller's own token may do less than the shop's.
                return new Step.Refused();
            case ShopifyFault.LegacyTokenRefused:
                return await MigrateAsync(run, shop, token, refused, cancellationToken);
            case ShopifyFault.ScopeMissing:
                return await EndAsync(shop, token, DegradedReason.ScopeMissing, refused.Detail);
            case ShopifyFault.DataNotApproved:
                return await EndAsync(shop, token, DegradedReason.DataNotApproved, refused.Detail);
            case ShopifyFault.Frozen:
                return await EndAsync(shop, token, DegradedReason.Frozen, refused.Detail);
            case ShopifyFault.Locked:
                return await EndAsync(shop, token, DegradedReason.Locked, refused.Detail);
            case ShopifyFault.Gone:
                return await EndAsync(shop, token, DegradedReason.Gone, refused.Detail);
            case ShopifyFault.Transient or ShopifyFault.Throttled:
                run.Last = new LookupOutcome.Unavailable(refused.Detail);
                return new Step.Again();
            case ShopifyFault.CostExceeded or ShopifyFault.Unexpected:
                return new Step.Over(new LookupOutcome.Unavailable(refused.Detail));
            default:
                throw new UnreachableException();
        }
    }

    /// <summary>A token that does not expire is exchanged for one that does; then the lookup goes on.</summary>
    private async Task<Step> MigrateAsync(
        Run run, Shop shop, Secret token, AdminReply<OrdersFound>.Refused refused, CancellationToken cancellationToken)
    {
        if (!ShopDecisions.IsSame(token, shop.Session?.AccessToken))
        {
            // An older copy, or the caller's own: the session's may still do.
            return new Step.Refused();
        }

        switch (await connect.MigrateAsync(shop.Domain, token, cancellationToken))
        {
            case ConnectOutcome.Refused { Degrades: { } reason } dead:
                return await EndAsync(
                    shop, token, reason,
                    reason == DegradedReason.LegacyTokenRefused ? refused.Detail : dead.Message);
            case ConnectOutcome.Refused { MayPass: false } other:
                return new Step.Over(new LookupOutcome.Unavailable(other.Message));
            case ConnectOutcome.Refused later:
                run.Last = new LookupOutcome.Unavailable(later.Message);
                return new Step.Again();
            case ConnectOutcome.Connected:
                run.Last = new LookupOutcome.Unavailable("The token was exchanged; it was not tried yet.");
                return new Step.Again();
            default:
                throw new UnreachableException();
        }
    }

    private async Task<Step> EndAsync(Shop shop, Secret token, DegradedReason reason, string detail) =>
        new Step.Over(await DegradeAsync(shop, token, reason, detail));

    /// <summary>
    /// What was refused must still be the shop's own token: a caller's may lack what the shop's has, and a shop that
    /// was connected anew meanwhile is not to blame for what its old token was told.
    /// </summary>
    private async Task<LookupOutcome> DegradeAsync(Shop shop, Secret token, DegradedReason reason, string detail)
    {
        await directory.ChangeAsync(
            shop.Domain,
            standing => ShopDecisions.IsOwn(standing, token)
                ? ShopDecisions.Degrade(standing, reason, detail, clock.GetUtcNow())
                : null,
            append => append.Attend(CheckShops.AttentionKind, shop.Domain.Value, ShopAdvice.Of(reason)),
            CancellationToken.None);
        return new LookupOutcome.ShopDegraded(reason, detail);
    }

    private Task WaitAsync(TimeSpan time, CancellationToken cancellationToken) =>
        time > TimeSpan.Zero ? Task.Delay(time, clock, cancellationToken) : Task.CompletedTask;

    /// <summary>What a lookup has come to.</summary>
    private sealed class Run(string id, LookupRequest request, long started, DateTimeOffset startedAt)
    {
        public string Id => id;
        public LookupRequest Request => request;
        public long Started => started;
        public int Number { get; set; }
        public bool IsProbe { get; set; }
        public Shop? Shop { get; set; }
        public List<LookupAttempt> Attempts { get; } = [];

        /// <summary>What the lookup ends in when nothing better comes.</summary>
        public LookupOutcome Last { get; set; } = new LookupOutcome.Unavailable("The shop did not answer in time.");

        public TimeSpan Left(TimeSpan deadline, TimeProvider clock) =>
            startedAt + (request.DeadlineMax ?? deadline) - clock.GetUtcNow();
    }
}
