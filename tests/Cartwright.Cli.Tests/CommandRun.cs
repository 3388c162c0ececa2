namespace Cartwright.Cli.Tests;

/// <summary>One run of the command, in this process, with what it wrote.</summary>
internal sealed record CommandRun(int ExitCode, string Output, string Error)
{
    internal static Task<CommandRun> RunAsync(params string[] arguments) => TypeAsync("", arguments);

    /// <param name="typed">What the command is given to read.</param>
    internal static async Task<CommandRun> TypeAsync(string typed, params string[] arguments)
    {
        using var input = new StringReader(typed);
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var exitCode = await CartwrightCommand.RunAsync(
            arguments, new(output, error, IsTerminal: false, TimeProvider.System) { Input = input });
        return new(exitCode, output.ToString(), error.ToString());
    }
}
