import ReeveModel

/// A kind, a field of it, or its metadata.
struct ExplainedPart {
    /// The fields to list; nil for a field without nested fields.
    var shape: ObjectShape?
    /// Nil for a whole kind, and for metadata.
    var field: Field?
    var isMetadata = false
}
