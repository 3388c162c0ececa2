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
            Arity = new(0, FilesMax),
        };
        var policies = new Option<bool>("--policies")
        {
            Description = "The shop's own policies, as Shopify has them; run again, write what changed and remove what "
                + "is gone. It takes a connected shop that allows the scope read_legal_policies.",
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
        var allowPrivate = new Option<bool>("--allow-private")
        {
            Description = "Also call addresses inside this network, and without TLS: for tests.",
        };
        var data = CommandOptions.Data();
        var command = new Command(
            "add",
            "Store documents of a shop. A document with the same source is replaced: only what changed is written.")
        {
            shop, files, policies, source, title, allowPrivate, data,
        };
        command.Validators.Add(result =>
        {
            var count = result.GetValue(files)?.Length ?? 0;
            if (count == 0 == !result.GetValue(policies))
            {
                result.AddError("Name files, or say --policies.");
            }
            else if (count != 1
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
                if (parsed.GetValue(policies))
                {
                    return await AddPoliciesAsync(screen, access, parsed.GetRequiredValue(shop), cancellationToken);
                }

                var code = Screen.Done;
                foreach (var file in parsed.GetValue(files) ?? [])
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
            cancellationToken,
            parsed.GetValue(allowPrivate)));
        return command;
    }

    private static async Task<int> AddPoliciesAsync(
        Screen screen, OperatorAccess access, ShopDomain shop, CancellationToken cancellationToken)
    {
        switch (await access.Get<AddPolicies>().HandleAsync(shop, cancellationToken))
        {
            case AddPoliciesResult.Read read:
                screen.Line($"{read.Policies} policies: {read.Written} written, {read.Removed} removed.");
                foreach (var refusal in read.Refusals) screen.Note(refusal);
                return read.Refusals.Count == 0 ? Screen.Done : Screen.Failed;
            case AddPoliciesResult.Refused refused:
                return screen.Fail(refused.Message);
            default:
                throw new UnreachableException();
        }
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
