import ReeveDiagnostics

/// As many mistakes as a person reads, errors first. Output for programs has all of them.
struct DiagnosticCut {
    static let shownMax = 100

    /// The mistakes to show, sorted by place.
    let shown: [Diagnostic]
    /// The words about those that are left out; nil where none are.
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
