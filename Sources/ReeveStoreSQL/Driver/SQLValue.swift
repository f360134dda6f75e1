package import ReeveJSON
package import ReeveModel

/// A typed parameter of a statement.
package enum SQLValue: Sendable, Hashable {
    case null
    case integer(Int64)
    case text(String)
    case blob([UInt8])

    package init(_ value: Int64?) { self = value.map(SQLValue.integer) ?? .null }
    package init(_ value: Int?) { self = value.map { .integer(Int64($0)) } ?? .null }
    package init(_ value: Bool) { self = .integer(value ? 1 : 0) }
    package init(_ value: String?) { self = value.map(SQLValue.text) ?? .null }
    package init(_ value: ULID?) { self = value.map { .text($0.text) } ?? .null }
    /// Microseconds since the epoch, in UTC.
    package init(_ value: Timestamp?) { self = value.map { .integer($0.microseconds) } ?? .null }
    /// The 32 bytes of the digest.
    package init(_ value: ContentDigest?) { self = value.map { .blob($0.bytes) } ?? .null }
}

extension SQLValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral {
    package init(stringLiteral value: String) { self = .text(value) }
    package init(integerLiteral value: Int64) { self = .integer(value) }
}
