package import ReeveJSON
internal import ReeveModel

/// Why a file is no plan that can be applied.
package struct PlanFileError: Error, Sendable, Hashable {
    package enum Code: Sendable, Hashable {
        case unsupportedVersion(Int)
        /// The member at this pointer is missing or has another form.
        case invalid(JSONPointer)
        /// The file is a plan in the shown form, which has no content to write.
        case notSaved
        /// The content or the plan does not have the digest that the file names.
        case digestMismatch
    }

    package let code: Code
}
