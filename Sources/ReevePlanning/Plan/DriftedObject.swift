package import ReeveJSON
package import ReeveModel

/// An object that somebody else has changed in the store.
package struct DriftedObject: Sendable, Hashable {
    package let key: ObjectKey
    /// Whether the plan undoes the change.
    package let isCorrected: Bool
    /// When the object in the store was last changed; nil where other hands changed it.
    package let changedAt: Timestamp?
    /// ``hand`` where no apply has made the change; otherwise nil.
    package let changedBy: String?
    /// The changes from what was applied last to what the store has. Sensitive leaves are masked.
    package let fields: [FieldChange]

    /// The words for whoever has made a change that no apply made.
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
