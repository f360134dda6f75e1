import ReeveJSON
import ReeveModel
import ReeveStore

extension ReportPage {
    var outcomes: Markup {
        let items = report.items
        let rows = items.map { item -> Markup in
            let counts = item.counts.map { "\($0.count) \($0.ending.words)" }.joined(separator: ", ")
            let retries = item.retries > 0 ? String(item.retries) : ""
            return """
                <tr><th scope="row">\(item.item)</th><td class="bar">\(OutcomeBar(item.counts, label: item.item).svg)</td>\
                <td class="counts">\(counts)</td><td class="n">\(FigureText.count(item.total))</td><td class="n">\(retries)</td>\
                <td class="n">\(time(item.durations?.p50))</td><td class="n">\(time(item.durations?.p95))</td>\
                <td class="n">\(time(item.durations?.p99))</td></tr>

                """
        }
        let all = report.durations
        let retries = items.reduce(0) { $0 + $1.retries }
        let foot: Markup = """
            <tr><th scope="row">All items</th><td class="bar">\(OutcomeBar(report.counts, label: "all items").svg)</td><td></td>\
            <td class="n">\(FigureText.count(report.runs.count))</td><td class="n">\(retries)</td>\
            <td class="n">\(time(all?.p50))</td><td class="n">\(time(all?.p95))</td><td class="n">\(time(all?.p99))</td></tr>
            """
        let legend = report.counts.map { count -> Markup in "<li>\(pill(count.ending))</li>\n" }.joined()
        return """
            <h2 id="outcomes">Outcome by item</h2>
            \(table(
                "Quantiles by nearest rank, from the first passing of the gate to the end of a run.", label: "Outcome by item",
                head: """
                    <th scope="col">Item</th><th scope="col">Share</th><th scope="col">Outcome</th>\
                    <th scope="col" class="n">Runs</th><th scope="col" class="n">Retries</th><th scope="col" class="n">p50</th>\
                    <th scope="col" class="n">p95</th><th scope="col" class="n">p99</th>
                    """,
                body: rows.joined(), foot: items.count > 1 ? foot : ""))\
            <ul class="legend" aria-label="Colours">
            \(legend)</ul>

            """
    }

    var slowest: Markup {
        let runs = report.slowest()
        guard let longest = runs.first?.record.duration, longest > .zero else { return "" }
        let rows = runs.map { run -> Markup in
            let share = Double(run.record.duration?.microseconds ?? 0) / Double(longest.microseconds) * 100
            let width = FigureText.coordinate(max(share, 0.4))
            return """
                <tr><th scope="row">\(name(run))</th><td class="n">\(time(run.record.duration))</td>\
                <td class="bar"><svg viewBox="0 0 100 14" preserveAspectRatio="none" aria-hidden="true">\
                <rect class="f \(run.ending.classes)" x="0" y="2" width="\(width)" height="10"/></svg></td>\
                <td>\(pill(run.ending))</td><td>\(work(run))</td></tr>

                """
        }
        return """
            <h2 id="slowest">Slowest runs</h2>
            \(table(
                "The \(runs.count) longest, retries and the waits between them included.", label: "Slowest runs",
                head: """
                    <th scope="col">Run</th><th scope="col" class="n">Took</th><th scope="col">Share of the longest</th>\
                    <th scope="col">Outcome</th><th scope="col">Tool or model</th>
                    """,
                body: rows.joined()))
            """
    }

