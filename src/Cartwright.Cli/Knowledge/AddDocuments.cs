using System.CommandLine;
using System.Diagnostics;
using Cartwright.Assistant.Knowledge;
using Cartwright.Cli.Shops;
using Cartwright.Shops;

namespace Cartwright.Cli.Knowledge;

/// <summary><c>cartwright knowledge add</c>.</summary>
internal static class AddDocuments
{
    private const int FilesMax = 2_000;
    private const long FileBytesMax = 50_000_000;

    internal static Command Create(Screen screen)
    {
        var shop = ShopArguments.Shop();
        var files = new Argument<FileInfo[]>("FILE")
        {
            Description = "Markdown, HTML, plain text, or PDF that holds text.",
            Arity = new(1, FilesMax),
        };
        var source = new Option<string?>("--source")
        {
            Description = "What shoppers are told the document is from, such as its address; else its file's name.",
            HelpName = "TEXT",
        };
        var title = new Option<string?>("--title")
        {
            Description = "Its title; else the one that it gives itself.",
            HelpName = "TEXT",
        };
        var data = CommandOptions.Data();
        var command = new Command(
            "add", "Store documents of a shop. A document with the same source is replaced: only what changed is written.")
        {
            shop, files, source, title, data,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(files) is { Length: > 1 }
                && (result.GetValue(source) ?? result.GetValue(title)) is not null)
            {
                result.AddError("--source and --title go with one file.");
            }
        });
        command.SetAction((parsed, cancellationToken) => OperatorAccess.RunAsync(
            screen,
            parsed.GetRequiredValue(data),
            mayCreate: true,
            async access =>
            {
                var code = Screen.Done;
                foreach (var file in parsed.GetRequiredValue(files))
                {
                    if (!await AddAsync(
                        screen, access, parsed.GetRequiredValue(shop), file, parsed.GetValue(source),
                        parsed.GetValue(title), cancellationToken))
                    {
                        code = Screen.Failed;
                    }
                }

                return code;
            },
            cancellationToken));
        return command;
    }

    private static async Task<bool> AddAsync(
        Screen screen,
        OperatorAccess access,
        ShopDomain shop,
        FileInfo file,
        string? source,
        string? title,
        CancellationToken cancellationToken)
    {
        if (!file.Exists || file.Length > FileBytesMax)
        {
            screen.Fail(file.Exists ? $"{file.Name} is over {FileBytesMax} bytes." : $"There is no file {file.FullName}.");
            return false;
        }

        var bytes = await File.ReadAllBytesAsync(file.FullName, cancellationToken);
        var result = await access.Get<AddDocument>().HandleAsync(
            new(shop, source ?? file.Name, bytes, title), cancellationToken);
        switch (result)
        {
            case AddDocumentResult.Added added:
                screen.Line(
                    $"{added.Document.Id}  {added.Document.Source}: {added.PassagesAdded} passages added, "
                    + $"{added.PassagesRemoved} removed, {added.PassagesKept} kept.");
                return true;
            case AddDocumentResult.Unchanged unchanged:
                screen.Line($"{unchanged.Document.Id}  {unchanged.Document.Source}: unchanged.");
                return true;
            case AddDocumentResult.Refused refused:
                screen.Fail(refused.Message);
                return false;
            default:
                throw new UnreachableException();
        }
    }
}
