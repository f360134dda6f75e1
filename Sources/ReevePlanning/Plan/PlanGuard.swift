package import ReeveModel

/// What apply refuses (4) unless it is lifted; a plan shows it and ends normally.
package struct PlanGuard: Sendable, Hashable {
    package enum Cause: String, Sendable, Hashable {
        /// `protect: confirm`: lifted by `--confirm PATH`.
        case needsConfirmation = "needs-confirmation"
        /// `protect: always`: must first be lowered in a plan of its own.
        case alwaysProtected = "always-protected"
        /// Pruning with no object declared at all.
        case emptyInput = "empty-input"
        /// Pruning while a part of the input could not be read.
        case unreadableInput = "unreadable-input"
        case tooManyDeletes = "too-many-deletes"
        case tooLargeShare = "too-large-share"
        /// Objects that stay point at what should go.
        case stillReferenced = "still-referenced"
        /// An organization or environment would go, and objects in it stay.
        case scopeNotEmpty = "scope-not-empty"
        /// No active admin of the platform would be left, or no active owner of the organization.
        case lastSteward = "last-steward"
    }

    package let cause: Cause
    /// Nil where it speaks of the whole plan.
    package let key: ObjectKey?
    /// In words: lower case, no period.
    package let detail: String

    package init(_ cause: Cause, key: ObjectKey? = nil, detail: String) {
        self.cause = cause
        self.key = key
        self.detail = detail
    }

    /// Whether `--confirm` with the object's path lifts it.
    package var isLiftedByConfirmation: Bool { cause == .needsConfirmation }
}
