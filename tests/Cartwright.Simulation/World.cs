using System.Text.Json.Nodes;
using Cartwright.Accounts;
using Cartwright.Journal;
using Cartwright.Merchants;
using Cartwright.Orders;
using Cartwright.Shops;
using Cartwright.Simulation.Gateway;
using Cartwright.Simulation.Outside;
using Cartwright.Simulation.Scheduling;
using Cartwright.Webhooks;

namespace Cartwright.Simulation;

/// <summary>
/// Everything there is in one seed: nodes of the gateway on one journal, shoppers' apps, the processor and the stores.
/// </summary>
internal sealed class World
{
    private const long StepsMax = 200_000;

    private static readonly TimeSpan s_settleMax = TimeSpan.FromHours(3);

    private int seedsDrawn;
    private readonly List<Node> all = [];
    private readonly List<string> exceptions = [];
    private int nodesMade;

    public World(int seed, Stage stage, PlaySeeds play)
    {
        (Seed, Database, Sandbox) = (seed, stage.Database, stage.Sandbox);
        Weather = new(NextSeed(), play.IsFair);
        Schedule = new(new Random(NextSeed()));
        Trace = new(Schedule, play.IsTraced);
        (Outside, Apps) = (new("outside", Schedule), new("app", Schedule));
        Network = new(this, new(play.Bug));
        Locks = new(this);
        Bug = play.Bug;
        Settings = new Dictionary<string, string?>
        {
            ["Payments:Stripe:BaseAddress"] = "https://sandbox.test/stripe/",
            ["Payments:Stripe:SecretKey"] = "sk_test_sandbox",
            ["Payments:Stripe:ReturnUrl"] = "https://shop.test/",
            ["Payments:Capture"] = Weather.Capture.ToString(),
            ["Shops:BaseAddress"] = $"https://sandbox.test/shopify/{ShopOptions.Placeholder}/",
            ["Shops:ClientId"] = "sandbox-app-key",
            ["Shops:ClientSecret"] = "sandbox-app-secret",
        };
    }

    public int Seed { get; }

    public DeliberateBug Bug { get; }

    public SimulatedDatabase Database { get; }

    public Weather Weather { get; }

    public Schedule Schedule { get; }

    public Trace Trace { get; }

    public Place Outside { get; }

    public Place Apps { get; }

    public SimulatedSandbox Sandbox { get; }

    public SimulatedNetwork Network { get; }

    public SimulatedLocks Locks { get; }

    public IReadOnlyDictionary<string, string?> Settings { get; }

    public CountedIds Ids { get; } = new();

    /// <summary>The nodes that are up.</summary>
    public List<Node> Nodes { get; } = [];

    public Told Told { get; } = new();

    /// <summary>Where webhooks go.</summary>
    public AppEndpoint App { get; } = new();

    /// <summary>True when a shop whose merchant did nothing could not be asked again in the end.</summary>
    public bool IsShopLost { get; private set; }

    /// <summary>
    /// A seed for one of the world's dice. SplitMix64: Random's own sequences of near seeds are alike.
    /// </summary>
    public int NextSeed()
    {
        unchecked
        {
            var mixed = ((ulong)Seed * 0xD1342543DE82EF95) + ((ulong)++seedsDrawn * 0x9E3779B97F4A7C15);
            mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
            mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
            return (int)((mixed ^ (mixed >> 31)) & int.MaxValue);
        }
    }

    /// <summary>Expected failures are results; an exception is a bug, whoever would have caught it.</summary>
    public void OnException(string where, Exception bug)
    {
        Trace.Say("world", $"{where} threw {bug}");
        exceptions.Add($"{where} threw {bug.GetType().Name}: {bug.Message}");
    }

    /// <summary>Plays the seed to its end, and answers what it found wrong.</summary>
    public IReadOnlyList<string> Play()
    {
        Database.BeginSeed();
        Sandbox.BeginSeed(Outside.Clock, Weather.Faults);
        try
        {
            var isOver = false;
            Apps.Start(async () =>
            {
                await PlayAsync();
                isOver = true;
            });
            while (!isOver && Schedule.Fault is null)
            {
                if (Schedule.Steps > StepsMax) return [$"The seed is not over after {StepsMax} steps."];
                if (!Schedule.RunOne()) return ["Nothing happens any more, and the seed is not over."];
            }

            if (Schedule.Fault is { } fault) return [$"The simulation itself failed: {fault}"];
            return [.. exceptions.Distinct(), .. WhatMustHold.Broken(this)];
        }
        finally
        {
            foreach (var node in all) node.Dispose();
            Database.EndSeed();
        }
    }

    public void OnCrash(Node node)
    {
        Nodes.Remove(node);
        Locks.OnCrash(node);
        Schedule.After(Weather.Between(0.5, 40), Outside, StartNode);
    }

