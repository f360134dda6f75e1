import ReeveJSON
import ReeveModel
import ReeveStore

/// When what ran: one lane for each thing that a worker did at one time, one bar an attempt.
struct TimelineChart {
    /// More bars or lanes than this say less than they cost; they are counted in the caption.
    private static let barsMax = 1_500
    private static let lanesMax = 48

    private struct Bar {
        let run: RunEntry
        let number: Int
        let worker: String
        let start: Timestamp
        let end: Timestamp
        let ending: Ending
        var isLast: Bool
    }

    private struct Lane {
        let worker: String
        let slot: Int
        var bars: [Bar]
    }

    private let report: RunReport
    private let lanes: [Lane]
    private let omitted: Int
    private let notStarted: Int

    private let left = 96.0
    private let width = 1_080.0
    private let laneHeight = 22.0

    init(_ report: RunReport) {
        self.report = report
        let all = TimelineChart.bars(report)
        let lanes = TimelineChart.lanes(Array(all.prefix(TimelineChart.barsMax)))
        self.lanes = Array(lanes.prefix(TimelineChart.lanesMax))
        omitted = all.count - self.lanes.reduce(0) { $0 + $1.bars.count }
        notStarted = report.runs.count { $0.attempts.isEmpty }
    }

    /// By start, then run.
    private static func bars(_ report: RunReport) -> [Bar] {
        let last = report.lastInstant
        let bars = (report.superseded + report.runs).flatMap { run in
            run.attempts.enumerated().map { index, attempt in
                let isLast = index == run.attempts.count - 1
                let ending: Ending
                if isLast {
                    ending = run.ending
                } else {
                    ending = Ending(status: attempt.record.outcome == .released ? .skipped : .failed)
                }
                return Bar(
                    run: run, number: attempt.record.number, worker: attempt.record.worker,
                    start: attempt.record.claimedAt, end: max(attempt.record.endedAt ?? last, attempt.record.claimedAt),
                    ending: ending, isLast: isLast)
            }
        }
        return bars.sorted { ($0.start, $0.run.record.id, $0.number) < ($1.start, $1.run.record.id, $1.number) }
    }

    /// Each bar goes into the first lane of its worker that is free by then.
    private static func lanes(_ bars: [Bar]) -> [Lane] {
        var byWorker: [String: [Lane]] = [:]
        for bar in bars {
            var lanes = byWorker[bar.worker] ?? []
            if let free = lanes.firstIndex(where: { $0.bars.last.map { $0.end <= bar.start } ?? true }) {
                lanes[free].bars.append(bar)
            } else {
                lanes.append(Lane(worker: bar.worker, slot: lanes.count + 1, bars: [bar]))
            }
            byWorker[bar.worker] = lanes
        }
        return byWorker.sorted { $0.key < $1.key }.flatMap(\.value)
    }

    var figure: Markup {
        guard !lanes.isEmpty else {
            return "<p class=\"soft\">No run was started, so there is no timeline.</p>\n"
        }
        var caption = "Timeline: one lane for each run that a worker handled at one time, one bar an attempt."
        if notStarted > 0 { caption += " \(FigureText.count(notStarted, "run")) never reached a worker." }
        if omitted > 0 { caption += " \(FigureText.count(omitted, "attempt")) left out." }
        let start = report.batch.createdAt
        let span = max(Double(report.lastInstant.since(start).microseconds), 1_000)
        let height = Double(lanes.count) * laneHeight + 30
        func x(_ time: Timestamp) -> Double {
            left + Double(time.since(start).microseconds) / span * (width - left - 12)
        }
        var out: Markup = """
            <figure class="scroll wide" role="region" aria-label="Timeline" tabindex="0">
            <figcaption>\(caption)</figcaption>
            <svg viewBox="0 0 \(FigureText.coordinate(width)) \(FigureText.coordinate(height))" role="img" \
            aria-labelledby="timeline-title timeline-desc">
            <title id="timeline-title">Timeline of runs</title>
            <desc id="timeline-desc">\(FigureText.count(lanes.reduce(0) { $0 + $1.bars.count }, "attempt")) in \
            \(FigureText.count(lanes.count, "lane")) over \(FigureText.duration(.microseconds(Int64(span)))); the table of all \
            runs has the same times as text.</desc>

            """
        out += axis(start: start, span: span, height: height - 26)
        let workers = Set(lanes.map(\.worker)).count
        for (index, lane) in lanes.enumerated() {
            let y = Double(index) * laneHeight + 2
            let name = workers == 1 ? "slot \(lane.slot)" : VisibleText.shortened(lane.worker, to: 9) + " \(lane.slot)"
            out += "<text x=\"0\" y=\"\(FigureText.coordinate(y + 13))\">\(name)</text>\n"
            for bar in lane.bars { out += mark(bar, x: x(bar.start), end: x(bar.end), y: y) }
        }
        out += "</svg>\n</figure>\n"
        return out
    }

    private func mark(_ bar: Bar, x: Double, end: Double, y: Double) -> Markup {
        let width = max(end - x, 2)
        let took = FigureText.duration(bar.end.since(bar.start))
        let words = bar.isLast ? bar.ending.words : "tried again"
        let attempt = bar.run.attempts.count > 1 ? ", attempt \(bar.number)" : ""
        let label = VisibleText.shortened(bar.run.label, to: 60)
        var out: Markup = """
            <rect class="f \(bar.ending.classes)" x="\(FigureText.coordinate(x))" y="\(FigureText.coordinate(y))" \
            width="\(FigureText.coordinate(width))" height="18" rx="2"><title>\(label)\(attempt): \(words), \(took)</title></rect>

            """
        // Inside only where it surely fits: about 6.5 units a character.
        let item = bar.run.record.identity.item
        if Double(item.count) * 6.5 + 8 < width {
            let color = bar.ending.isExpected || bar.ending.status == .skipped ? "var(--ink)" : "var(--bg)"
            out += """
                <text x="\(FigureText.coordinate(x + 5))" y="\(FigureText.coordinate(y + 13))" style="fill:\(color)" \
                aria-hidden="true">\(item)</text>

                """
        }
        return out
    }

    private func axis(start: Timestamp, span: Double, height: Double) -> Markup {
        let step = RoundStep.atLeast(span / 8)
        var out = Markup()
        var offset: Int64 = 0
        while Double(offset) <= span {
            let x = FigureText.coordinate(left + Double(offset) / span * (width - left - 12))
            let text =
                offset == 0
                ? FigureText.clock(start) + " UTC"
                : "+" + FigureText.duration(.microseconds(offset)).replacing(".0 s", with: " s")
            out += """
                <line class="grid" x1="\(x)" y1="0" x2="\(x)" y2="\(FigureText.coordinate(height))"/>\
                <text x="\(x)" y="\(FigureText.coordinate(height + 18))" text-anchor="\(offset == 0 ? "start" : "middle")">\(text)</text>

                """
            offset += step
        }
        return out
    }
}
