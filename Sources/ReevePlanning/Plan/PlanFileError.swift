package import ReeveJSON
internal import ReeveModel

/// Why a file is no plan that can be applied.
package struct PlanFileError: Error, Sendable, Hashable {
    package enum Code: Sendable, Hashable {
        case unsupportedVersion(Int)
        /// The member at this pointer is missing or of the wrong form.
        case invalid(JSONPointer)
        /// A shown plan: it has no content to write.
        case notSaved
        /// Content or plan do not have the digest that the file claims.
        case digestMismatch
    }

    package let code: Code
}
