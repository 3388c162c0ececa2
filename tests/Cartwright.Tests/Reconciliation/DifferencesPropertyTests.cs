using Cartwright.Merchants;
using Cartwright.Orders;
using Cartwright.Payments;
using Cartwright.Reconciliation;
using Cartwright.Tests.Orders;

namespace Cartwright.Tests.Reconciliation;

/// <summary>
/// The comparison of random books: those that agree have no difference, and each single change has its own. A failure
/// names the seed that repeats it.
/// </summary>
public sealed class DifferencesPropertyTests
{
    private const int Seeds = 400;

    public static TheoryData<string> Mutations => [.. Table.Select(row => row.Name)];

    [Fact]
    public void Books_that_agree_have_no_difference_in_any_order()
    {
        foreach (var (seed, books) in All())
        {
            books.Compare().ShouldBeEmpty($"seed {seed}: {books}");
            Differences.OfCaptures(books.Order, books.Payments).ShouldBeEmpty($"seed {seed}: {books}");
        }
    }

    [Theory]
    [MemberData(nameof(Mutations))]
    public void Single_change_of_books_that_agree_has_exactly_its_difference(string mutation)
    {
        var row = Table.Single(known => known.Name == mutation);
        var tried = 0;
        foreach (var (seed, books) in All().Where(entry => row.Applies(entry.Books)))
        {
            var changed = row.Change(books);
            changed.Compare().Select(found => found.Kind).Order().ShouldBe(
                row.Kinds(books).Order(), $"seed {seed}: {changed}");
            tried++;
        }

        tried.ShouldBeGreaterThan(10, "The generator makes too few books that this change applies to.");
    }

    [Fact]
    public void Order_of_the_entries_changes_nothing()
    {
        foreach (var (seed, books) in All())
        {
            var random = new Random(seed);
            foreach (var row in Table.Where(row => row.Applies(books)))
            {
                var changed = row.Change(books);
                var shuffled = changed.Payments.ToArray();
                random.Shuffle(shuffled);

                (changed with { Payments = shuffled }).Compare()
                    .ShouldBe(changed.Compare(), $"seed {seed}, {row.Name}");
                Differences.OfCaptures(books.Order, shuffled)
                    .ShouldBe(Differences.OfCaptures(books.Order, changed.Payments), $"seed {seed}, {row.Name}");
            }
        }
    }

    [Fact]
    public void Every_kind_of_difference_of_a_known_order_has_a_change_that_makes_it() => Table
        .SelectMany(row => All().Where(entry => row.Applies(entry.Books)).Take(50)
            .SelectMany(entry => row.Kinds(entry.Books)))
        .Distinct().Order()
        .ShouldBe(Enum.GetValues<DifferenceKind>().Where(kind => kind != DifferenceKind.CaptureWithoutOrder).Order());

    private static readonly IReadOnlyList<Mutation> Table =
    [
        new("capture gone", books => books.Paid is not null, books => books with { Payments = books.Uncaptured },
            _ => [DifferenceKind.OrderWithoutCapture]),
        new("other amount", books => books.Paid is { RefundedMinor: 0 },
            books => books.WithPaid(paid => paid with { CapturedMinor = paid.CapturedMinor + 1 }),
            _ => [DifferenceKind.AmountDiffers]),
        new("other currency", books => books.Paid is not null,
            books => books.WithPaid(paid => paid with { Currency = "EUR" }), _ => [DifferenceKind.AmountDiffers]),
        new("second capture", books => books.Paid is not null,
            books => books with { Payments = [.. books.Payments, books.Stray] },
            books => books.Order.HasEnded
                ? [DifferenceKind.CapturedTwice, DifferenceKind.MoneyKept] : [DifferenceKind.CapturedTwice]),
        new("second capture, given back", books => books.Paid is not null,
            books => books with
            {
                Payments = [.. books.Payments, books.Stray with { RefundedMinor = books.Stray.CapturedMinor }],
            },
            _ => []),
        new("capture of a refused or unpaid order", books => books.Paid is null,
            books => books with { Payments = [.. books.Payments, books.Stray] },
            books => books.Order.HasEnded
                ? [DifferenceKind.CaptureNotInJournal, DifferenceKind.MoneyKept]
                : [DifferenceKind.CaptureNotInJournal]),
        new("refund sent back", books => books.Paid is { RefundedMinor: > 0 },
            books => books.WithPaid(paid => paid with { RefundedMinor = paid.RefundedMinor - 1 }),
            books => books.Order.HasEnded
                ? [DifferenceKind.RefundMissing, DifferenceKind.MoneyKept] : [DifferenceKind.RefundMissing]),
        new("refund by hand", books => books.Paid is { } paid && paid.RefundedMinor < paid.CapturedMinor,
            books => books.WithPaid(paid => paid with { RefundedMinor = paid.RefundedMinor + 1 }),
            _ => [DifferenceKind.RefundNotInJournal]),
        new("merchant forgot", books => books.Merchant is not null,
            books => books with { Merchant = new MerchantOrderOutcome.Unavailable("none") { IsAbsent = true } },
            _ => [DifferenceKind.NotAtMerchant]),
        new("merchant cancelled", books => books.Merchant is not null,
            books => books with { Merchant = new MerchantOrderOutcome.Read(true, []) },
            _ => [DifferenceKind.CancelledAtMerchant]),
        new("merchant's total", books => books.Merchant is not null && books.Order.CreditMinor == 0,
            books => books with
            {
                Merchant = new MerchantOrderOutcome.Read(false, [])
                {
                    Total = books.Order.Submitted.Amount with { Minor = books.Order.Submitted.Amount.Minor + 1 },
                },
            },
            _ => [DifferenceKind.TotalDiffers]),
        new("merchant silent", books => books.Merchant is not null,
            books => books with { Merchant = new MerchantOrderOutcome.Unavailable("no answer") }, _ => []),
    ];

