using Cartwright.Cli;

return await CartwrightCommand.RunAsync(args, Screen.OfProcess());
