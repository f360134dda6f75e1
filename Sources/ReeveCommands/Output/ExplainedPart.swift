import ReeveModel

/// A kind, a field of it, or its metadata.
struct ExplainedPart {
    /// The fields to list; nil for a field that has none.
    var shape: ObjectShape?
    /// Nil for a whole kind, and for metadata.
    var field: Field?
    var isMetadata = false
}
