package import ReeveModel

/// What apply refuses with status 4 unless the guard is lifted. Making the plan shows the guard and does not fail.
package struct PlanGuard: Sendable, Hashable {
    package enum Cause: String, Sendable, Hashable {
        /// `protect: confirm`. The flag `--confirm PATH` lifts it.
        case needsConfirmation = "needs-confirmation"
        /// `protect: always`. The protection must first be lowered, in a plan of its own.
        case alwaysProtected = "always-protected"
        /// The plan would prune, and no object is declared at all.
        case emptyInput = "empty-input"
        /// The plan would prune, and a part of the input could not be read.
        case unreadableInput = "unreadable-input"
        case tooManyDeletes = "too-many-deletes"
        case tooLargeShare = "too-large-share"
        /// Objects that stay refer to an object that would be deleted or renamed.
        case stillReferenced = "still-referenced"
        /// An organization or environment would be deleted while objects stay in it.
        case scopeNotEmpty = "scope-not-empty"
        /// The platform would have no active admin, or the organization no active owner.
        case lastSteward = "last-steward"
    }

    package let cause: Cause
    /// The object; nil where the guard concerns the whole plan.
    package let key: ObjectKey?
    /// The words for people: lower case, no period at the end.
    package let detail: String

    package init(_ cause: Cause, key: ObjectKey? = nil, detail: String) {
        self.cause = cause
        self.key = key
        self.detail = detail
    }

    /// Whether `--confirm` with the path of the object lifts the guard.
    package var isLiftedByConfirmation: Bool { cause == .needsConfirmation }
}
