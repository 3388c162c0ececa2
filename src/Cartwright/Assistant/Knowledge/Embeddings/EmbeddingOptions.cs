using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Microsoft.Extensions.Options;

namespace Cartwright.Assistant.Knowledge.Embeddings;

/// <summary>
/// Section <c>Assistant:Embeddings</c> of the configuration: a model that turns texts into vectors, behind any endpoint
/// that speaks OpenAI's embeddings. Without an address there is none, and the search is full text alone.
/// </summary>
public sealed class EmbeddingOptions
{
    public const string Section = "Assistant:Embeddings";

    /// <summary>More than any model in use gives.</summary>
    internal const int DimensionsMax = 4_096;

    /// <summary>What <c>embeddings</c> is appended to, such as <c>https://models.example/v1</c>.</summary>
    public Uri? BaseAddress { get; set; }

    /// <summary>Sent as a bearer token. The configuration binder makes no secrets, so AddEmbeddings sets it.</summary>
    public Secret? Key { get; internal set; }

    /// <summary>The model's name at the endpoint.</summary>
    public string? Model { get; set; }

    /// <summary>How many numbers a vector shall have; null for as many as the model gives.</summary>
    [Range(1, DimensionsMax)]
    public int? Dimensions { get; set; }

    /// <summary>For a shopper's question: what takes longer is answered by full text alone.</summary>
    [Range(0.05, 30)]
    public double TimeoutSecondsMax { get; set; } = 1;

    /// <summary>Passages in one call.</summary>
    [Range(1, 500)]
    public int BatchMax { get; set; } = 64;

    /// <summary>For one call with passages.</summary>
    [Range(1, 300)]
    public double BatchTimeoutSecondsMax { get; set; } = 30;

    /// <summary>What the vectors of all shops together may take of a node's memory.</summary>
    [Range(1, 65_536)]
    public int MemoryMegabytesMax { get; set; } = 512;

    internal bool IsOn => BaseAddress is not null;

    internal TimeSpan QuestionDeadline => TimeSpan.FromSeconds(TimeoutSecondsMax);

    internal TimeSpan BatchDeadline => TimeSpan.FromSeconds(BatchTimeoutSecondsMax);

    internal long MemoryBytesMax => MemoryMegabytesMax * 1024L * 1024L;

    /// <summary>What vectors are stored under: those of another length are another model's.</summary>
    internal string StoredAs => Dimensions is { } dimensions
        ? string.Create(CultureInfo.InvariantCulture, $"{Model}@{dimensions}")
        : Model ?? "";
}

internal sealed class EmbeddingOptionsRules : IValidateOptions<EmbeddingOptions>
{
    private const int NameCharactersMax = 200;

    public ValidateOptionsResult Validate(string? name, EmbeddingOptions options)
    {
        List<string> wrong = [];
        if (options.BaseAddress is { } address
            && (address is not { IsAbsoluteUri: true, Scheme: "https" or "http" }
                || (address.Scheme == "http" && options.Key is not null && !address.IsLoopback)))
        {
            wrong.Add("Set Assistant:Embeddings:BaseAddress to the address of an OpenAI-compatible endpoint, such as "
                + "https://models.example/v1 (http only on this machine or without a key, since the key is sent there).");
        }

        if (options.BaseAddress is not null && options.Model is not { Length: > 0 and <= NameCharactersMax })
        {
            wrong.Add("Set Assistant:Embeddings:Model to the model's name at the endpoint.");
        }

        if (options.BaseAddress is null && (options.Model is { Length: > 0 } || options.Key is not null))
        {
            wrong.Add("Set Assistant:Embeddings:BaseAddress too, or leave out all of Assistant:Embeddings.");
        }

        if (options.Key is { } key && key.Reveal().Any(letter => letter is < '!' or > '~'))
        {
            wrong.Add("Set Assistant:Embeddings:Key to the endpoint's key: it holds no spaces and no other signs.");
        }

        return wrong.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(wrong);
    }
}
