using System.Text;
using Microsoft.AspNetCore.DataProtection;

namespace Cartwright.Storage;

/// <summary>
/// Encrypts what the journal must keep but nobody may read in it: card tokens, merchants' payment tokens.
/// </summary>
public sealed class SecretSealer(IDataProtectionProvider provider)
{
    private readonly IDataProtector protector = provider.CreateProtector("Cartwright.Journal.Secrets.v1");

    public string Seal(Secret secret) => Seal(Encoding.UTF8.GetBytes(secret.Reveal()));

    public string Seal(ReadOnlySpan<byte> bytes) => Convert.ToBase64String(protector.Protect(bytes.ToArray()));

    public Secret Open(string @sealed) => new(Encoding.UTF8.GetString(OpenBytes(@sealed)));

    public byte[] OpenBytes(string @sealed) => protector.Unprotect(Convert.FromBase64String(@sealed));
}
