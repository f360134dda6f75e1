/// A stacked bar of endings that fills its place.
struct OutcomeBar {
    private let counts: [RunReport.EndingCount]
    private let label: String

    init(_ counts: [RunReport.EndingCount], label: String) {
        self.counts = counts
        self.label = label
    }

    var svg: Markup {
        let total = counts.reduce(0) { $0 + $1.count }
        guard total > 0 else { return "" }
        let words = counts.map { "\($0.count) \($0.ending.words)" }.joined(separator: ", ")
        var x = 0.0
        let parts = counts.map { count -> Markup in
            let width = Double(count.count) / Double(total) * 300
            defer { x += width }
            // A gap between parts, so that they can be told apart without colour.
            let shown = max(width - (counts.count > 1 ? 1.5 : 0), 1)
            return """
                <rect class="f \(count.ending.classes)" x="\(FigureText.coordinate(x))" y="2" \
                width="\(FigureText.coordinate(shown))" height="10"><title>\(count.count) \(count.ending.words)</title></rect>
                """
        }
        return """
            <svg viewBox="0 0 300 14" preserveAspectRatio="none" role="img" aria-label="\(label): \(words)">\
            <title>\(label)</title><desc>\(words)</desc>\(parts.joined())</svg>
            """
    }
}
