using System.Diagnostics;
using System.IO.Compression;
using System.Runtime.CompilerServices;
using System.Xml.Linq;

namespace Cartwright.Client.Tests;

public sealed class PackageTests
{
#if DEBUG
    private const string Configuration = "Debug";
#else
    private const string Configuration = "Release";
#endif

    [Fact(Timeout = 120_000)]
    public async Task Package_holds_the_readme_the_documentation_and_symbols_and_depends_on_nothing()
    {
        var folder = Directory.CreateTempSubdirectory("cartwright-pack-");
        try
        {
            await PackAsync(folder.FullName);

            using var package = await ZipFile.OpenReadAsync(
                folder.GetFiles("*.nupkg").Single().FullName, TestContext.Current.CancellationToken);
            var names = package.Entries.Select(entry => entry.FullName).ToList();
            names.ShouldContain("README.md");
            names.ShouldContain("lib/net10.0/Cartwright.Client.dll");
            names.ShouldContain("lib/net10.0/Cartwright.Client.xml");
            await using var manifest = await package.GetEntry("Cartwright.Client.nuspec")!
                .OpenAsync(TestContext.Current.CancellationToken);
            var described = await XDocument.LoadAsync(
                manifest, LoadOptions.None, TestContext.Current.CancellationToken);
            described.Descendants().ShouldNotContain(element => element.Name.LocalName == "dependency");
            described.Descendants().Single(element => element.Name.LocalName == "readme").Value.ShouldBe("README.md");
            using var symbols = await ZipFile.OpenReadAsync(
                folder.GetFiles("*.snupkg").Single().FullName, TestContext.Current.CancellationToken);
            symbols.Entries.ShouldContain(entry => entry.FullName == "lib/net10.0/Cartwright.Client.pdb");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task PackAsync(string folder)
    {
        var project = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(PathOf())!, "../../src/Cartwright.Client"));
        using var pack = Process.Start(new ProcessStartInfo(
            "dotnet", ["pack", project, "-c", Configuration, "--no-build", "-o", folder, "-v", "quiet"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var output = pack.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = pack.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await pack.WaitForExitAsync(TestContext.Current.CancellationToken);
        pack.ExitCode.ShouldBe(0, $"{await output}{await error}");
    }

    private static string PathOf([CallerFilePath] string path = "") => path;
}
