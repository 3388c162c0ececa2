namespace Cartwright;

/// <summary>Makes ids that sort by the time they were made: a prefix that names the kind and a UUIDv7.</summary>
public interface IIdSource
{
    string Next(string prefix);
}

public sealed class IdSource(TimeProvider clock) : IIdSource
{
    public string Next(string prefix) => $"{prefix}_{Guid.CreateVersion7(clock.GetUtcNow()):n}";
}
