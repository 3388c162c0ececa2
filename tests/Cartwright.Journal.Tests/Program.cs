using Cartwright.Journal.Tests;
using Xunit.MicrosoftTestingPlatform;
using Xunit.Runner.InProc.SystemConsole;

// The crash test starts this program once more, as the process that it kills.
if (Environment.GetEnvironmentVariable(CrashTests.ChildFile) is { Length: > 0 } file)
{
    await CrashTests.AppendUntilKilledAsync(file);
    return 0;
}

if (Environment.GetEnvironmentVariable(DiskTests.ChildFile) is { Length: > 0 } onBadDisk)
{
    await DiskTests.AppendUntilKilledAsync(onBadDisk);
    return 0;
}

return args.Any(arg => arg is "--server" or "--internal-msbuild-node")
    ? await TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions)
    : await ConsoleRunner.Run(args);
