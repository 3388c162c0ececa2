using System.Xml.Linq;
using Cartwright.Journal;
using Microsoft.AspNetCore.DataProtection.Repositories;

namespace Cartwright.Storage;

/// <summary>
/// Keeps the keys that encrypt secrets in the journal's database, so that every node reads what another one sealed.
/// Whoever may read the database can read those secrets.
/// </summary>
internal sealed class KeysInJournal(IJournal journal) : IXmlRepository
{
    private const int CountMax = 10_000;

    // The framework asks without waiting for tasks; it does so at the start, and about once a day after that.
    public IReadOnlyCollection<XElement> GetAllElements() =>
        [.. Wait(() => journal.QueryAsync(
            "select xml from data_protection_keys order by name limit @count",
            row => XElement.Parse(row.GetString(0)),
            [("count", CountMax)]))];

    public void StoreElement(XElement element, string friendlyName) =>
        Wait(() => journal.AppendAsync(new JournalAppend().Upsert(
            "data_protection_keys",
            [("name", friendlyName)],
            [("xml", element.ToString(SaveOptions.DisableFormatting))])));

    /// <summary>Elsewhere than here: a step that waits for another one's end keeps it from its turn.</summary>
    private static T Wait<T>(Func<ValueTask<T>> ask) =>
        Task.Run(async () => await ask()).GetAwaiter().GetResult();
}
