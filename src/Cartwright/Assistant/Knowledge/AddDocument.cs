using System.Globalization;
using System.Security.Cryptography;
using Cartwright.Assistant.Knowledge.Embeddings;
using Cartwright.Assistant.Knowledge.Reading;
using Cartwright.Assistant.Knowledge.Words;
using Cartwright.Journal;
using Cartwright.Shops;
using Microsoft.Extensions.Options;

namespace Cartwright.Assistant.Knowledge;

/// <param name="Source">Its address or its file's name; a document with the same one is replaced.</param>
/// <param name="Title">Null for the title that the document gives itself.</param>
/// <param name="Feed">What puts it there and may remove it; null for a person.</param>
/// <param name="TakesOver">Whether a feed may replace what stands there as a person's.</param>
public sealed record NewDocument(
    ShopDomain Shop, string Source, byte[] Bytes, string? Title = null, string? Feed = null, bool TakesOver = false);

public abstract record AddDocumentResult
{
    private AddDocumentResult() { }

    /// <param name="PassagesKept">Those that were there before and are untouched.</param>
    public sealed record Added(
        KnowledgeDocument Document, int PassagesAdded, int PassagesRemoved, int PassagesKept) : AddDocumentResult;

    /// <summary>It is stored already, as it is; or a person has put another one there, which a feed leaves.</summary>
    public sealed record Unchanged(KnowledgeDocument Document) : AddDocumentResult;

    /// <param name="Message">What to do, in a sentence.</param>
    public sealed record Refused(string Message) : AddDocumentResult;
}

