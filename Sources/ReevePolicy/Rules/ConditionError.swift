package import ReeveJSON
internal import ReeveModel

/// Why a condition cannot be evaluated. It never carries a value of the request, so it may be logged.
package struct ConditionError: Error, Sendable, Hashable {
    package enum Code: String, Sendable, Hashable {
        /// An argument has another type than its test.
        case wrongType
        /// A fact without a worst value is not known.
        case factUnknown
        /// The regular expression needed more steps than it has.
        case patternBudgetExceeded
        case pathNotAbsolute
        /// An argument that should be a URL or host, and that readers could take for different hosts.
        case hostUnreadable
        /// The rule itself cannot be read.
        case invalidRule
        /// The binding that leads to the rule cannot be read.
        case invalidBinding
    }

    package let code: Code
    /// Nil where no single condition is at fault.
    package let condition: ConditionKey?
    /// Into the arguments, or into the rule that cannot be read.
    package let pointer: JSONPointer
    package let detail: String

    init(_ code: Code, _ condition: ConditionKey? = nil, pointer: JSONPointer = JSONPointer(), detail: String = "") {
        self.code = code
        self.condition = condition
        self.pointer = pointer
        self.detail = detail
    }

    /// The same request meets the same error again.
    package var isRetryable: Bool { false }
}

extension ConditionError: CustomStringConvertible {
    package var description: String {
        let place = [condition?.rawValue, pointer.description.nonEmpty].compactMap { $0 }.joined(separator: " ")
        let what =
            switch code {
            case .wrongType: "is \(detail)"
            case .factUnknown: "is not known"
            case .patternBudgetExceeded: "the search for the pattern was given up"
            case .pathNotAbsolute: "is no absolute path"
            case .hostUnreadable: "is no plain URL or host"
            case .invalidRule: "the rule cannot be read: \(detail)"
            case .invalidBinding: "a binding cannot be read: \(detail)"
            }
        return place.isEmpty ? what : place + ": " + what
    }
}
