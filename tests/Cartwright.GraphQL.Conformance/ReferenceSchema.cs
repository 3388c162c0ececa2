using System.Diagnostics;
using System.Text;
using Cartwright.EndToEnd;

namespace Cartwright.GraphQL.Conformance;

/// <summary>What the reference implementation makes of a schema, by <c>tests/npm/schema.cjs</c>.</summary>
internal static class ReferenceSchema
{
    /// <summary>Its SDL.</summary>
    public static Task<string> PrintAsync(string sdl) => RunAsync("print", sdl);

    /// <summary>The introspection query that its tools send, with every option on.</summary>
    public static Task<string> QueryAsync() => RunAsync("query", "");

    /// <summary>Its own answer to that query.</summary>
    public static Task<string> IntrospectAsync(string sdl) => RunAsync("introspect", sdl);

    /// <summary>The SDL that a client makes of an answer to that query.</summary>
    public static Task<string> ClientAsync(string response) => RunAsync("client", response);

    private static async Task<string> RunAsync(string action, string input)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var process = Process.Start(new ProcessStartInfo(Needs.Program("node"), ["schema.cjs", action])
        {
            WorkingDirectory = Needs.Npm(),
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(false),
            StandardOutputEncoding = Encoding.UTF8,
        })!;
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
            var error = process.StandardError.ReadToEndAsync(cancellationToken);
            await process.StandardInput.WriteAsync(input.AsMemory(), cancellationToken);
            process.StandardInput.Close();
            await process.WaitForExitAsync(cancellationToken);
            process.ExitCode.ShouldBe(0, await error);
            return await output;
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }
}
