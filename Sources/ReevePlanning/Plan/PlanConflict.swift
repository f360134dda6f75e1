package import ReeveModel

/// Why a plan cannot be applied although the manifests are correct. Apply ends with status 5.
package struct PlanConflict: Sendable, Hashable {
    package enum Cause: String, Sendable, Hashable {
        /// Another set owns the object.
        case ownership = "owned-by-another-set"
        /// The manifest and the store have changed the same fields.
        case bothChanged = "changed-on-both-sides"
        /// `--keep-drift` cannot keep only a part of an object, and the manifest of the object has changed too.
        case driftNotKept = "drift-not-kept"
    }

    package let key: ObjectKey
    package let cause: Cause
    /// The owning set, for `ownership`.
    package let owner: String?
    /// For the other causes: the changes from the store's values to the manifest's. Sensitive leaves are masked.
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
