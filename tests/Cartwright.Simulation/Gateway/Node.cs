using Cartwright.Accounts;
using Cartwright.Carts;
using Cartwright.Catalogue;
using Cartwright.Journal;
using Cartwright.Lookup;
using Cartwright.Merchants;
using Cartwright.Merchants.Ucp;
using Cartwright.Orders;
using Cartwright.Orders.Placement;
using Cartwright.Payments;
using Cartwright.Payments.Stripe;
using Cartwright.Shops;
using Cartwright.Simulation.Bugs;
using Cartwright.Simulation.Scheduling;
using Cartwright.Storage;
using Cartwright.Webhooks;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cartwright.Simulation.Gateway;

/// <summary>
/// One process of the gateway: the real use cases, connectors and work dispatcher, registered as the real program does
/// it. What is replaced is what a machine gives: journal, clock, ids, chance, network.
/// </summary>
internal sealed class Node : IDisposable
{
    private static readonly string[] s_queues =
    [
        OrderQueues.Charge, OrderQueues.Place, OrderQueues.Capture, OrderQueues.Void, OrderQueues.Refund,
        OrderQueues.Track, OrderQueues.Withdraw, OrderQueues.Cancel, OrderQueues.Return, RefreshAhead.QueueName,
        WebhookDelivery.Queue,
    ];

    private readonly World world;
    private readonly IJournal journal;
    private readonly ServiceProvider services;
    private readonly HashSet<Action> calls = [];

    public Node(World world, string name)
    {
        this.world = world;
        Place = new(name, world.Schedule, world.Weather.Skew());
        Journal = new(world, this);
        journal = world.Bug == DeliberateBug.None ? Journal : new FaultyJournal(Journal, world.Bug, Place.Clock);
        services = Build();
        Place.Start(WorkAsync);
        Place.Start(WatchAsync);
    }

    public string Name => Place.Name;

    public Place Place { get; }

    public SimulatedJournal Journal { get; }

    /// <summary>A request to this node. It fails when the node crashes before it has answered.</summary>
    public Task<T> AskAsync<TUseCase, T>(Func<TUseCase, Task<T>> ask) where TUseCase : notnull
    {
        var answer = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        if (Place.IsGone)
        {
            answer.SetException(new ConnectionLostException(Name));
            return answer.Task;
        }

        void Lose() => answer.TrySetException(new ConnectionLostException(Name));
        calls.Add(Lose);
        Place.Start(async () =>
        {
            try
            {
                answer.TrySetResult(await ask(services.GetRequiredService<TUseCase>()));
            }
            catch (Exception failure) when (failure is JournalUnavailableException or CartBusyException)
            {
                answer.TrySetException(new ConnectionLostException(failure.GetType().Name));
            }
            catch (Exception bug)
            {
                world.OnException($"A request to {Name}", bug);
                answer.TrySetException(new ConnectionLostException(bug.GetType().Name));
            }

            calls.Remove(Lose);
        });
        return answer.Task;
    }

    /// <summary>The process ends at this very step: nothing of it goes on, and its leases run out.</summary>
    public Task CrashAsync(string when)
    {
        Crash(when);
        return new TaskCompletionSource().Task;
    }

    public void Crash(string when)
    {
        if (Place.IsGone) return;
        world.Trace.Say(Name, $"crashes {when}");
        Place.Leave();
        foreach (var lose in calls.ToList()) lose();
        world.OnCrash(this);
    }

    /// <summary>At the end of a seed.</summary>
    public void Dispose()
    {
        Place.Leave();
        Journal.Close();
    }

    private Task WorkAsync()
    {
        IWorkHandler[] handlers =
        [
            .. services.GetServices<IWorkHandler>().Where(handler => s_queues.Contains(handler.Queue))
                .Select(handler => new UncancelledHandler(handler, world)),
        ];
        var options = new WorkDispatcherOptions
        {
            PollInterval = world.Weather.PollInterval,
            Scheduler = TaskScheduler.FromCurrentSynchronizationContext(),
        };
        var dispatcher = new WorkDispatcher(
            journal, handlers, Place.Clock, new Random(world.NextSeed()), options, NullLogger<WorkDispatcher>.Instance);
        // Without a stop: a wait that can be cancelled goes on in the thread pool (SemaphoreSlim).
        return dispatcher.RunAsync(CancellationToken.None);
    }

    private async Task WatchAsync()
    {
        while (true)
        {
            await Task.Delay(TimeSpan.FromMinutes(1), Place.Clock);
            try
            {
                await services.GetRequiredService<FindStuckOrders>().HandleAsync(CancellationToken.None);
            }
            catch (JournalUnavailableException)
            {
                // As WatchOrders does: the next look finds them.
            }
        }
    }

    private ServiceProvider Build()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(world.Settings).Build();
        var collection = new ServiceCollection()
            .AddSingleton<IConfiguration>(configuration)
            .AddSingleton<ILoggerFactory>(world.Trace.Logs(Name))
            .AddSingleton(typeof(ILogger<>), typeof(Logger<>))
            .AddSingleton(Place.Clock)
            .AddSingleton<IIdSource>(world.Ids)
            .AddSingleton<IDataProtectionProvider>(new PlainProtection())
            .AddSingleton<SecretSealer>()
            .AddSingleton(journal)
            .AddAccounts().AddMerchants().AddCatalogueCache().AddUcp().AddCatalogue().AddPayments()
            .AddStripe(configuration).AddCarts().AddOrders().AddWebhooks()
            .AddShops(configuration).AddLookup()
            .AddSingleton(provider =>
                ActivatorUtilities.CreateInstance<OrderWork>(provider, new Random(world.NextSeed())))
            .AddSingleton(provider =>
                ActivatorUtilities.CreateInstance<RefreshShop>(provider, new Random(world.NextSeed())))
            .AddSingleton(provider =>
                ActivatorUtilities.CreateInstance<DeliverWebhook>(provider, new Random(world.NextSeed())))
            .ConfigureAll<HttpClientFactoryOptions>(options =>
            {
                options.HandlerLifetime = Timeout.InfiniteTimeSpan;
                options.HttpMessageHandlerBuilderActions.Add(builder =>
                    builder.PrimaryHandler = world.Network.HandlerOf(this));
            });
        AddBug(collection);
        return collection.BuildServiceProvider();
    }

    private void AddBug(IServiceCollection collection)
    {
        if (world.Bug is DeliberateBug.UnknownChargeIsRefused or DeliberateBug.UnknownChargeIsPaid)
        {
            collection.AddSingleton<StripeGateway>().AddSingleton<IPaymentGateway>(provider =>
                new FaultyGateway(provider.GetRequiredService<StripeGateway>(), world.Bug));
        }

        if (world.Bug is DeliberateBug.UnknownPlacementIsRefused or DeliberateBug.UnknownWithdrawalIsDone)
        {
            collection.RemoveAll<IMerchantConnector>().AddSingleton<UcpConnector>()
                .AddSingleton<IMerchantConnector>(provider =>
                    new FaultyConnector(provider.GetRequiredService<UcpConnector>(), world.Bug));
        }
    }

    /// <summary>What it seals is nowhere but in memory, and the real one's chance would cost time.</summary>
    private sealed class PlainProtection : IDataProtectionProvider, IDataProtector
    {
        public IDataProtector CreateProtector(string purpose) => this;

        public byte[] Protect(byte[] plaintext) => plaintext;

        public byte[] Unprotect(byte[] protectedData) => protectedData;
    }
}

internal sealed class ConnectionLostException(string where) : Exception($"The connection to {where} was lost.");
