import ReeveDiagnostics
import ReeveJSON
import ReeveModel

extension ValueDecoder {
    /// Writes a number, a length of time, a size, an amount of money or an instant in its one normal form.
    mutating func writeAmount(
        _ scalar: ScalarText, as type: FieldType, at node: DocumentArena.Node, into writer: inout CanonicalJSONWriter
    ) {
        switch type {
        case .integer(let range):
            guard !scalar.isQuoted, let value = CoreSchema.integer(scalar.text) else {
                wrongType(node, expected: "a whole number", into: &writer)
                return
            }
            checkRange(value, in: range, found: scalar.text, at: node)
            writer.append(raw: String(value).utf8)
        case .duration(let range):
            guard let value = DurationText.parse(scalar.text) else {
                invalid(scalar.text, reason: "write a duration such as 30s or 1h30m", at: node, into: &writer)
                return
            }
            if !range.contains(value) {
                outOfRange(
                    "from \(DurationText.format(range.lowerBound)) to \(DurationText.format(range.upperBound))",
                    found: scalar.text, at: node)
            }
            writer.write(DurationText.format(value))
        case .size(let range):
            guard let value = SizeText.parse(scalar.text) else {
                invalid(scalar.text, reason: "write a size such as 64KiB or 1MiB", at: node, into: &writer)
                return
            }
            if !range.contains(value) {
                outOfRange(
                    "from \(SizeText.format(range.lowerBound)) to \(SizeText.format(range.upperBound))",
                    found: scalar.text, at: node)
            }
            writer.write(SizeText.format(value))
        case .money:
            guard let value = Money(scalar.text) else {
                invalid(scalar.text, reason: "write an amount such as 0.50 EUR", at: node, into: &writer)
                return
            }
            writer.write(value.description)
        case .instant:
            guard let value = Timestamp(scalar.text) else {
                invalid(
                    scalar.text, reason: "write an instant such as 2026-11-23T22:30:00+01:00", at: node, into: &writer)
                return
            }
            writer.write(value.description)
        case .number:
            guard !scalar.isQuoted, let number = CoreSchema.number(scalar.text) else {
                wrongType(node, expected: type.words, into: &writer)
                return
            }
            writer.append(raw: number.canonicalText.utf8)
        default: wrongType(node, expected: type.words, into: &writer)
        }
    }
}
