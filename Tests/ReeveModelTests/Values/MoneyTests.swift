import ReeveModel
import Testing

@Suite struct MoneyTests {
    @Test(arguments: [
        ("0.50 EUR", 500_000, "0.50 EUR"), ("0.000862 EUR", 862, "0.000862 EUR"), ("12 USD", 12_000_000, "12.00 USD"),
        ("1.2 CHF", 1_200_000, "1.20 CHF"),
        ("999999999999.999999 JPY", 999_999_999_999_999_999, "999999999999.999999 JPY"),
    ])
    func amountsAreReadExactlyAndWrittenInOneForm(text: String, micros: Int64, written: String) throws {
        let money = try #require(Money(text))
        #expect(money.micros == micros && money.description == written)
        #expect(Money(written) == money)
    }

    @Test(arguments: [
        "", "EUR", "1", "1EUR", "1  EUR", "1 eur", "1 EURO", "1 EU", "-1 EUR", "1. EUR", ".5 EUR", "1.0000001 EUR",
        "1.2.3 EUR", "1e3 EUR", "1,5 EUR", "1234567890123 EUR", "1 EUR ", "١ EUR",
    ])
    func anythingElseIsNoAmount(text: String) { #expect(Money(text) == nil) }

    @Test func aNegativeAmountIsWrittenWithItsSign() {
        #expect(Money(micros: -1_500_000, currency: "EUR").description == "-1.50 EUR")
        #expect(Money(micros: -1, currency: "EUR").description == "-0.000001 EUR")
    }
}
