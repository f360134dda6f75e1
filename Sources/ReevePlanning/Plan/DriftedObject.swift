package import ReeveJSON
package import ReeveModel

/// An object that somebody else changed in the store.
package struct DriftedObject: Sendable, Hashable {
    package let key: ObjectKey
    /// Whether the plan sets it back.
    package let isCorrected: Bool
    /// When the store's object was last changed.
    package let changedAt: Timestamp?
    /// ``hand``, where no apply made the change.
    package let changedBy: String?
    /// From what was applied last to what the store holds; sensitive leaves masked.
    package let fields: [FieldChange]

    /// Stands for whoever made a change that no apply made.
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
