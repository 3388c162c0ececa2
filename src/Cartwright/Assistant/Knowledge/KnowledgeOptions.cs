using System.ComponentModel.DataAnnotations;

namespace Cartwright.Assistant.Knowledge;

/// <summary>Section <c>Knowledge</c> of the configuration.</summary>
public sealed class KnowledgeOptions
{
    /// <summary>The size of one document's file.</summary>
    [Range(1_000, 50_000_000)]
    public int DocumentBytesMax { get; set; } = 10_000_000;

    [Range(1, 10_000)]
    public int DocumentsPerShopMax { get; set; } = 2_000;

    [Range(1, 200_000)]
    public int PassagesPerShopMax { get; set; } = 20_000;
}
