package import ReeveJSON

/// Why a schema is not usable, and which keyword of it is the reason.
package struct SchemaCompileError: Error, Sendable, Hashable {
    package enum Code: String, Sendable, Hashable {
        /// `$schema` names no dialect that is known, or one with a required vocabulary that is not.
        case unknownDialect
        /// The keyword's value has the wrong type or form for the dialect.
        case malformedKeyword
        /// The keyword belongs to the dialect, but not in this form here.
        case unsupportedKeyword
        /// A reference to something outside of the document, or to nothing in it.
        case unresolvedReference
        /// A pattern that is no regular expression of ECMA-262, or too large.
        case invalidPattern
        /// Two schemas of the document have one identifier or anchor.
        case duplicateIdentifier
        case tooLarge
        case tooDeep
        case tooManySubschemas
    }

    package let code: Code
    /// The keyword at fault; nil where the schema as a whole is.
    package let keyword: String?
    /// The schema that holds the keyword, from the root of its document.
    package let pointer: JSONPointer
    /// What the code does not say, such as the reference that was not resolved.
    package let detail: String?

    package init(_ code: Code, keyword: String? = nil, at pointer: JSONPointer = JSONPointer(), detail: String? = nil) {
        self.code = code
        self.keyword = keyword
        self.pointer = pointer
        self.detail = detail
    }

    /// The same schema fails the same way again.
    package var isRetryable: Bool { false }
}

extension SchemaCompileError: CustomStringConvertible {
    package var description: String {
        let what =
            switch code {
            case .unknownDialect: "unknown dialect"
            case .malformedKeyword: "malformed keyword"
            case .unsupportedKeyword: "unsupported keyword"
            case .unresolvedReference: "unresolved reference"
            case .invalidPattern: "invalid pattern"
            case .duplicateIdentifier: "duplicate identifier"
            case .tooLarge: "the schema is too large"
            case .tooDeep: "the schema is nested too deeply"
            case .tooManySubschemas: "the schema has too many subschemas"
            }
        return what + (keyword.map { " '\($0)'" } ?? "") + " at '\(pointer)'" + (detail.map { ": \($0)" } ?? "")
    }
}
