import ReeveDiagnostics

/// As many mistakes as a person reads, errors first; the forms for programs have all of them.
struct DiagnosticCut {
    static let shownMax = 100

    /// By place.
    let shown: [Diagnostic]
    /// How many are left out; nil where none is.
    let words: String?

    init(_ diagnostics: [Diagnostic]) {
        let sorted = diagnostics.sorted()
        guard sorted.count > Self.shownMax else {
            shown = sorted
            words = nil
            return
        }
        let errors = sorted.filter { $0.severity == .error }
        let others = sorted.filter { $0.severity != .error }
        shown = (errors.prefix(Self.shownMax) + others.prefix(max(0, Self.shownMax - errors.count))).sorted()
        let left = sorted.count - shown.count
        let leftErrors = max(0, errors.count - Self.shownMax)
        words =
            "and \(left) more, \(leftErrors) of them error\(leftErrors == 1 ? "" : "s"); "
            + "'reeve validate -o json' writes all, one a line"
    }
}