    var retries: Markup {
        let runs = report.retried
        guard !runs.isEmpty else { return "" }
        let rows = runs.prefix(ReportPage.rowsMax).flatMap { run in
            run.attempts.enumerated().map { index, attempt -> Markup in
                let head: Markup =
                    index == 0 ? "<th scope=\"rowgroup\" rowspan=\"\(run.attempts.count)\">\(name(run))</th>" : ""
                let took = attempt.record.endedAt.map { $0.since(attempt.record.startedAt ?? attempt.record.claimedAt) }
                let outcome = attempt.record.outcome?.rawValue ?? "running"
                return """
                    <tr>\(head)<td class="n">\(attempt.record.number)</td><td>\(outcome)</td>\
                    <td><code>\(attempt.record.reason?.rawValue ?? "")</code></td>\
                    <td>\(VisibleText.shortened(attempt.message ?? "", to: 400))</td><td class="n">\(time(took))</td></tr>

                    """
            }
        }
        return """
            <h2 id="retries">Retries</h2>
            \(table(
                "Every attempt of the runs that were tried more than once.", label: "Retries",
                head: """
                    <th scope="col">Run</th><th scope="col" class="n">Attempt</th><th scope="col">Outcome</th>\
                    <th scope="col">Reason</th><th scope="col">What happened</th><th scope="col" class="n">Took</th>
                    """,
                body: rows.joined()))
            """
    }

    var allRuns: Markup {
        let shown = report.runs.prefix(ReportPage.rowsMax)
        let rows = shown.map { run -> Markup in
            let started = run.record.state.startedAt.map(FigureText.exactClock) ?? ""
            return """
                <tr><th scope="row">\(name(run))<span class="id">\(run.record.id.text)</span></th><td>\(pill(run.ending))</td>\
                <td class="n">\(started)</td><td class="n">\(time(run.record.duration))</td>\
                <td class="n">\(run.attempts.count)</td><td>\(work(run))</td>\
                <td>\(decision(run))</td></tr>

                """
        }
        let left = report.runs.count - shown.count
        let more: Markup = left > 0 ? " \(FigureText.count(left)) more are in <a href=\"runs.csv\">runs.csv</a>." : ""
        return """
            <h2 id="runs">All runs</h2>
            \(table(
                "The newest run of each item and cell; all of them are in <a href=\"runs.csv\">runs.csv</a>.\(more)",
                label: "All runs",
                head: """
                    <th scope="col">Run</th><th scope="col">Outcome</th><th scope="col" class="n">Started</th>\
                    <th scope="col" class="n">Took</th><th scope="col" class="n">Attempts</th><th scope="col">Tool or model</th>\
                    <th scope="col">Reason, else the rule that allowed it</th>
                    """,
                body: rows.joined()))
            """
    }

    /// The tool, or the model of a task.
    private func work(_ run: RunEntry) -> Markup {
        run.isTask ? "task\(run.modelName.map { " by " + $0 } ?? "")" : "<code>\(run.target ?? "")</code>"
    }

    private func decision(_ run: RunEntry) -> Markup {
        if let reason = run.record.state.reason { return "<code>\(reason.rawValue)</code>" }
        return (run.allowedBy?.names ?? []).map { name -> Markup in "<span class=\"rule\">\(name)</span>" }.joined(
            separator: " ")
    }

    var tools: Markup {
        guard !report.tools.isEmpty else { return "" }
        let rows = report.tools.map { tool -> Markup in
            """
            <tr><th scope="row"><code>\(tool.address)</code></th><td class="n">\(FigureText.count(tool.calls))</td><td>\(tool.version)</td><td>\(tool.isPinned ? "yes" : "no")</td>\
            <td>\(tool.status.rawValue)</td><td>\(tool.server ?? "")</td><td><code>\(tool.digest.description)</code></td></tr>

            """
        }
        return """
            <h2 id="tools">Tools</h2>
            \(table(
                "The definitions that calls were made of. Pinned means that a call was made only while the server offered exactly this one.",
                label: "Tools",
                head: """
                    <th scope="col">Tool</th><th scope="col" class="n">Calls</th><th scope="col">Version</th><th scope="col">Pinned</th><th scope="col">Status</th>\
                    <th scope="col">Server</th><th scope="col">Definition</th>
                    """,
                body: rows.joined()))
            """
    }
}
