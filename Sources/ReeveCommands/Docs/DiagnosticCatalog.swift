/// The meaning and the remedy of every diagnostic code, for `docs/reference/diagnostics.md` and `reeve explain CODE`.
///
/// A test compares the list with the codes in the sources, so a new code needs an entry here.
package enum DiagnosticCatalog {
    package struct Entry: Sendable, Hashable {
        package let code: String
        /// What is wrong, in one sentence without a final period.
        package let meaning: String
        /// What a person can do.
        package let remedy: String

        init(_ code: String, _ meaning: String, _ remedy: String) {
            self.code = code
            self.meaning = meaning
            self.remedy = remedy
        }
    }

    /// All entries, sorted by code.
    package static let all: [Entry] =
        (reading + manifests + checks + templates + planning + commands + working + recordings)
        .sorted {
            $0.code < $1.code
        }

    package static func entry(_ code: String) -> Entry? { all.first { $0.code == code } }
}
