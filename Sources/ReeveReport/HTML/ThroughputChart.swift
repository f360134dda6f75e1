import ReeveJSON
import ReeveModel
import ReeveStore

/// How many runs ended when, over the time of the batch.
struct ThroughputChart {
    private let report: RunReport
    private let width = 520.0
    private let height = 210.0
    private let left = 30.0
    private let top = 20.0
    private let bottom = 182.0

    init(_ report: RunReport) { self.report = report }

    var figure: Markup {
        let (bucket, buckets) = report.throughput
        guard !buckets.isEmpty else { return "" }
        let peak = max(1, buckets.map(\.finished).max() ?? 1)
        let step = (width - left - 10) / Double(buckets.count)
        let bucketText = FigureText.duration(bucket).replacing(".0 s", with: " s")
        var out: Markup = """
            <figure class="half">
            <figcaption>Runs that ended in each \(bucketText).</figcaption>
            <svg viewBox="0 0 \(FigureText.coordinate(width)) \(FigureText.coordinate(height))" role="img" \
            aria-labelledby="throughput-title throughput-desc">
            <title id="throughput-title">Throughput over time</title>
            <desc id="throughput-desc">\(FigureText.count(buckets.count, "bar")) of \(bucketText) each, at most \
            \(FigureText.count(peak, "run")) in one.</desc>

            """
        out += ValueAxis(peak: peak, left: left, right: width - 10, top: top, bottom: bottom).svg
        for (index, part) in buckets.enumerated() where part.finished > 0 {
            let barHeight = Double(part.finished) / Double(peak) * (bottom - top)
            out += """
                <rect class="plain" x="\(FigureText.coordinate(left + Double(index) * step + 0.5))" \
                y="\(FigureText.coordinate(bottom - barHeight))" width="\(FigureText.coordinate(max(step - 1, 1)))" \
                height="\(FigureText.coordinate(barHeight))"><title>\(FigureText.clock(part.start)): \
                \(FigureText.count(part.finished, "run"))</title></rect>

                """
        }
        let span = bucket.microseconds * Int64(buckets.count)
        let tick = RoundStep.atLeast(Double(span) / 5)
        var offset: Int64 = 0
        while offset <= span {
            let x = FigureText.coordinate(left + Double(offset) / Double(span) * (width - left - 10))
            let text =
                offset == 0
                ? FigureText.clock(report.batch.createdAt)
                : "+" + FigureText.duration(.microseconds(offset)).replacing(".0 s", with: " s")
            let anchor = offset == 0 ? "start" : offset == span ? "end" : "middle"
            out += """
                <line class="axis" x1="\(x)" y1="\(FigureText.coordinate(bottom))" x2="\(x)" \
                y2="\(FigureText.coordinate(bottom + 4))"/><text x="\(x)" y="\(FigureText.coordinate(bottom + 18))" \
                text-anchor="\(anchor)">\(text)</text>

                """
            offset += tick
        }
        out += "</svg>\n</figure>\n"
        return out
    }
}
