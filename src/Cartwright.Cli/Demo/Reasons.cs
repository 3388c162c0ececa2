using System.Diagnostics;
using Cartwright.Client;

namespace Cartwright.Cli.Demo;

/// <summary>Why a call did not come to what the demo needs, in one sentence.</summary>
internal static class Reasons
{
    internal static string Of<T>(Reply<T> reply) => reply switch
    {
        Reply<T>.Answered { Value: CartAnswer { Errors: [var error, ..] } } => $"{error.Message} ({error.Code})",
        Reply<T>.Answered => "the answer is not complete.",
        Reply<T>.Refused { Errors: var errors } => $"{errors[0].Message} ({errors[0].Code})",
        Reply<T>.Unknown { Why: var why } => why,
        _ => throw new UnreachableException(),
    };
}
