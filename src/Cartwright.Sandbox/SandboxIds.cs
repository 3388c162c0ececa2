using System.Security.Cryptography;

namespace Cartwright.Sandbox;

/// <summary>
/// Mints ids such as <c>pi_k3x9q0_000000001f</c>: the middle names the run, so that a gateway which outlives a
/// sandbox never meets an old id again, and the end counts up, so that lists keep their order.
/// </summary>
internal sealed class SandboxIds
{
    private const string Alphabet = "0123456789abcdefghijklmnopqrstuvwxyz";
    private const int RunLength = 6;
    private const int CountLength = 10;

    private readonly string _run;
    private long _count;

    public SandboxIds(int? seed)
    {
        Span<char> run = stackalloc char[RunLength];
        var random = seed is { } value ? new Random(value) : null;
        foreach (ref var letter in run)
            letter = Alphabet[random?.Next(Alphabet.Length) ?? RandomNumberGenerator.GetInt32(Alphabet.Length)];
        _run = run.ToString();
    }

    public string Mint(string prefix)
    {
        var count = Interlocked.Increment(ref _count);
        return string.Create(prefix.Length + RunLength + CountLength, (prefix, _run, count), static (span, state) =>
        {
            state.prefix.CopyTo(span);
            state._run.CopyTo(span[state.prefix.Length..]);
            var rest = state.count;
            for (var at = span.Length - 1; at >= state.prefix.Length + RunLength; at--)
            {
                span[at] = Alphabet[(int)(rest % Alphabet.Length)];
                rest /= Alphabet.Length;
            }
        });
    }
}
