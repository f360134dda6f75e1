/// A JSON number, exactly as large and as precise as it was written.
///
/// Storage is unique: two numbers of equal value are equal and hash alike, however they were
/// spelled (`1`, `1.0`, `10e-1`). A number that a double does not give back keeps its decimal
/// digits, so two different numbers never share canonical bytes (the one departure from RFC 8785).
/// Beside its value a number that was read keeps how it was written, for whom it is sent on to
/// (``writtenText``); that takes no part in equality, order, canonical bytes and digests.
package struct JSONNumber: Sendable {
    // INVARIANT (unique storage): `.integer` for every integral value within Int64; else `.double`
    // where the shortest decimal form of the double is the very number written; else `.decimal`
    // with the text that `DecimalForm.layout` gives.
    // `.written` is one of these with the text that it was read from, where that is not the canonical one.
    @usableFromInline
    enum Storage: Sendable {
        case integer(Int64)
        case double(Double)
        case decimal(String)
        case written(Written)
    }

    @usableFromInline
    final class Written: Sendable {
        @usableFromInline let value: JSONNumber
        let text: String

        init(_ value: JSONNumber, text: String) {
            self.value = value
            self.text = text
        }
    }

    @usableFromInline let storage: Storage

    @usableFromInline
    init(storage: Storage) { self.storage = storage }

    @inlinable
    package init(_ value: Int64) { storage = .integer(value) }

    @inlinable
    package init(_ value: Int) { storage = .integer(Int64(value)) }

    /// The number with the value of `value`; nil for NaN and infinities, which JSON cannot say.
    package init?(_ value: Double) {
        guard value.isFinite else { return nil }
        if let whole = Int64(exactly: value) {
            storage = .integer(whole)
        } else {
            storage = .double(value)
        }
    }

    /// Reads a token that follows the grammar of RFC 8259, section 6.
    ///
    /// Returns nil when the exponent has more than nine digits; such a number is refused, never rounded.
    init?(token: UnsafeBufferPointer<UInt8>) {
        guard let decimal = DecimalForm(token: token) else { return nil }
        let text = decimal.layout()
        let value: Storage =
            if let whole = decimal.int64 {
                .integer(whole)
            } else if let value = Double(text), value.isFinite, DecimalForm(value).layout() == text {
                .double(value)
            } else {
                .decimal(text)
            }
        let isCanonical = text.utf8.elementsEqual(token)
        storage =
            isCanonical
            ? value : .written(Written(JSONNumber(storage: value), text: String(decoding: token, as: UTF8.self)))
    }

    /// Reads `text` by the grammar of RFC 8259; nil for anything else.
    package init?(_ text: String) {
        guard case .number(let number)? = try? JSONParser.parse(text) else { return nil }
        self = number
    }

    /// The value, where it is an integer within Int64.
    @inlinable
    package var int64: Int64? {
        switch storage {
        case .integer(let value): value
        case .written(let number): number.value.int64
        default: nil
        }
    }

    /// The nearest double; infinite where the number is out of its range.
    package var double: Double {
        switch storage {
        case .integer(let value): Double(value)
        case .double(let value): value
        case .decimal(let text): Double(text) ?? .infinity
        case .written(let number): number.value.double
        }
    }

    /// Whether the value is a whole number, of any size.
    package var isIntegral: Bool {
        switch storage {
        case .integer: true
        case .double(let value): value.rounded(.towardZero) == value
        case .decimal(let text): DecimalForm(text: text)?.isIntegral ?? false
        case .written(let number): number.value.isIntegral
        }
    }

    /// The canonical text: ECMAScript's `Number::toString` layout (RFC 8785, section 3.2.2.3).
    package var canonicalText: String {
        switch storage {
        case .integer(let value): String(value)
        case .double(let value): DecimalForm(value).layout()
        case .decimal(let text): text
        case .written(let number): number.value.canonicalText
        }
    }

    /// The number as it was written where it was read, by the grammar of JSON: `2.0`, `1e3`, all 23 digits of a whole
    /// number; else the canonical text.
    package var writtenText: String {
        if case .written(let number) = storage { return number.text }
        return canonicalText
    }

    /// Without the memory of how it was written.
    private var plain: JSONNumber {
        if case .written(let number) = storage { return number.value }
        return self
    }
}

extension JSONNumber: Hashable {
    package static func == (lhs: JSONNumber, rhs: JSONNumber) -> Bool {
        switch (lhs.storage, rhs.storage) {
        case (.integer(let left), .integer(let right)): left == right
        case (.double(let left), .double(let right)): left == right
        case (.decimal(let left), .decimal(let right)): left == right
        case (.written(let left), _): left.value == rhs.plain
        case (_, .written(let right)): lhs == right.value
        default: false
        }
    }

    package func hash(into hasher: inout Hasher) {
        switch storage {
        case .integer(let value): hasher.combine(value)
        case .double(let value): hasher.combine(value)
        case .decimal(let text): hasher.combine(text)
        case .written(let number): number.value.hash(into: &hasher)
        }
    }
}

extension JSONNumber: Comparable {
    /// Orders by exact decimal value, also where doubles could not tell two numbers apart.
    package static func < (lhs: JSONNumber, rhs: JSONNumber) -> Bool {
        if case .integer(let left) = lhs.storage, case .integer(let right) = rhs.storage { return left < right }
        return lhs.decimalForm < rhs.decimalForm
    }

    /// The number as sign, digits and power of ten.
    package var decimalForm: DecimalForm {
        switch storage {
        case .integer(let value): DecimalForm(value)
        case .double(let value): DecimalForm(value)
        case .decimal(let text): DecimalForm(text: text) ?? DecimalForm(0 as Int64)
        case .written(let number): number.value.decimalForm
        }
    }
}

extension JSONNumber: ExpressibleByIntegerLiteral {
    package init(integerLiteral value: Int64) { self.init(value) }
}
