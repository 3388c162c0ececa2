using static Cartwright.Journal.Tests.JournalFixture;

namespace Cartwright.Journal.Tests;

public sealed class DialectTests
{
    [Theory]
    [InlineData(Store.Sqlite)]
    [InlineData(Store.Postgres)]
    public async Task Part_of_a_migration_for_one_database_is_run_on_that_one_alone(Store store)
    {
        await using var fixture = new JournalFixture(store);
        await using var journal = await fixture.OpenAsync("one", Migrations("Dialect"));

        (await journal.RowsAsync("SELECT store FROM ran")).ShouldBe([$"{store}"]);
    }
}
