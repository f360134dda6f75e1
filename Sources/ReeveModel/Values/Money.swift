/// An amount in integer micro-units of a currency; written `0.50 EUR`.
package struct Money: Sendable, Hashable {
    package let micros: Int64
    /// Three capital letters, ISO 4217.
    package let currency: String

    package init(micros: Int64, currency: String) {
        self.micros = micros
        self.currency = currency
    }

    /// Reads `<amount> <currency>` with at most six decimals; nil for anything else.
    package init?(_ text: String) {
        let parts = text.split(separator: " ", omittingEmptySubsequences: false)
        guard parts.count == 2, Money.isCurrency(parts[1]) else { return nil }
        let amount = parts[0].split(separator: ".", omittingEmptySubsequences: false)
        guard (1...2).contains(amount.count), (1...12).contains(amount[0].count), amount[0].allSatisfy(Money.isDigit),
            let whole = Int64(amount[0])
        else { return nil }
        var fraction: Int64 = 0
        if amount.count == 2 {
            guard (1...6).contains(amount[1].count), amount[1].allSatisfy(Money.isDigit) else { return nil }
            fraction = Int64(amount[1] + String(repeating: "0", count: 6 - amount[1].count)) ?? 0
        }
        micros = whole * 1_000_000 + fraction
        currency = String(parts[1])
    }

    package static func isCurrency(_ text: some StringProtocol) -> Bool {
        text.utf8.count == 3 && text.utf8.allSatisfy { UInt8(ascii: "A")...UInt8(ascii: "Z") ~= $0 }
    }

    private static func isDigit(_ character: Character) -> Bool { character.isASCII && character.isNumber }
}

extension Money: CustomStringConvertible {
    /// At least two decimals: `0.50 EUR`, `0.000862 EUR`.
    package var description: String {
        var fraction = String(micros.magnitude % 1_000_000)
        fraction = String(repeating: "0", count: 6 - fraction.count) + fraction
        while fraction.count > 2, fraction.hasSuffix("0") { fraction.removeLast() }
        return (micros < 0 ? "-" : "") + "\(micros.magnitude / 1_000_000).\(fraction) \(currency)"
    }
}
