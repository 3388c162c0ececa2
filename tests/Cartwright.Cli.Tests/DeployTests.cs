using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging.Console;
using YamlDotNet.RepresentationModel;

namespace Cartwright.Cli.Tests;

/// <summary>
/// The files in deploy/ name settings, probes and times of the gateway: what is renamed here must be renamed there.
/// </summary>
public sealed partial class DeployTests
{
    private static readonly string Repository = FindRepository();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static TheoryData<string> Files => [.. Directory
        .EnumerateFiles(Path.Combine(Repository, "deploy"), "*.yaml", SearchOption.AllDirectories)
        .Select(file => Path.GetRelativePath(Repository, file)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Files))]
    public void Manifest_is_yaml_and_names_only_settings_that_the_guides_list_and_the_gateway_reads(string file)
    {
        Load(file).NodeType.ShouldBe(YamlNodeType.Mapping);
        var settings = SettingOf().Matches(File.ReadAllText(Path.Combine(Repository, file)))
            .Select(found => found.Value.Replace("__", ":", StringComparison.Ordinal)).Distinct();
        var guides = string.Concat(
            Directory.EnumerateFiles(Path.Combine(Repository, "docs", "guides"), "*.md").Select(File.ReadAllText));
        var read = typeof(Cartwright.Program).Assembly.GetTypes()
            .Where(type => type.Name.EndsWith("Options", StringComparison.Ordinal))
            .Append(typeof(ConsoleLoggerOptions))
            .SelectMany(type => type.GetProperties()).Select(property => property.Name).ToHashSet();

        foreach (var setting in settings)
        {
            guides.ShouldContain($"| `{setting}` |");
            read.ShouldContain(setting.Split(':')[^1]);
        }
    }

    [Fact]
    public async Task Probes_of_the_manifests_and_of_the_balancer_are_answered()
    {
        var folder = Directory.CreateTempSubdirectory("cartwright-cli-test-");
        await using (var gateway = await RunningGateway.StartAsync(
            new(LoopbackAddress.AnyPort, folder.FullName, new("http://127.0.0.1:1/")), Stop))
        {
            using var http = new HttpClient(new SocketsHttpHandler()) { BaseAddress = gateway.Addresses[0] };
            var balancer = HealthUriOf().Match(File.ReadAllText(Path.Combine(Repository, "deploy", "Caddyfile")));
            var container = Container();
            string[] probes =
            [
                balancer.Groups["path"].Value,
                .. new[] { "startupProbe", "livenessProbe", "readinessProbe" }
                    .Select(probe => Text(container, probe, "httpGet", "path")),
            ];
            foreach (var probe in probes)
            {
                using var answer = await http.GetAsync(new Uri(probe, UriKind.Relative), Stop);
                answer.StatusCode.ShouldBe(HttpStatusCode.OK, probe);
            }
        }

        folder.Delete(recursive: true);
    }

    [Fact]
    public void Node_is_given_the_time_that_its_settings_let_it_take_to_leave()
    {
        var pod = Deployment();
        var inCluster = ((YamlSequenceNode)Container()["env"])
            .Where(one => one["name"].ToString().StartsWith("Nodes__", StringComparison.Ordinal))
            .Sum(one => Number(one["value"].ToString()));
        Number(pod["terminationGracePeriodSeconds"].ToString()).ShouldBeGreaterThan(inCluster + 2);

        foreach (var name in (string[])["node1", "node2", "node3"])
        {
            var node = Load("deploy/compose.yaml")["services"][name];
            var leaving = ((YamlMappingNode)node["environment"])
                .Where(one => one.Key.ToString().StartsWith("Nodes__", StringComparison.Ordinal))
                .Sum(one => Number(one.Value.ToString()));
            Number(node["stop_grace_period"].ToString().TrimEnd('s')).ShouldBeGreaterThan(leaving + 2);
        }
    }

    private static YamlNode Deployment() => Load("deploy/kubernetes/deployment.yaml")["spec"]["template"]["spec"];

    private static YamlNode Container() => Deployment()["containers"][0];

    private static string Text(YamlNode node, params string[] path) =>
        path.Aggregate(node, (at, name) => at[name]).ToString();

    private static YamlNode Load(string file)
    {
        var yaml = new YamlStream();
        using var text = File.OpenText(Path.Combine(Repository, file));
        yaml.Load(text);
        return yaml.Documents.ShouldHaveSingleItem().RootNode;
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private static string FindRepository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Cartwright.slnx")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The tests run outside the repository.");
        }

        return folder.FullName;
    }

    [GeneratedRegex("[A-Z][A-Za-z]+(__[A-Z][A-Za-z]+)+")]
    private static partial Regex SettingOf();

    [GeneratedRegex(@"health_uri (?<path>\S+)")]
    private static partial Regex HealthUriOf();
}
