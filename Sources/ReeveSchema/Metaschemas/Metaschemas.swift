internal import ReeveJSON

/// The drafts' own schemas, which every schema may refer to.
enum Metaschemas {
    /// The document with an absolute URI without a fragment; parsed on each call, since few schemas refer to one.
    static func document(uri: String) -> JSONValue? {
        for drafts in [draft202012, draft201909, draft7, draft6, draft4] {
            if let text = drafts[uri] { return try? JSONParser.parse(text) }
        }
        return nil
    }
}
