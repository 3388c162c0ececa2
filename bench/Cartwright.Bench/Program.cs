using System.Globalization;
using Cartwright.Bench;

return args switch
{
    ["place", ..] => await PlaceBench.RunAsync(
        Store(), Option("--clients", 64), Option("--seconds", 10), Option("--stores", 2), Option("--warm-up", 15),
        Option("--rate", 0)),
    ["poll", ..] => await PollBench.RunAsync(
        Store(), Option("--clients", 64), Option("--seconds", 5), Option("--rounds", 3),
        Option("--warm-up", 15)),
    ["mixed", ..] => await MixedBench.RunAsync(
        Store(), Option("--clients", 64), Option("--seconds", 10), Option("--stores", 2), Option("--warm-up", 15),
        Option("--polls", 50)),
    ["drain", ..] => await DrainBench.RunAsync(Store(), Option("--orders", 100_000)),
    ["stored", ..] => await StoredBench.RunAsync(
        Store(), Option("--few", 10_000), Option("--many", 1_000_000), Option("--clients", 64),
        Option("--seconds", 10), Option("--warm-up", 15), Option("--rate", 0)),
    ["overload", ..] => await OverloadBench.RunAsync(
        Store(), Option("--clients", 64), Option("--seconds", 10), Option("--stores", 2), Option("--warm-up", 15),
        Option("--times", 10), Text("--gateway-core") is null ? null : Option("--gateway-core", 0)),
    ["soak", ..] => await SoakBench.RunAsync(
        Store(), Option("--minutes", 30), Option("--rate", 1_000), Option("--stores", 2), Option("--warm-up", 60),
        Option("--minute-seconds", 60)),
    ["graphql", ..] => await GraphQLBench.RunAsync(
        Option("--seconds", 5), Option("--connections", 64), Option("--rounds", 3)),
    ["lookup", ..] => await LookupBench.RunAsync(
        Option("--clients", 32), Option("--seconds", 5), Option("--rounds", 3)),
    ["knowledge", ..] => await KnowledgeBench.RunAsync(
        Option("--passages", 10_000), Option("--clients", 64), Option("--seconds", 5), args.Contains("--verbose")),
    ["chat", ..] => await ChatBench.RunAsync(
        Option("--passages", 10_000), Option("--clients", 64), Option("--seconds", 10), Option("--warm-up", 15)),
    ["hostile"] => await HostileBench.RunAsync(),
    ["graphql-server"] => await BenchServer.RunAsync(),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine(
        """
        Usage: Cartwright.Bench place [--store sqlite|postgres] [--clients 64] [--seconds 10] [--stores 2]
                   [--warm-up 15] [--rate ORDERS_PER_SECOND]
               Cartwright.Bench poll [--store sqlite|postgres] [--clients 64] [--seconds 5] [--rounds 3]
                   [--warm-up 15]
               Cartwright.Bench mixed [--store sqlite|postgres] [--clients 64] [--seconds 10] [--stores 2]
                   [--warm-up 15] [--polls 50]
               Cartwright.Bench drain [--store sqlite|postgres] [--orders 100000]
               Cartwright.Bench stored [--store sqlite|postgres] [--few 10000] [--many 1000000] [--clients 64]
                   [--seconds 10] [--warm-up 15] [--rate ORDERS_PER_SECOND]
               Cartwright.Bench overload [--store sqlite|postgres] [--clients 64] [--seconds 10] [--stores 2]
                   [--warm-up 15] [--times 10] [--gateway-core NUMBER]
               Cartwright.Bench soak [--store sqlite|postgres] [--minutes 30] [--rate 1000] [--stores 2] [--warm-up 60]
               Cartwright.Bench graphql [--seconds 5] [--connections 64] [--rounds 3]
               Cartwright.Bench lookup [--clients 32] [--seconds 5] [--rounds 3]
               Cartwright.Bench knowledge [--passages 10000] [--clients 64] [--seconds 5] [--verbose]
               Cartwright.Bench chat [--passages 10000] [--clients 64] [--seconds 10] [--warm-up 15]
               Cartwright.Bench hostile
        """);
    return 2;
}

string Store() => Text("--store") ?? "sqlite";

int Option(string name, int otherwise) =>
    Text(name) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;

string? Text(string name)
{
    var at = Array.IndexOf(args, name);
    return at >= 0 && at + 1 < args.Length ? args[at + 1] : null;
}
