/// A commit as a revision keeps it: the hash, and a mark where the files were not as they were committed.
///
/// ```swift
/// GitCommit("4fff13f (dirty)").isDirty  // true
/// ```
package struct GitCommit: Sendable, Hashable {
    package static let mark = " (dirty)"

    package var hash: String
    package var isDirty: Bool

    package init(hash: String, isDirty: Bool) {
        self.hash = hash
        self.isDirty = isDirty
    }

    /// Reads what ``text`` wrote.
    package init(_ text: String) {
        isDirty = text.hasSuffix(Self.mark)
        hash = isDirty ? String(text.dropLast(Self.mark.count)) : text
    }

    package var text: String { hash + (isDirty ? Self.mark : "") }

    /// The first digits of the hash, and the mark.
    package func short(_ digits: Int) -> String { hash.prefix(digits) + (isDirty ? Self.mark : "") }
}