    private static IEnumerable<(int Seed, Books Books)> All() =>
        Enumerable.Range(1, Seeds).Select(seed => (seed, Generate(new Random(seed))));

    /// <summary>An order of which nothing is under way, and the same at the processor and the merchant.</summary>
    private static Books Generate(Random random)
    {
        var amount = new Money(random.NextInt64(2, 100_000), random.Next(2) == 0 ? "USD" : "CAD");
        var credit = random.Next(3) == 0 ? random.NextInt64(1, amount.Minor + 1) : 0;
        OrderEvent[] placed =
        [
            OrderSamples.Intent, new OrderEvent.SubmissionSucceeded(), new OrderEvent.Placed("1001", null),
        ];
        OrderEvent failed = OrderSamples.Sample(typeof(OrderEvent.Failed));
        var paid = new OrderEvent.PaymentSucceeded("pi_1", amount);
        OrderEvent[] events = random.Next(6) switch
        {
            0 => [OrderSamples.Sample(typeof(OrderEvent.PaymentRefused)), failed],
            1 => [paid, OrderSamples.Intent, failed, .. Refund(amount.Minor)],
            2 => [paid, .. placed, new OrderEvent.CancelledByMerchant(), .. Refund(amount.Minor)],
            3 => [.. placed],
            _ when credit > 0 =>
            [
                paid, .. placed, new OrderEvent.PartlyCancelled([], amount with { Minor = credit }), .. Refund(credit),
            ],
            _ => [paid, .. placed],
        };
        var submission = OrderSamples.Submission with
        {
            Amount = amount,
            Quote = OrderSamples.Quote with { Total = amount },
            Card = events[0] is OrderEvent.Placed or OrderEvent.PlacementStarted ? null : OrderSamples.Submission.Card,
        };
        var order = events.Prepend(submission).Aggregate(
            Order.NotStarted(OrderSamples.OrderId), (state, change) => state.Evolve(change, OrderSamples.Noon));
        return new(
            order,
            [
                .. Enumerable.Range(0, random.Next(3)).Select(number => Payment($"pi_0{number}", 0, 0)),
                .. order.Money.Captured is { } captured
                    ? [Payment("pi_1", captured.Minor, order.Money.RefundedMinor)] : Array.Empty<ProcessorPayment>(),
            ],
            order.IsAtMerchant ? new MerchantOrderOutcome.Read(false, []) { Total = amount } : null);

        ProcessorPayment Payment(string id, long taken, long refunded) =>
            new(id, OrderSamples.OrderId, amount.Currency, taken, refunded);

        // In one or two parts.
        IEnumerable<OrderEvent> Refund(long minor)
        {
            var first = minor > 1 && random.Next(2) == 0 ? random.NextInt64(1, minor) : minor;
            foreach (var part in new[] { first, minor - first }.Where(part => part > 0))
            {
                yield return new OrderEvent.RefundStarted($"key-{part}", "pi_1", amount with { Minor = part });
                yield return new OrderEvent.Refunded($"re_{part}", amount with { Minor = part });
            }
        }
    }

    private sealed record Mutation(
        string Name, Func<Books, bool> Applies, Func<Books, Books> Change, Func<Books, DifferenceKind[]> Kinds);

    private sealed record Books(Order Order, IReadOnlyList<ProcessorPayment> Payments, MerchantOrderOutcome? Merchant)
    {
        public ProcessorPayment? Paid => Payments.FirstOrDefault(payment => payment.CapturedMinor > 0);

        public ProcessorPayment[] Uncaptured => [.. Payments.Where(payment => payment.CapturedMinor == 0)];

        public ProcessorPayment Stray =>
            new("pi_2", Order.Id, Order.Submitted.Amount.Currency, Order.Submitted.Amount.Minor, 0);

        public Books WithPaid(Func<ProcessorPayment, ProcessorPayment> change) =>
            this with { Payments = [.. Uncaptured, change(Paid!)] };

        public IReadOnlyList<Difference> Compare() => [.. Differences.Of(Order, Payments, Merchant)];

        public override string ToString() =>
            $"{Order.Phase} {Order.Money.Phase} [{string.Join("; ", Payments)}] {Merchant}";
    }
}
