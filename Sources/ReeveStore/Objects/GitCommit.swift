/// A commit as a revision stores it: its hash, and a mark where the files differed from the commit.
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

    /// Reads the form of ``text``.
    package init(_ text: String) {
        isDirty = text.hasSuffix(Self.mark)
        hash = isDirty ? String(text.dropLast(Self.mark.count)) : text
    }

    package var text: String { hash + (isDirty ? Self.mark : "") }

    /// The first digits of the hash, followed by the mark.
    package func short(_ digits: Int) -> String { hash.prefix(digits) + (isDirty ? Self.mark : "") }
}
