package import ReeveJSON

/// What a model's tokens cost from an instant on, in micro-units of a currency per million tokens.
package struct ModelPrice: Sendable, Hashable {
    /// A model's name, or a pattern: `*` stands for any text, `/` and `:` included; all else for itself.
    package var model: String
    /// Nil for a price that held always.
    package var from: Timestamp?
    package var input: Int64
    package var output: Int64
    /// For input that the provider had cached; nil where that costs what other input does.
    package var cached: Int64?

    package init(model: String, from: Timestamp? = nil, input: Int64, output: Int64, cached: Int64? = nil) {
        self.model = model
        self.from = from
        self.input = input
        self.output = output
        self.cached = cached
    }

    /// The cost in micro-units, rounded up. An amount beyond Int64 is its largest value; a negative count is none.
    package func cost(of usage: ModelUsage) -> Int64 {
        let cachedCount = min(max(usage.cached, 0), max(usage.input, 0))
        let parts = [
            (max(usage.input, 0) - cachedCount, input), (cachedCount, cached ?? input), (max(usage.output, 0), output),
        ]
        // Three products of 63 bits each stay below 128 bits.
        let total = parts.reduce(UInt128(0)) { $0 + UInt128($1.0) * UInt128(max($1.1, 0)) }
        let (whole, rest) = total.quotientAndRemainder(dividingBy: 1_000_000)
        return Int64(clamping: whole + (rest > 0 ? 1 : 0))
    }

    /// The most that `ceiling` can cost, cached or not; nil where nothing bounds the output.
    package func cost(of ceiling: TokenCeiling) -> Int64? {
        guard let output = ceiling.output else { return nil }
        let dearest = ModelPrice(model: model, input: max(input, cached ?? 0), output: self.output)
        return dearest.cost(of: ModelUsage(input: ceiling.input, output: output))
    }

    func matches(_ name: String) -> Bool { Self.matches(Array(name.utf8), pattern: Array(model.utf8)) }

    /// Goes back to the last star alone: a text that fits what stands before a star fits with the shortest choice.
    /// Takes at most length of text times length of pattern.
    private static func matches(_ text: [UInt8], pattern: [UInt8]) -> Bool {
        var (read, step) = (0, 0)
        var star: (step: Int, read: Int)?
        while read < text.count {
            if step < pattern.count, pattern[step] == UInt8(ascii: "*") {
                star = (step, read)
                step += 1
            } else if step < pattern.count, pattern[step] == text[read] {
                step += 1
                read += 1
            } else if let last = star {
                star = (last.step, last.read + 1)
                step = last.step + 1
                read = last.read + 1
            } else {
                return false
            }
        }
        return pattern[step...].allSatisfy { $0 == UInt8(ascii: "*") }
    }
}
