/// One compiled subschema; other subschemas are indices into the program's nodes.
final class SchemaNode: Sendable {
    let keywords: SchemaKeywords

    init(_ keywords: SchemaKeywords) { self.keywords = keywords }
}
