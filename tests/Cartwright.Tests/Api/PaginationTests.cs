using Cartwright.Api;
using Cartwright.GraphQL;

namespace Cartwright.Tests.Api;

public sealed class PaginationTests
{
    private const int Total = 45;

    [Fact]
    public void Pages_by_first_and_after_meet_every_position_once()
    {
        List<int> seen = [];
        string? after = null;
        PageView<int> page;
        do
        {
            page = Read(Pagination.Window(first: 10, null, after, null));
            seen.AddRange(page.Edges.Select(edge => edge.Node));
            after = page.PageInfo.EndCursor;
        }
        while (page.PageInfo.HasNextPage);

        seen.ShouldBe(Enumerable.Range(0, Total));
    }

    [Fact]
    public void Pages_by_last_and_before_meet_every_position_once()
    {
        List<int> seen = [];
        var before = Pagination.Cursor(Total);
        PageView<int> page;
        do
        {
            page = Read(Pagination.Window(null, last: 10, null, before));
            seen.InsertRange(0, page.Edges.Select(edge => edge.Node));
            before = page.PageInfo.StartCursor!;
        }
        while (page.PageInfo.HasPreviousPage);

        seen.ShouldBe(Enumerable.Range(0, Total));
    }

    [Fact]
    public void Page_without_arguments_is_bounded()
    {
        var page = Read(Pagination.Window(null, null, null, null));

        page.Edges.Count.ShouldBe(Pagination.CountDefault);
        (page.PageInfo.HasPreviousPage, page.PageInfo.HasNextPage).ShouldBe((false, true));
    }

    [Fact]
    public void Page_between_two_cursors_holds_what_is_between()
    {
        var page = Read(Pagination.Window(null, null, Pagination.Cursor(3), Pagination.Cursor(6)));

        page.Edges.Select(edge => edge.Node).ShouldBe([4, 5]);
        (page.PageInfo.HasPreviousPage, page.PageInfo.HasNextPage).ShouldBe((true, true));
    }

    [Fact]
    public void Page_behind_the_end_is_empty()
    {
        var page = Read(Pagination.Window(first: 10, null, Pagination.Cursor(Total), null));

        page.Edges.ShouldBeEmpty();
        page.PageInfo.ShouldBe(new(null, null, HasPreviousPage: true, HasNextPage: false));
    }

    [Theory]
    [InlineData(0, null, null, null)]
    [InlineData(101, null, null, null)]
    [InlineData(null, -1, null, "YXQ6MQ==")]
    [InlineData(1, 1, null, null)]
    [InlineData(null, 1, null, null)]
    [InlineData(1, null, "nonsense", null)]
    [InlineData(1, null, "YXQ6LTE=", null)]
    [InlineData(1, null, "YXQ6OTk5OTk5OTk5", null)]
    public void Arguments_out_of_bounds_are_refused(int? first, int? last, string? after, string? before) =>
        Should.Throw<GraphQLException>(() => Pagination.Window(first, last, after, before)).Code
            .ShouldBe("BAD_USER_INPUT");

    private static PageView<int> Read(PageWindow window) =>
        Pagination.Page<int>(window, [.. Enumerable.Range(0, Total).Skip(window.Start).Take(window.Count + 1)]);
}
