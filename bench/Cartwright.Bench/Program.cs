using System.Globalization;
using Cartwright.Bench;

return args switch
{
    ["place", ..] => await PlaceBench.RunAsync(
        Option("--clients", 64), Option("--seconds", 10), Option("--stores", 2), Option("--warm-up", 15)),
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
        Usage: Cartwright.Bench place [--clients 64] [--seconds 10] [--stores 2] [--warm-up 15]
               Cartwright.Bench graphql [--seconds 5] [--connections 64] [--rounds 3]
               Cartwright.Bench lookup [--clients 32] [--seconds 5] [--rounds 3]
               Cartwright.Bench knowledge [--passages 10000] [--clients 64] [--seconds 5] [--verbose]
               Cartwright.Bench chat [--passages 10000] [--clients 64] [--seconds 10] [--warm-up 15]
               Cartwright.Bench hostile
        """);
    return 2;
}

int Option(string name, int otherwise)
{
    var at = Array.IndexOf(args, name);
    return at >= 0 && at + 1 < args.Length ? int.Parse(args[at + 1], CultureInfo.InvariantCulture) : otherwise;
}
