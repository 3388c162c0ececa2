using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Cartwright.Assistant.Model;

/// <summary>
/// Section <c>Assistant:Model</c> of the configuration: a chat model behind any endpoint that speaks OpenAI's chat
/// completions. Without an address there is none, and answers quote.
/// </summary>
public sealed class ModelOptions
{
    public const string Section = "Assistant:Model";

    /// <summary>What <c>chat/completions</c> is appended to, such as <c>https://models.example/v1</c>.</summary>
    public Uri? BaseAddress { get; set; }

    /// <summary>Sent as a bearer token. The configuration binder makes no secrets, so AddModel sets it.</summary>
    public Secret? Key { get; internal set; }

    /// <summary>The model's name at the endpoint.</summary>
    public string? Name { get; set; }

    /// <summary>For one answer, from the question to its last word, repeats included.</summary>
    [Range(1, 120)]
    public double DeadlineSecondsMax { get; set; } = 15;

    /// <summary>Calls for one answer: what fails before its first word is repeated.</summary>
    [Range(1, 5)]
    public int TriesMax { get; set; } = 2;

    /// <summary>What one question may take of the model's reading: passages that go beyond are left out.</summary>
    [Range(500, 100_000)]
    public int PromptTokensMax { get; set; } = 3_000;

    /// <summary>The longest answer.</summary>
    [Range(50, 4_000)]
    public int AnswerTokensMax { get; set; } = 400;

    /// <summary>What a shop's shoppers may use on one node within a day; beyond it answers quote.</summary>
    [Range(1_000, 10_000_000_000)]
    public long TokensPerDayPerShopMax { get; set; } = 2_000_000;

    internal bool IsOn => BaseAddress is not null;

    internal TimeSpan Deadline => TimeSpan.FromSeconds(DeadlineSecondsMax);
}

internal sealed class ModelOptionsRules : IValidateOptions<ModelOptions>
{
    private const int NameCharactersMax = 200;

    public ValidateOptionsResult Validate(string? name, ModelOptions options)
    {
        List<string> wrong = [];
        if (options.BaseAddress is { } address
            && (address is not { IsAbsoluteUri: true, Scheme: "https" or "http" }
                || (address.Scheme == "http" && options.Key is not null && !address.IsLoopback)))
        {
            wrong.Add("Set Assistant:Model:BaseAddress to the address of an OpenAI-compatible endpoint, such as "
                + "https://models.example/v1 (http only on this machine or without a key, since the key is sent there).");
        }

        if (options.BaseAddress is not null && options.Name is not { Length: > 0 and <= NameCharactersMax })
        {
            wrong.Add("Set Assistant:Model:Name to the model's name at the endpoint.");
        }

        if (options.BaseAddress is null && (options.Name is { Length: > 0 } || options.Key is not null))
        {
            wrong.Add("Set Assistant:Model:BaseAddress too, or leave out all of Assistant:Model.");
        }

        if (options.Key is { } key && key.Reveal().Any(letter => letter is < '!' or > '~'))
        {
            wrong.Add("Set Assistant:Model:Key to the endpoint's key: it holds no spaces and no other signs.");
        }

        return wrong.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(wrong);
    }
}