    private async Task PlayAsync()
    {
        StartNode();
        await Nodes[0].AskAsync<MerchantDirectory, bool>(RegisterAsync);
        if (Weather.HasEndpoint) await AddEndpointAsync(Nodes[0]);
        if (Weather.ShopRounds > 0) await Nodes[0].AskAsync<ShopDirectory, bool>(ConnectAsync);
        while (Nodes.Count < Weather.NodeCount) StartNode();
        Weather.Rise(Schedule.Now);
        var shoppers = Enumerable.Range(0, Weather.CartCount).Select(_ => new Shopper(this).BuyAsync()).ToList();
        Apps.Start(PauseNodesAsync);
        Apps.Start(new People(this).ActAsync);
        var asker = new ShopAsker(this);
        await Task.WhenAll([.. shoppers, asker.AskAsync()]);
        // What is answered goes on: placing, capturing and giving back have their misfortunes too.
        await Task.Delay(Weather.Between(0, Weather.Pick(1, 30, 120, 1200)), Apps.Clock);
        Weather.Calm();
        Trace.Say("app", "has what it wanted; from here on nothing strikes");
        if (Weather.ShopRounds > 0) IsShopLost = !await asker.IsAnsweredAsync();
        await SettleAsync();
    }

    private Task<bool> ConnectAsync(ShopDirectory directory) =>
        ShopAsker.ConnectAsync(directory, Sandbox.Install(ShopAsker.Shop), Schedule.Now);

    private void StartNode()
    {
        var node = new Node(this, $"node-{++nodesMade}");
        all.Add(node);
        Nodes.Add(node);
        Trace.Say(node.Name, "starts");
    }

    private async Task PauseNodesAsync()
    {
        for (var pause = 0; pause < Weather.PauseCount; pause++)
        {
            await Task.Delay(Weather.Between(0.5, 60), Apps.Clock);
            if (Weather.IsCalm || Nodes.Count == 0) continue;
            var (node, time) = (Nodes[Weather.Pick(0, 1, 2) % Nodes.Count], Weather.Between(1, 60));
            if (node.Place.IsPaused) continue;
            Trace.Say(node.Name, $"stands still for {time.TotalSeconds:0} s");
            node.Place.Pause(time, Outside);
        }
    }

    /// <summary>Waits until every order has ended or is on the attention list, and nothing is on its way.</summary>
    private async Task SettleAsync()
    {
        var deadline = Schedule.Now + s_settleMax;
        while (Schedule.Now < deadline)
        {
            await Task.Delay(TimeSpan.FromSeconds(10), Apps.Clock);
            if (Network.UnderWay > 0 || !WhatMustHold.IsSettled(this)) continue;
            if (WhatMustHold.Untold(this) is not { Count: > 0 } untold) return;
            await HurryAsync(untold);
        }
    }

    /// <summary>Deliveries that wait for their next attempt are made due: it may be hours off.</summary>
    private async Task HurryAsync(IReadOnlyList<string> deliveries)
    {
        if (Nodes.Count == 0) return;
        var append = new JournalAppend();
        foreach (var delivery in deliveries) append.Enqueue(WebhookDelivery.Queue, delivery, Schedule.Now);
        await Nodes[0].AskAsync<IJournal, AppendResult>(async journal => await journal.AppendAsync(append));
    }

    private static async Task AddEndpointAsync(Node node)
    {
        await node.AskAsync<ApiKeys, CreatedKey>(keys =>
            keys.CreateAsync(Shopper.AccountId, Billing.Card, "app", CancellationToken.None));
        await node.AskAsync<AddEndpoint, AddEndpointResult>(add =>
            add.HandleAsync(Shopper.AccountId, AppEndpoint.Url, null, CancellationToken.None));
    }

    private async Task<bool> RegisterAsync(MerchantDirectory directory)
    {
        foreach (var store in Sandbox.Stores())
        {
            await directory.AddAsync(
                new(
                    Text(store, "domain"),
                    new Uri(SimulatedSandbox.Address, new Uri(Text(store, "url")).AbsolutePath),
                    Enum.Parse<Marketplace>(Text(store, "marketplace"), ignoreCase: true),
                    "ucp",
                    Text(store, "payment_handler_id"),
                    new Secret(Text(store, "payment_token"))),
                CancellationToken.None);
        }

        return true;
    }

    private static string Text(JsonNode? node, string name) => node![name]!.GetValue<string>();
}

/// <summary>Ids in the order in which they are made, on whichever node.</summary>
internal sealed class CountedIds : IIdSource
{
    private int count;

    public string Next(string prefix) => $"{prefix}_{++count:d4}";
}

/// <summary>What the gateway has told its clients: it must stay true.</summary>
internal sealed class Told
{
    /// <summary>Orders that were answered as submitted.</summary>
    public HashSet<string> Submitted { get; } = [];

    /// <summary>Orders that were answered as cancelled.</summary>
    public HashSet<string> Cancelled { get; } = [];
}
