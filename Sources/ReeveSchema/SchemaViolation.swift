package import ReeveJSON

/// One way in which a value does not meet its schema.
package struct SchemaViolation: Error, Sendable, Hashable {
    package enum Code: String, Sendable, Hashable {
        /// A keyword does not hold.
        case keywordFailed
        /// A pattern ran out of its budget; the value counts as invalid.
        case patternBudgetExceeded
        /// The validation as a whole ran out of steps; the value counts as invalid.
        case stepBudgetExceeded
        /// References and nesting together went too deep; the value counts as invalid.
        case depthExceeded
    }

    package let code: Code
    /// The part of the value that is at fault.
    package let instance: JSONPointer
    /// The keyword's place in the document that holds it (references are followed, not spelled out).
    package let schema: JSONPointer
    /// Empty where the schema is `false`.
    package let keyword: String
    /// One line in plain words, which begins with the instance pointer. Numbers of the value are
    /// quoted, its strings never.
    package let message: String
}

extension SchemaViolation: CustomStringConvertible {
    package var description: String { message }
}
