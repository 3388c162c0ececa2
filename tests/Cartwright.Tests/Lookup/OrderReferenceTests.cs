using Cartwright.Lookup;

namespace Cartwright.Tests.Lookup;

public sealed class OrderReferenceTests
{
    [Theory]
    [InlineData("#1001", "1001")]
    [InlineData("1001", "1001")]
    [InlineData(" # 1001 ", "1001")]
    [InlineData("order 1001", "1001")]
    [InlineData("Order: #EN1001-A", "EN1001-A")]
    [InlineData("order number 1001", "1001")]
    [InlineData("my order number is 1001", "1001")]
    [InlineData("Order no. 1001", "1001")]
    [InlineData("order #1001.", "1001")]
    [InlineData("EN1001-A", "EN1001-A")]
    [InlineData("en1001-a", "EN1001-A")]
    [InlineData("#7", "7")]
    [InlineData("order #7", "7")]
    [InlineData("＃１００１", "1001")]
    [InlineData("１００１", "1001")]
    [InlineData("Where is #1001?", "1001")]
    [InlineData("where is my order 1001 please", "1001")]
    [InlineData("Hi, I bought shoes last week and 1001 has not come yet", "1001")]
    [InlineData("This is the third time I ask about order 1001, call me at +1 415 555 0123", "1001")]
    [InlineData("Ordered on 2026-11-02, the number is #1001, paid $49.99", "1001")]
    [InlineData("order 2024", "2024")]
    [InlineData("#2024", "2024")]
    [InlineData("Wo ist meine Bestellung 1001?", "1001")]
    [InlineData("Bestellnummer: 1001", "1001")]
    [InlineData("Où est ma commande n° 1001 ?", "1001")]
    [InlineData("¿Dónde está mi pedido número 1001?", "1001")]
    [InlineData("Onde está meu pedido nº 1001?", "1001")]
    [InlineData("I waited 14 days for #1001", "1001")]
    [InlineData("#1001 and also #1002", "1001")]
    [InlineData("maybe 1001", "1001")]
    [InlineData("where is #2010-1 please", "2010-1")]
    [InlineData("order #2024-12 has not come", "2024-12")]
    [InlineData("from the market 1001 has not come", "1001")]
    [InlineData("o outro 1001 não chegou", "1001")]
    [InlineData("in May 1001 was paid, not yet sent", "1001")]
    [InlineData("I want to order again what was in order 1001", "1001")]
    public void Message_with_an_order_number_names_it(string message, string expected)
    {
        OrderReference.TryFind(message, out var reference).ShouldBeTrue();
        reference.Text.ShouldBe(expected);
    }

    [Theory]
    [InlineData("")]
    [InlineData("where is my order?")]
    [InlineData("call me at 415-555-0123")]
    [InlineData("my phone is 4155550123")]
    [InlineData("+49 170 1234567")]
    [InlineData("(415) 555-0123")]
    [InlineData("tel. 555 0123")]
    [InlineData("I ordered on 2026-11-24")]
    [InlineData("I ordered on 24.11.2026")]
    [InlineData("it was 11/24/2026")]
    [InlineData("on November 24, 2026")]
    [InlineData("since March 2024")]
    [InlineData("seit März 2024")]
    [InlineData("depuis le 3 août 2024")]
    [InlineData("el 12 de septiembre de 2024")]
    [InlineData("em 5 de março de 2025")]
    [InlineData("am 3. Okt. 2025")]
    [InlineData("I want to order 250 shirts")]
    [InlineData("can I order 1200 mugs for an event?")]
    [InlineData("I have been a customer since 2019")]
    [InlineData("2024")]
    [InlineData("it cost $1001")]
    [InlineData("1001 EUR is too much")]
    [InlineData("das kostet 1001,00")]
    [InlineData("do you have size 420?")]
    [InlineData("is it 180 cm long?")]
    [InlineData("you are my #1 fan")]
    [InlineData("I am your #1 fan and love it")]
    [InlineData("I waited 120 days")]
    [InlineData("my zip is 94105")]
    [InlineData("meet me at 10:30")]
    [InlineData("20% off?")]
    [InlineData("I live at 1600 Pennsylvania Avenue")]
    [InlineData("I want 250 pieces")]
    [InlineData("12345678901234567890")]
    [InlineData("555-1234")]
    [InlineData("5551234567")]
    [InlineData("2026-11")]
    [InlineData("USD100")]
    [InlineData("0151 2345678")]
    [InlineData("20261124")]
    [InlineData("I paid 1001")]
    [InlineData("Rs 1001")]
    [InlineData("reach me on 415555012")]
    public void Message_without_an_order_number_names_none(string message) =>
        OrderReference.TryFind(message, out var reference).ShouldBeFalse(reference?.Text);

