import ReeveJSON
import ReeveModel
import ReeveStore

/// What each agent, or each model, has used: a bar each, by cost, or by tokens where nothing is known of costs.
struct ShareChart {
    /// More bars than this are one bar together.
    private static let barsMax = 10

    private struct Bar {
        let name: String
        let value: Int64
        let words: String
    }

    private let id: String
    private let title: String
    private let bars: [Bar]
    private let isCost: Bool

    private let width = 440.0
    private let rowHeight = 38.0

    /// - Parameters:
    ///   - id: the beginning of the ids of its title and description.
    ///   - what: the plural of what a bar stands for.
    init(_ shares: [RunReport.TaskShare], id: String, what: String) {
        self.id = id
        let currencies = Set(shares.flatMap(\.costs.keys)).sorted()
        let isCost = currencies.count == 1 && shares.contains { $0.costs.values.contains { $0 > 0 } }
        self.isCost = isCost
        title = (isCost ? "Estimated cost by " : "Tokens by ") + what
        func value(_ share: RunReport.TaskShare) -> Int64 {
            isCost ? share.costs.values.reduce(0, +) : share.tokens
        }
        func words(_ value: Int64) -> String {
            isCost ? FigureText.money(value, currencies.first ?? "") : FigureText.count(value) + " tokens"
        }
        let sorted = shares.sorted { value($0) == value($1) ? $0.name < $1.name : value($0) > value($1) }
        var bars = sorted.prefix(ShareChart.barsMax).map { share in
            Bar(name: share.name, value: value(share), words: words(value(share)))
        }
        let rest = sorted.dropFirst(ShareChart.barsMax)
        if !rest.isEmpty {
            let sum = rest.reduce(0) { $0 + value($1) }
            bars.append(Bar(name: "\(FigureText.count(rest.count)) others", value: sum, words: words(sum)))
        }
        self.bars = bars
    }

    var figure: Markup {
        guard !bars.isEmpty else { return "" }
        let height = Double(bars.count) * rowHeight + 4
        let peak = max(1, bars.map(\.value).max() ?? 1)
        let words = bars.map { VisibleText.shortened($0.name, to: 60) + " " + $0.words }.joined(separator: ", ")
        var out: Markup = """
            <figure class="half">
            <figcaption>\(title).</figcaption>
            <svg viewBox="0 0 \(FigureText.coordinate(width)) \(FigureText.coordinate(height))" role="img" \
            aria-labelledby="\(id)-title \(id)-desc">
            <title id="\(id)-title">\(title)</title>
            <desc id="\(id)-desc">\(words).</desc>

            """
        for (index, bar) in bars.enumerated() {
            let y = Double(index) * rowHeight
            let share = Double(bar.value) / Double(peak) * width
            out += """
                <text class="name" x="0" y="\(FigureText.coordinate(y + 13))">\(VisibleText.shortened(bar.name, to: 36))</text>\
                <text x="\(FigureText.coordinate(width))" y="\(FigureText.coordinate(y + 13))" text-anchor="end">\(bar.words)</text>\
                <rect class="lane" x="0" y="\(FigureText.coordinate(y + 19))" width="\(FigureText.coordinate(width))" height="9" rx="2"/>\
                <rect class="plain" x="0" y="\(FigureText.coordinate(y + 19))" \
                width="\(FigureText.coordinate(bar.value > 0 ? max(share, 2) : 0))" height="9" rx="2"><title>\(bar.name): \(bar.words)</title></rect>

                """
        }
        out += "</svg>\n</figure>\n"
        return out
    }
}
