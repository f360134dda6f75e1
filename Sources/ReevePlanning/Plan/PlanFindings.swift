package import ReeveJSON
package import ReeveModel

/// An object that somebody else changed in the store.
package struct DriftedObject: Sendable, Hashable {
    package let key: ObjectKey
    /// Whether the plan sets it back.
    package let isCorrected: Bool
    /// When the store's object was last changed.
    package let changedAt: Timestamp?
    /// Who changed it, where the caller knows.
    package let changedBy: String?
    /// From what was applied last to what the store holds; sensitive leaves masked.
    package let fields: [FieldChange]

    /// Who changed what no apply has changed.
    package static let hand = "another program, in the database"

    package init(
        key: ObjectKey, isCorrected: Bool, changedAt: Timestamp? = nil, changedBy: String? = nil,
        fields: [FieldChange] = []
    ) {
        self.key = key
        self.isCorrected = isCorrected
        self.changedAt = changedAt
        self.changedBy = changedBy
        self.fields = fields
    }
}

/// Why a plan cannot be applied although the manifests are right; apply ends with 5.
package struct PlanConflict: Sendable, Hashable {
    package enum Cause: String, Sendable, Hashable {
        /// Another set owns the object.
        case ownership = "owned-by-another-set"
        /// Manifest and store changed the same fields.
        case bothChanged = "changed-on-both-sides"
        /// `--keep-drift` cannot keep a part of an object whose manifest changed too.
        case driftNotKept = "drift-not-kept"
    }

    package let key: ObjectKey
    package let cause: Cause
    /// The owning set, for `ownership`.
    package let owner: String?
    /// From the store's value to the manifest's, for the others; sensitive leaves masked.
    package let fields: [FieldChange]
    package let source: ObjectSource?

    package init(
        key: ObjectKey, cause: Cause, owner: String? = nil, fields: [FieldChange] = [], source: ObjectSource? = nil
    ) {
        self.key = key
        self.cause = cause
        self.owner = owner
        self.fields = fields
        self.source = source
    }
}

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

/// A pair of agent and target that policy treats differently after the plan.
package struct AccessChange: Sendable, Hashable {
    package enum Change: String, Sendable, Hashable {
        case gained
        /// Allowed before and afterwards, but not under the same conditions.
        case changed
        case lost

        var symbol: String {
            switch self {
            case .gained: "+"
            case .changed: "~"
            case .lost: "-"
            }
        }
    }

    package let change: Change
    /// In words: `agent acme/prod/repo-doctor may tool.invoke git-ro/git_log`.
    package let statement: String
    /// Conditions that decide at run time; empty where none does.
    package let conditions: [String]
    package let source: ObjectSource?

    package init(_ change: Change, statement: String, conditions: [String] = [], source: ObjectSource? = nil) {
        self.change = change
        self.statement = statement
        self.conditions = conditions
        self.source = source
    }
}
