using System.Globalization;
using Cartwright.Bench;

if (args is not ["place", ..])
{
    Console.Error.WriteLine("Usage: Cartwright.Bench place [--clients 64] [--seconds 10] [--stores 2] [--warm-up 15]");
    return 2;
}

return await PlaceBench.RunAsync(
    Option("--clients", 64), Option("--seconds", 10), Option("--stores", 2), Option("--warm-up", 15));

int Option(string name, int otherwise)
{
    var at = Array.IndexOf(args, name);
    return at >= 0 && at + 1 < args.Length ? int.Parse(args[at + 1], CultureInfo.InvariantCulture) : otherwise;
}
