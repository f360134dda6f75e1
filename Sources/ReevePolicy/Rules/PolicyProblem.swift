package import ReeveJSON

/// What is wrong with a rule or a binding, and where in it.
package struct PolicyProblem: Sendable, Hashable {
    package enum Kind: String, Sendable, Hashable {
        case wrongType
        case missingField
        case unknownField
        case unknownCondition
        case unknownOperator
        /// A test with no operator, or with several.
        case operatorCount
        /// Not one of the values that there are, or out of range.
        case invalidValue
        case invalidGlob
        case invalidPattern
        case invalidPointer
        case invalidTime
        case invalidTimeZone
        /// `requires` on a rule that denies.
        case misplacedRequirement
    }

    package let kind: Kind
    /// Into the rule, the binding or the spec that was asked about.
    package let pointer: JSONPointer
    /// Lower case, no final period, without a place.
    package let message: String
    /// The names that would have been right, for a suggestion.
    package let alternatives: [String]

    package init(_ kind: Kind, at pointer: JSONPointer, _ message: String, alternatives: [String] = []) {
        self.kind = kind
        self.pointer = pointer
        self.message = message
        self.alternatives = alternatives
    }

    func below(_ prefix: JSONPointer) -> PolicyProblem {
        PolicyProblem(
            kind, at: JSONPointer(tokens: prefix.tokens + pointer.tokens), message, alternatives: alternatives)
    }
}
