using System.Net.Http.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Cartwright.GraphQL.Tests;

/// <summary>The example in docs/graphql.md: it is the text between the two marks below, and it works.</summary>
public sealed class DocumentedExampleTests
{
    private const string Begin = "        // The example begins.\n";
    private const string End = "        // The example ends.\n";

    private enum CartStatus { Open, InCheckout }
    private sealed record AddItem(string CartID, string Name, int Quantity, string? Note);
    private sealed record LineView(string Name, int Quantity);
    private sealed record CartView(string Id, CartStatus Status, List<LineView> Lines);
    private sealed record Page(int From);

    private sealed class Carts
    {
        private readonly CartView _cart = new("cart_1", CartStatus.Open, [new("Mug", 2)]);

        public ValueTask<CartView?> Find(string id) => new(id == _cart.Id ? _cart : null);

        public ValueTask<CartView?> Add(AddItem item)
        {
            if (item.CartID != _cart.Id) return new((CartView?)null);
            _cart.Lines.Add(new(item.Name, item.Quantity));
            return new(_cart);
        }
    }

    private sealed class Prices
    {
        private readonly int _each = 5;

        public ValueTask<int> TotalOf(CartView cart, CancellationToken cancellationToken)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return new(cart.Lines.Sum(line => _each * line.Quantity));
        }
    }

    private readonly List<string> _failures = [];

    private void Log(Exception exception, string field) => _failures.Add($"{field}: {exception.Message}");

    private void Map(WebApplication app)
    {
        // The example begins.
        const string sdl = """
            type Query { cart(id: ID!): Cart }
            type Mutation { addItem(input: AddItemInput!): Cart! }
            input AddItemInput { cartID: ID! name: String! quantity: Int! = 1 note: String }
            type Cart { id: ID! status: CartStatus! lines(from: Int! = 0): [Line!]! total: Int! }
            type Line { name: String! quantity: Int! }
            enum CartStatus { OPEN IN_CHECKOUT }
            """;
        var schema = new SchemaBuilder(sdl)
            .Enum<CartStatus>("CartStatus")                // with the members Open and InCheckout
            .Input<AddItem>("AddItemInput")                // a record with CartID, Name, Quantity, Note
            .Object<LineView>("Line", t => t.Properties()) // each field from the property of its name
            .Object<CartView>("Cart", t => t
                .Properties()
                .Field("lines", (CartView cart, Page page, FieldRequest _) => cart.Lines.Skip(page.From))
                .FieldAsync("total", async (cart, r) => await r.Get<Prices>().TotalOf(cart, r.CancellationToken)))
            .Root("Query", t => t
                .FieldAsync("cart", async r => await r.Get<Carts>().Find(r.Argument<string>("id"))))
            .Root("Mutation", t => t
                .FieldAsync("addItem", async r => await r.Get<Carts>().Add(r.Argument<AddItem>("input"))
                    ?? throw new GraphQLException("There is no such cart. Create one.", "CART_NOT_FOUND")))
            .Build();
        app.MapGraphQL("/v1/query", new GraphQLEngine(schema, onInternalError: (e, field) => Log(e, field)));
        // The example ends.
    }

    [Fact]
    public void Example_in_the_guide_is_the_one_that_is_compiled()
    {
        var source = Read("DocumentedExampleTests.cs");
        source = source[(source.LastIndexOf(Begin, StringComparison.Ordinal) + Begin.Length)..];
        source = source[..source.IndexOf(End, StringComparison.Ordinal)];
        var compiled = string.Concat(source.Split('\n').Select(line => line.Length > 8 ? line[8..] + "\n" : ""));

        compiled.Split('\n').Length.ShouldBeLessThanOrEqualTo(31, "30 lines and what follows the last line's end");
        Read("graphql.md").ShouldContain("```csharp\n" + compiled + "```\n", Case.Sensitive);
    }

    [Fact]
    public async Task Example_in_the_guide_answers_as_it_says()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<Carts>().AddSingleton<Prices>();
        await using var app = builder.Build();
        Map(app);
        await app.StartAsync(cancellationToken);
        using var client = new HttpClient(new SocketsHttpHandler()) { BaseAddress = new Uri(app.Urls.Single()) };

        async Task<string> Ask(string query)
        {
            using var answer = await client.PostAsJsonAsync("/v1/query", new { query }, cancellationToken);
            return await answer.Content.ReadAsStringAsync(cancellationToken);
        }

        (await Ask("mutation { addItem(input: {cartID: \"cart_1\", name: \"Tea\"}) { status lines(from: 1) { name quantity } total } }"))
            .ShouldBe("""{"data":{"addItem":{"status":"OPEN","lines":[{"name":"Tea","quantity":1}],"total":15}}}""");
        (await Ask("{ cart(id: \"cart_2\") { id } }")).ShouldBe("""{"data":{"cart":null}}""");
        (await Ask("mutation { addItem(input: {cartID: \"cart_2\", name: \"Tea\"}) { id } }")).ShouldContain("CART_NOT_FOUND");
        _failures.ShouldBeEmpty();
    }

    private static string Read(string name)
    {
        using var stream = typeof(DocumentedExampleTests).Assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
