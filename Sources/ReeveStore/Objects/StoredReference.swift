internal import ReeveJSON
package import ReeveModel

/// A reference from a field of one object to another object.
package struct StoredReference: Sendable, Hashable {
    package var from: ULID
    /// A JSON Pointer into the spec of the referring object.
    package var field: String
    package var to: ULID

    package init(from: ULID, field: String, to: ULID) {
        self.from = from
        self.field = field
        self.to = to
    }
}
