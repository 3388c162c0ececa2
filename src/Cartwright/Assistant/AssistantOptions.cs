using System.ComponentModel.DataAnnotations;

namespace Cartwright.Assistant;

/// <summary>Section <c>Assistant</c> of the configuration.</summary>
public sealed class AssistantOptions
{
    public const string Section = "Assistant";

    /// <summary>How a shopper reaches a person, such as an e-mail address; told when the assistant can't help.</summary>
    [StringLength(300)]
    public string? Contact { get; set; }

    [Range(50, 10_000)]
    public int MessageCharactersMax { get; set; } = 1_000;

    [Range(1, 10_000)]
    public int MessagesPerMinutePerSessionMax { get; set; } = 12;

    [Range(1, 100_000)]
    public int MessagesPerMinutePerAddressMax { get; set; } = 60;

    [Range(1, 10_000_000)]
    public int MessagesPerMinutePerShopMax { get; set; } = 3_000;

    /// <summary>Conversations that a shop may begin within an hour.</summary>
    [Range(1, 10_000_000)]
    public int SessionsPerHourPerShopMax { get; set; } = 10_000;

    /// <summary>Conversations that an address may begin within an hour; people behind one router share an address.</summary>
    [Range(1, 1_000_000)]
    public int SessionsPerHourPerAddressMax { get; set; } = 100;

    /// <summary>How long a conversation is kept after its last message.</summary>
    [Range(1, 3650)]
    public double TranscriptDays { get; set; } = 30;

    /// <summary>Whether <c>/demo-store</c> is there.</summary>
    public bool DemoStore { get; set; }

    /// <summary>The widget's key in the demo store's pages; its origin is the gateway's own.</summary>
    public string? DemoStoreKey { get; set; }

    internal TimeSpan TranscriptKept => TimeSpan.FromDays(TranscriptDays);
}