/// <summary>
/// Stores a document of a shop, or stores it anew: only passages whose text has changed are written and removed.
/// </summary>
public sealed class AddDocument(
    IJournal journal, KnowledgeShelf shelf, IIdSource ids, IOptions<KnowledgeOptions> options, TimeProvider clock)
{
    /// <summary>So that what goes and what comes fits one append.</summary>
    public const int PassagesPerDocumentMax = 1_900;

    private const int SourceCharactersMax = 500;
    private const int TitleCharactersMax = 200;

    public async Task<AddDocumentResult> HandleAsync(NewDocument request, CancellationToken cancellationToken)
    {
        if (Refuse(request, options.Value) is { } refusal)
        {
            return new AddDocumentResult.Refused(refusal);
        }

        // What was split by other rules counts as another document.
        var hash = $"{WordIndex.Version}:{Convert.ToHexStringLower(SHA256.HashData(request.Bytes))}:{request.Title}";
        if (await shelf.FindBySourceAsync(request.Shop, request.Source, cancellationToken) is { } same
            && ((same.Hash == hash && same.Feed == request.Feed) || IsAPersons(same, request)))
        {
            return new AddDocumentResult.Unchanged(same);
        }

        DocumentText text;
        try
        {
            text = ReadDocument.Of(request.Source, request.Bytes);
        }
        catch (InvalidDataException unread)
        {
            return new AddDocumentResult.Refused(
                $"{request.Source}: {unread.Message} Give Markdown, HTML, plain text or a PDF that holds text.");
        }

        var pieces = SplitPassages.Of(text);
        return pieces.Count switch
        {
            0 => new AddDocumentResult.Refused(
                $"{request.Source} holds no text: a PDF of pictures must be made readable first."),
            > PassagesPerDocumentMax => new AddDocumentResult.Refused(
                $"{request.Source} is too long: split it into documents of at most {PassagesPerDocumentMax} passages."),
            _ => await StoreAsync(request, hash, TitleOf(request, text), pieces, cancellationToken),
        };
    }

    private async Task<AddDocumentResult> StoreAsync(
        NewDocument request,
        string hash,
        string title,
        IReadOnlyList<PassageText> pieces,
        CancellationToken cancellationToken)
    {
        while (true)
        {
            // The state is read first: whatever changes behind it makes the append a conflict.
            var state = await shelf.StateAsync(request.Shop, cancellationToken);
            var known = await shelf.FindBySourceAsync(request.Shop, request.Source, cancellationToken);
            if (known is not null && IsAPersons(known, request))
            {
                return new AddDocumentResult.Unchanged(known);
            }

            var document = new KnowledgeDocument(
                known?.Id ?? ids.Next("doc"), request.Shop, request.Source, title, hash, pieces.Count,
                request.Bytes.Length, clock.GetUtcNow(), request.Feed);
            if (RefuseMore(state, known, document, options.Value) is { } refusal)
            {
                return new AddDocumentResult.Refused(refusal);
            }

            var passages = pieces.Select(piece => Passage.Of(request.Shop, document.Id, title, piece)).ToList();
            var before = known is null ? [] : await shelf.PassageIdsAsync(document.Id, cancellationToken);
            var added = passages.ExceptBy(before, passage => passage.Id).ToList();
            var removed = before.Except(passages.Select(passage => passage.Id)).ToList();

            var append = KnowledgeShelf.Change(
                request.Shop, state, known is null ? 1 : 0, document.Passages - (known?.Passages ?? 0),
                new KnowledgeEvent.DocumentAdded(document.Id, document.Source, hash, document.Passages));
            KnowledgeShelf.Write(append, document);
            // Whether a model is set is asked where the work is done: a command line need not know of it.
            append.Enqueue(EmbedPassages.QueueName, request.Shop.Value);
            added.ForEach(passage => KnowledgeShelf.Write(append, request.Shop, document.Id, passage));
            removed.ForEach(passageId => KnowledgeShelf.Remove(append, passageId));
            if (await journal.AppendAsync(append, cancellationToken) is AppendResult.Committed)
            {
                return new AddDocumentResult.Added(
                    document, added.Count, removed.Count, passages.Count - added.Count);
            }
        }
    }

    private static bool IsAPersons(KnowledgeDocument known, NewDocument request) =>
        known.Feed is null && request.Feed is not null && !request.TakesOver;

    /// <summary>Why it can't be stored whatever it says; null when it can: pure.</summary>
    private static string? Refuse(NewDocument request, KnowledgeOptions options) =>
        request.Source.Length is 0 or > SourceCharactersMax || request.Source.Any(char.IsControl)
            ? $"Name the document by an address or a name of at most {SourceCharactersMax} characters."
        : request.Title is { Length: > TitleCharactersMax }
            ? $"Give a title of at most {TitleCharactersMax} characters."
        : request.Bytes.Length > options.DocumentBytesMax
            ? string.Create(CultureInfo.InvariantCulture, $"{request.Source} has {request.Bytes.Length} bytes: give at "
                + $"most {options.DocumentBytesMax}, or raise Knowledge:DocumentBytesMax.")
        : null;

    /// <summary>Why the shop takes no more; null when it does: pure.</summary>
    private static string? RefuseMore(
        ShelfState state, KnowledgeDocument? known, KnowledgeDocument document, KnowledgeOptions options) =>
        known is null && state.Documents >= options.DocumentsPerShopMax
            ? $"{document.Shop} has {state.Documents} documents: remove one, or raise Knowledge:DocumentsPerShopMax."
        : state.Passages - (known?.Passages ?? 0) + document.Passages > options.PassagesPerShopMax
            ? $"{document.Shop} would have more than {options.PassagesPerShopMax} passages: remove a document, or raise "
                + "Knowledge:PassagesPerShopMax."
        : null;

    private static string TitleOf(NewDocument request, DocumentText text)
    {
        var title = request.Title ?? text.Title ?? NameOf(request.Source);
        return title.Length <= TitleCharactersMax ? title : title[..TitleCharactersMax];
    }

    /// <summary>The last part of an address or a path, without its ending.</summary>
    private static string NameOf(string source)
    {
        var name = Path.GetFileNameWithoutExtension(source.TrimEnd('/')).Replace('-', ' ').Replace('_', ' ').Trim();
        return name.Length > 0 ? name : source;
    }
}