    [Theory]
    [InlineData("555-1234")]
    [InlineData("5551234567")]
    [InlineData("2026-11")]
    [InlineData("24-12")]
    [InlineData("Nov-24")]
    [InlineData("24/12/2026")]
    [InlineData("USD100")]
    [InlineData("I bought it in 2024")]
    [InlineData("I have been a customer since 2019")]
    [InlineData("das war im Jahr 2023")]
    [InlineData("je suis cliente depuis 2019")]
    public void Telephone_date_or_price_that_answers_the_question_for_a_number_is_none(string answer) =>
        OrderReference.TryFind(answer, out var reference, isAnswer: true).ShouldBeFalse(reference?.Text);

    [Theory]
    [InlineData("1001-2", "1001-2")]
    [InlineData("MAY-1001", "MAY-1001")]
    [InlineData("It is 2024", "2024")]
    [InlineData("where is my order 20261124?", "20261124")]
    [InlineData("my number: 2019, thanks", "2019")]
    [InlineData("#24-12", "24-12")]
    [InlineData("EN1001-A", "EN1001-A")]
    public void Number_with_a_shops_prefix_or_suffix_answers_the_question(string answer, string name)
    {
        OrderReference.TryFind(answer, out var reference, isAnswer: true).ShouldBeTrue();
        reference!.Text.ShouldBe(name);
    }

    [Fact]
    public void Year_that_answers_the_question_for_a_number_is_one()
    {
        OrderReference.TryFind("2024", out var reference, isAnswer: true).ShouldBeTrue();
        reference.Text.ShouldBe("2024");
    }

    [Fact]
    public void Hostile_text_is_read_in_a_moment_and_names_nothing_wrong()
    {
        string[] heads = ["", "order", "tel"];
        string[] parts =
        [
            "#", "order ", "1 ", "1-", "+1 ", "\ud800", "١٠٠١", "order #", "1.1.", "1,", "12 a ", " ", ".", "\u00a0 ",
        ];
        // No clock is asked: what took more than a few steps for each letter would not end.
        foreach (var message in heads.SelectMany(head =>
            parts.Select(part => head + string.Concat(Enumerable.Repeat(part, 4_000)) + "x")))
        {
            Should.NotThrow(() => OrderReference.TryFind(message, out _));
        }

        OrderReference.TryFind("order" + new string(' ', 3_000) + "1001", out var reference).ShouldBeTrue();
        reference.Text.ShouldBe("1001");
    }

    [Theory]
    [InlineData("1001", "#1001", "#", "", true)]
    [InlineData("1001", "#EN1001-A", "#EN", "-A", true)]
    [InlineData("EN1001", "#EN1001-A", "#EN", "-A", true)]
    [InlineData("1001-A", "#EN1001-A", "#EN", "-A", true)]
    [InlineData("EN1001-A", "#EN1001-A", "#EN", "-A", true)]
    [InlineData("1001", "#10010", "#", "", false)]
    [InlineData("1001", "#21001", "#", "", false)]
    [InlineData("1001", "#EN1001-A", "#", "", false)]
    [InlineData("FR1001-A", "#EN1001-A", "#EN", "-A", false)]
    [InlineData("001", "#1001", "#1", "", true)]
    public void Name_is_the_one_asked_for_only_to_the_letter(
        string asked, string name, string prefix, string suffix, bool expected) =>
        OrderNames.IsSame(new(asked), name, prefix, suffix).ShouldBe(expected);
}
