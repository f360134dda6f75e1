package import ReeveJSON

/// The prices of a provider's models.
package struct ModelPrices: Sendable, Hashable {
    package let prices: [ModelPrice]

    package init(_ prices: [ModelPrice]) { self.prices = prices }

    /// The price of a model that is in force at an instant; nil where none is.
    ///
    /// Of the prices that have begun by then, an exact name goes before a pattern, a pattern with more literal
    /// characters before one with fewer, then the latest beginning, then the place in the list.
    package func price(of model: String, at instant: Timestamp) -> ModelPrice? {
        prices.enumerated()
            .filter { $0.element.from.map { $0 <= instant } ?? true && $0.element.matches(model) }
            .max { Self.rank($0.element, $0.offset) < Self.rank($1.element, $1.offset) }?.element
    }

    private static func rank(_ price: ModelPrice, _ place: Int) -> (Int, Int, Int64, Int) {
        let stars = price.model.utf8.count { $0 == UInt8(ascii: "*") }
        return (
            stars == 0 ? 1 : 0, price.model.utf8.count - stars, price.from?.microseconds ?? .min, -place
        )
    }
}
