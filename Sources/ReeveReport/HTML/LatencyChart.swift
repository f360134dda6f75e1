import Glibc
import ReeveJSON
import ReeveModel
import ReeveStore

/// How long runs took: a histogram over a logarithmic axis with the quantiles marked.
struct LatencyChart {
    private let durations: [Double]
    private let quantiles: Quantiles?

    private let width = 520.0
    private let height = 210.0
    private let left = 30.0
    private let top = 50.0
    private let bottom = 182.0

    init(_ report: RunReport) {
        durations = report.runs.compactMap(\.record.duration).map { max(Double($0.microseconds) / 1_000, 0.1) }
        quantiles = report.durations
    }

    /// Bounds of the classes in milliseconds, ascending: 1, 1.5, 2, 3, 5, 7 times powers of ten around the data.
    private var bounds: [Double] {
        guard let least = durations.min(), let most = durations.max() else { return [] }
        var bounds: [Double] = []
        var power = 0.1
        while power <= 1e9 {
            bounds += [1, 1.5, 2, 3, 5, 7].map { $0 * power }
            power *= 10
        }
        let first = (bounds.lastIndex { $0 <= least } ?? 0)
        let last = (bounds.firstIndex { $0 > most } ?? bounds.count - 1)
        // Never fewer than eight classes, so that equal durations do not fill the chart.
        let missing = max(0, 8 - (last - first))
        let low = max(0, first - missing / 2)
        return Array(bounds[low...min(bounds.count - 1, last + (missing - missing / 2))])
    }

    var figure: Markup {
        guard let quantiles else { return "" }
        let bounds = bounds
        guard let least = bounds.first, let most = bounds.last else { return "" }
        func x(_ milliseconds: Double) -> Double {
            left + log10(max(milliseconds, least) / least) / log10(most / least) * (width - left - 10)
        }
        let classes = zip(bounds, bounds.dropFirst()).map { low, high in
            (low: low, high: high, count: durations.count { $0 >= low && $0 < high })
        }
        let peak = max(1, classes.map(\.count).max() ?? 1)
        var out: Markup = """
            <figure class="half">
            <figcaption>Durations of \(FigureText.count(quantiles.count, "run")), logarithmic axis.</figcaption>
            <svg viewBox="0 0 \(FigureText.coordinate(width)) \(FigureText.coordinate(height))" role="img" \
            aria-labelledby="latency-title latency-desc">
            <title id="latency-title">Distribution of durations</title>
            <desc id="latency-desc">p50 \(FigureText.duration(quantiles.p50)), p95 \(FigureText.duration(quantiles.p95)), \
            p99 \(FigureText.duration(quantiles.p99)), longest \(FigureText.duration(quantiles.maximum)).</desc>

            """
        out += ValueAxis(peak: peak, left: left, right: width - 10, top: top, bottom: bottom).svg
        for part in classes where part.count > 0 {
            let start = x(part.low) + 0.5
            let barHeight = Double(part.count) / Double(peak) * (bottom - top)
            out += """
                <rect class="plain" x="\(FigureText.coordinate(start))" y="\(FigureText.coordinate(bottom - barHeight))" \
                width="\(FigureText.coordinate(max(x(part.high) - start - 0.5, 1)))" height="\(FigureText.coordinate(barHeight))">\
                <title>\(text(part.low)) to \(text(part.high)): \(FigureText.count(part.count, "run"))</title></rect>

                """
        }
        out += ticks(bounds, x: x)
        let marks = [("p50", quantiles.p50), ("p95", quantiles.p95), ("p99", quantiles.p99)]
        for (index, mark) in marks.enumerated() {
            let place = x(Double(mark.1.microseconds) / 1_000)
            let y = 12 + Double(index) * 14
            let isRight = place > width - 110
            out += """
                <line class="mark" x1="\(FigureText.coordinate(place))" y1="\(FigureText.coordinate(y - 8))" \
                x2="\(FigureText.coordinate(place))" y2="\(FigureText.coordinate(bottom))"/>\
                <text class="em" x="\(FigureText.coordinate(place + (isRight ? -5 : 5)))" y="\(FigureText.coordinate(y))" \
                text-anchor="\(isRight ? "end" : "start")">\(mark.0) \(FigureText.duration(mark.1))</text>

                """
        }
        out += "</svg>\n</figure>\n"
        return out
    }

    /// At 1, 2 and 5 times powers of ten, as many as fit.
    private func ticks(_ bounds: [Double], x: (Double) -> Double) -> Markup {
        var out = Markup()
        var free = -1.0
        for bound in bounds {
            let digits = bound / pow(10, floor(log10(bound) + 1e-9))
            guard [1.0, 2.0, 5.0].contains(where: { ($0 - digits).magnitude < 0.01 }) else { continue }
            let place = x(bound)
            guard place - 24 > free, place < width - 22 else { continue }
            free = place + 24
            out += """
                <line class="axis" x1="\(FigureText.coordinate(place))" y1="\(FigureText.coordinate(bottom))" \
                x2="\(FigureText.coordinate(place))" y2="\(FigureText.coordinate(bottom + 4))"/>\
                <text x="\(FigureText.coordinate(place))" y="\(FigureText.coordinate(bottom + 18))" text-anchor="middle">\
                \(text(bound))</text>

                """
        }
        return out
    }

    private func text(_ milliseconds: Double) -> String {
        if milliseconds < 1 { return FigureText.coordinate(milliseconds) + " ms" }
        return FigureText.duration(.microseconds(Int64((milliseconds * 1_000).rounded()))).replacing(".0 s", with: " s")
    }
}
