internal import ReeveJSON
internal import ReevePattern

struct StringKeywords: Sendable {
    /// In Unicode scalars.
    var minLength: Int?
    var maxLength: Int?
    var pattern: BoundedPattern?
    var format: SchemaFormat?
}
