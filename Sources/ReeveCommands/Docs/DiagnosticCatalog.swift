/// What every diagnostic code means and how to mend it: the source of `docs/reference/diagnostics.md` and of
/// `reeve explain CODE`.
///
/// A test compares the list with the codes that occur in the sources, so a new code needs a line here.
package enum DiagnosticCatalog {
    package struct Entry: Sendable, Hashable {
        package let code: String
        /// What is wrong, in one sentence without a final period.
        package let meaning: String
        /// What to do about it.
        package let remedy: String

        init(_ code: String, _ meaning: String, _ remedy: String) {
            self.code = code
            self.meaning = meaning
            self.remedy = remedy
        }
    }

    /// All of them, ascending by code.
    package static let all: [Entry] = (reading + manifests + checks + planning + commands + working).sorted {
        $0.code < $1.code
    }

    package static func entry(_ code: String) -> Entry? { all.first { $0.code == code } }
}
