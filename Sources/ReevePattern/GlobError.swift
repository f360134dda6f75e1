/// Why a text is no glob, and where.
package struct GlobError: Error, Sendable, Hashable {
    package enum Code: String, Sendable, Hashable {
        case empty
        case tooLong
        case tooManyStars
        case unclosedClass
        /// A class with nothing in it but the separator, which no class matches.
        case emptyClass
        case rangeOutOfOrder
        case loneBracket
        /// `!` at the front, or a class that begins with `!` or `^`.
        case negation
        /// A backslash; a class of one character is the way to say a wildcard literally.
        case escape
        /// Alternatives (`{a,b}`), which are not served; as text a brace stands in a class.
        case braces
        /// `+(a)`, `@(a|b)` and their like, which are not served.
        case group
        /// A policy target without a literal type and colon at its front.
        case prefixNotLiteral
    }

    package let code: Code
    /// Counted in Unicode scalars from the start of the glob.
    package let offset: Int

    package init(_ code: Code, at offset: Int) {
        self.code = code
        self.offset = offset
    }

    /// The same glob fails the same way again.
    package var isRetryable: Bool { false }
}

extension GlobError: CustomStringConvertible {
    package var description: String {
        let what =
            switch code {
            case .empty: "the glob is empty"
            case .tooLong: "the glob has more than \(Glob.byteMaximum) bytes"
            case .tooManyStars: "more than two stars in a row"
            case .unclosedClass: "a character class is not closed"
            case .emptyClass: "a character class matches nothing"
            case .rangeOutOfOrder: "the range is out of order"
            case .loneBracket: "']' without '['"
            case .negation: "globs have no negation"
            case .escape: "globs have no escapes; write a wildcard in brackets"
            case .braces: "globs have no braces; write one glob for each alternative"
            case .group: "globs have no groups; write one glob for each alternative"
            case .prefixNotLiteral: "the type before ':' must be literal"
            }
        return "\(what) at character \(offset)"
    }
}
