/// Why a text is no usable pattern, and where.
package struct PatternError: Error, Sendable, Hashable {
    package enum Code: String, Sendable, Hashable {
        /// The pattern has more bytes than the limit.
        case tooLong
        /// Groups are nested too deeply, or a repeat or the compiled form is too large.
        case tooComplex
        case unclosedGroup
        case unclosedClass
        case unmatchedParenthesis
        /// A `]`, `{` or `}` that stands alone; it needs a backslash.
        case loneBracket
        case nothingToRepeat
        case repeatOutOfOrder
        case rangeOutOfOrder
        /// A class such as `\d` at an end of a range.
        case classInRange
        case unknownEscape
        case unknownProperty
        case invalidGroup
        case duplicateGroupName
        case unknownReference
        /// Valid in ECMA-262, but not available here (a look-behind of unbounded length, say).
        case unsupported
    }

    package let code: Code
    /// Counted in Unicode scalars from the start of the pattern; nil where the place is not known.
    package let offset: Int?
    /// What the code does not say, such as the name of an unknown property.
    package let detail: String?

    package init(_ code: Code, at offset: Int? = nil, detail: String? = nil) {
        self.code = code
        self.offset = offset
        self.detail = detail
    }

    /// The same pattern fails the same way again.
    package var isRetryable: Bool { false }
}

extension PatternError: CustomStringConvertible {
    package var description: String {
        let what =
            switch code {
            case .tooLong: "the pattern is too long"
            case .tooComplex: "the pattern is too complex"
            case .unclosedGroup: "a group is not closed"
            case .unclosedClass: "a character class is not closed"
            case .unmatchedParenthesis: "')' without '('"
            case .loneBracket: "a bracket or brace alone needs a backslash"
            case .nothingToRepeat: "nothing to repeat"
            case .repeatOutOfOrder: "the repeat's bounds are out of order"
            case .rangeOutOfOrder: "the range is out of order"
            case .classInRange: "a class cannot end a range"
            case .unknownEscape: "unknown escape"
            case .unknownProperty: "unknown Unicode property"
            case .invalidGroup: "invalid group"
            case .duplicateGroupName: "two groups have one name"
            case .unknownReference: "a reference to no group"
            case .unsupported: "not supported"
            }
        return what + (detail.map { " (\($0))" } ?? "") + (offset.map { " at character \($0)" } ?? "")
    }
}
