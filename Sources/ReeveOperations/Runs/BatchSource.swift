/// Where the batch of a submission comes from.
package enum BatchSource: Sendable {
    /// The name of a Batch in the store.
    case stored(String)
    /// The path of a file that declares one batch.
    case file(String)

    /// Nil where neither a name nor a file is given.
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
