/// The batch that a submission names.
package enum BatchSource: Sendable {
    /// By the name of a Batch in the store.
    case stored(String)
    /// By a file that declares one batch.
    case file(String)

    /// Nil where neither is named.
    package init?(name: String?, file: String?) {
        if let file {
            self = .file(file)
        } else if let name {
            self = .stored(name)
        } else {
            return nil
        }
    }
}
