using System.Globalization;

namespace Cartwright.Cli.Tests;

/// <summary><c>cartwright nodes</c>.</summary>
public sealed class NodesTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("cartwright-cli-test-");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task Gateway_is_listed_with_its_address_while_it_serves_and_not_once_it_has_left()
    {
        Uri address;
        await using (var gateway = await RunningGateway.StartAsync(
            new(LoopbackAddress.AnyPort, folder.FullName, new("http://127.0.0.1:1/")), Stop))
        {
            address = gateway.Addresses[0];
            CommandRun listed;
            do
            {
                listed = await NodesAsync();
            }
            while (!listed.Output.Contains("serving", StringComparison.Ordinal) && !Stop.IsCancellationRequested);

            listed.ExitCode.ShouldBe(0, listed.Error);
            listed.Output.ShouldContain(address.ToString().TrimEnd('/'));
            listed.Output.ShouldContain(Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
            listed.Output.ShouldContain("0.0 s");
        }

        var left = await NodesAsync();
        left.ExitCode.ShouldBe(0, left.Error);
        left.Output.ShouldNotContain(address.Authority);
    }

    private Task<CommandRun> NodesAsync() => CommandRun.RunAsync("nodes", "--data", folder.FullName);
}
