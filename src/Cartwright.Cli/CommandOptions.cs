using System.CommandLine;

namespace Cartwright.Cli;

/// <summary>Options that several commands share.</summary>
internal static class CommandOptions
{
    internal static Option<DirectoryInfo> Data() => new("--data")
    {
        Description = "The folder that holds the gateway's journal.",
        HelpName = "DIR",
        DefaultValueFactory = _ => new("data"),
    };

    internal static Option<string> Urls(string name, string description, string url)
    {
        var option = new Option<string>(name)
        {
            Description = description,
            HelpName = "URL",
            DefaultValueFactory = _ => url,
        };
        option.Validators.Add(result =>
        {
            foreach (var given in result.GetValueOrDefault<string>().Split(';'))
            {
                if (!Uri.TryCreate(given, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
                {
                    result.AddError($"'{given}' is not an address such as {url}.");
                }
            }
        });
        return option;
    }
}
