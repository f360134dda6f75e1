package import ReeveModel

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
