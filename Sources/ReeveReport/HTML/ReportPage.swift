import ReeveJSON
import ReeveModel
import ReeveStore

/// `report.html`: one file with style and charts inside, no script, no address outside of itself.
package struct ReportPage: Sendable {
    /// More rows than this are counted only; `runs.csv` has them all.
    static let rowsMax = 2_000

    let report: RunReport

    package init(_ report: RunReport) { self.report = report }

    package var bytes: [UInt8] { Array(text.utf8) }

    package var text: String {
        let title = "\(report.batch.name): run report of \(FigureText.instant(report.batch.createdAt))"
        // The policy lets nothing be loaded, run or sent, whatever a server may have said.
        let page: Markup = """
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width,initial-scale=1">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
            <meta name="referrer" content="no-referrer">
            <title>\(title)</title>
            <style>
            \(PageStyle.sheet)\(PageStyle.tasks)</style>
            </head>
            <body>
            \(header)<main>
            \(figures)\(outcomes)\(otherwise)\(tasks)\(charts)\(slowest)\(retries)\(allRuns)\(exchanges)\(tools)\(evidence)</main>
            \(footer)</body>
            </html>

            """
        return page.text
    }

    private var header: Markup {
        let batch = report.batch
        let verdict = report.verdict
        var facts: [(String, Markup)] = [
            ("Scope", "\(batch.organization) / \(batch.environment)"),
            ("Requested by", "\(batch.requester.description)"),
            ("Submitted", instant(batch.createdAt)),
            ("Ended", batch.endedAt.map(instant) ?? "not yet"),
            ("Queue", "\(batch.queue), \(batch.concurrency) at once"),
            ("Deadline", batch.deadline.map(instant) ?? "none"),
            ("Batch", "<code>\(batch.id.text)</code>"),
            (
                "Definition",
                "<code title=\"\(batch.definitionDigest.description)\">sha256:\(String(batch.definitionDigest.hex.prefix(12)))…</code>"
            ),
        ]
        if let zone = report.timeZone { facts.append(("Time zone", "\(zone); times here are UTC")) }
        if let revision = report.revision {
            let commit: Markup =
                revision.gitCommit.map {
                    ", commit <code title=\"\($0.hash)\">\(String($0.hash.prefix(12)))</code>\(mark($0))"
                } ?? ""
            facts.append(("Revision", "\(String(revision.serial)) of set \(revision.set)\(commit)"))
        }
        if let schedule = batch.schedule {
            let fire = batch.firedFor.map { " for " + FigureText.instant($0) } ?? ""
            facts.append(("Schedule", "<code>\(schedule.text)</code>\(fire)"))
        }
        let rows = facts.map { fact -> Markup in "<div><dt>\(fact.0)</dt><dd>\(fact.1)</dd></div>\n" }.joined()
        return """
            <header>
            <p class="over">Run report</p>
            <h1>\(batch.name)</h1>
            <p class="verdict"><span class="pill c-\(verdict.kind.rawValue)">\(verdict.kind.rawValue)</span> \
            <span>\(verdict.sentence), in \(FigureText.duration(report.elapsed)).</span></p>
            <dl class="facts">
            \(rows)</dl>
            \(report.notes.map { note -> Markup in "<p class=\"soft\">\(note).</p>\n" }.joined())</header>

            """
    }

    private var figures: Markup {
        let expected = report.runs.count { $0.ending.isExpected }
        let retries = report.retried.reduce(0) { $0 + $1.retries }
        var figures: [(String, String, Bool)] = [
            (FigureText.count(report.runs.count), report.runs.count == 1 ? "run" : "runs", false),
            (FigureText.count(report.runs.count { $0.record.state.status == .succeeded }), "succeeded", false),
            (FigureText.count(report.needsAttention), "need a look", report.needsAttention > 0),
            (FigureText.count(expected), "other ends, expected", false),
            (FigureText.count(report.callsSent), report.callsSent == 1 ? "tool call" : "tool calls", false),
            (FigureText.count(retries), retries == 1 ? "retry" : "retries", false),
        ]
        if let durations = report.durations {
            figures.append((FigureText.duration(durations.p50), "p50 duration", false))
            figures.append((FigureText.duration(durations.p95), "p95 duration", false))
        }
        let requests = report.modelRequests
        if requests > 0 {
            figures.append((FigureText.count(requests), requests == 1 ? "model request" : "model requests", false))
        }
        let tokens = report.tokens
        if tokens.input + tokens.output > 0 {
            figures.append((FigureText.count(tokens.input + tokens.output), "tokens", false))
        }
        for cost in report.costs {
            figures.append((FigureText.money(cost.microUnits), cost.currency + ", estimated", false))
        }
        let items = figures.map { figure -> Markup in
            "<li\(figure.2 ? Markup(" class=\"alarm\"") : Markup())><b>\(figure.0)</b><span>\(figure.1)</span></li>\n"
        }
        return "<ul class=\"figures\" aria-label=\"Key figures\">\n\(items.joined())</ul>\n"
    }

    private var charts: Markup {
        """
        <h2 id="time">Time</h2>
        \(TimelineChart(report).figure)<div class="pair">
        \(LatencyChart(report).figure)\(ThroughputChart(report).figure)</div>

        """
    }

    private var footer: Markup {
        let producer: Markup = report.producer.map { "Made by \($0) from" } ?? "Made from"
        return """
            <footer>\(producer) batch <code>\(report.batch.id.text)</code> as the store had it at \
            \(instant(report.lastInstant)). All times are UTC. This page loads nothing and runs no script.</footer>

            """
    }

    // MARK: Parts that several sections use

    func instant(_ time: Timestamp) -> Markup {
        "<time datetime=\"\(time.description)\">\(FigureText.instant(time))</time>"
    }

    func pill(_ ending: Ending) -> Markup {
        "<span class=\"pill \(ending.classes)\">\(ending.words)</span>"
    }

    /// The item with its cell below.
    func name(_ run: RunEntry) -> Markup {
        let cell: Markup = run.cell.isEmpty ? "" : "<span class=\"cell\">\(run.cell)</span>"
        return "\(run.record.identity.item)\(cell)"
    }

    func time(_ duration: Duration?) -> Markup { duration.map { "\(FigureText.duration($0))" } ?? "" }

    /// A table that scrolls in its own box where the screen is narrow.
    func table(_ caption: Markup, label: String, head: Markup, body: Markup, foot: Markup = "") -> Markup {
        let foot: Markup = foot.text.isEmpty ? "" : "<tfoot>\(foot)</tfoot>\n"
        return """
            <div class="scroll" role="region" aria-label="\(label)" tabindex="0">
            <table>
            <caption><span>\(caption)</span></caption>
            <thead><tr>\(head)</tr></thead>
            <tbody>
            \(body)</tbody>
            \(foot)</table>
            </div>

            """
    }
}

extension Ending {
    /// The classes that give a mark its colour, and the looks of what was expected.
    var classes: String {
        let name =
            switch status {
            case .succeeded, .failed, .denied, .cancelled, .skipped, .interrupted: status.rawValue
            default: "waiting"
            }
        return "c-" + name + (isExpected ? " x" : "")
    }
}
