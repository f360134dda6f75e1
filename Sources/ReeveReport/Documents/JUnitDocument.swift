import ReeveStore
import ReeveJSON
import ReeveModel

/// `junit.xml`: a test suite an item, a test case a run, in the form that Jenkins and GitLab read.
///
/// A run that ended as `expect` asked passes. A failed expectation or a tool's error is a failure; every other end
/// (denied, interrupted, not ended) is an error; skipped and cancelled runs are skipped.
package struct JUnitDocument: Sendable {
    private enum Verdict: String { case passed, failure, error, skipped }

    private let report: RunReport

    package init(_ report: RunReport) { self.report = report }

    package var bytes: [UInt8] { Array(text.utf8) }

    package var text: String {
        let byItem = Dictionary(grouping: report.runs, by: \.record.identity.item)
        var out: Markup = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        out += "<testsuites name=\"\(report.batch.name)\"\(attributes(report.runs))>\n"
        for item in report.itemOrder {
            guard let runs = byItem[item] else { continue }
            let start = String(
                (runs.compactMap(\.record.state.startedAt).min() ?? report.batch.createdAt).fields.description)
            out += "  <testsuite name=\"\(item)\"\(attributes(runs)) timestamp=\"\(start)\">\n"
            for run in runs { out += testCase(run) }
            out += "  </testsuite>\n"
        }
        out += "</testsuites>\n"
        return out.text
    }

    private func attributes(_ runs: [RunEntry]) -> Markup {
        let verdicts = runs.map(verdict)
        func count(_ verdict: Verdict) -> Int { verdicts.count { $0 == verdict } }
        let time = runs.compactMap(\.record.duration).reduce(Duration.zero, +)
        return """
             tests="\(runs.count)" failures="\(count(.failure))" errors="\(count(.error))" \
            skipped="\(count(.skipped))" time="\(seconds(time))"
            """
    }

    private func verdict(_ run: RunEntry) -> Verdict {
        if run.ending.isExpected { return .passed }
        switch run.record.state.status {
        case .succeeded: return .passed
        case .failed:
            let reason = run.record.state.reason
            return reason == .expectationFailed || reason == .toolError ? .failure : .error
        case .skipped, .cancelled: return .skipped
        default: return .error
        }
    }

    private func testCase(_ run: RunEntry) -> Markup {
        let name = run.cell.isEmpty ? run.record.identity.item : run.cell
        var out: Markup =
            "    <testcase classname=\"\(report.batch.name).\(run.record.identity.item)\" name=\"\(name)\""
        out += " time=\"\(seconds(run.record.duration ?? .zero))\""
        let place = run.shownPlace.map(fileAndLine)
        if let place { out += " file=\"\(place.file)\"" }
        if let line = place?.line { out += " line=\"\(line)\"" }
        let verdict = verdict(run)
        guard verdict != .passed || run.ending.isExpected || !run.approvals.isEmpty else {
            return out.appending("/>\n")
        }
        out += ">\n"
        let message = RunSummaryText.reason(run)
        let type = run.record.state.reason?.rawValue ?? run.record.state.status.rawValue
        switch verdict {
        case .passed:
            let said = ([message].filter { !$0.isEmpty } + run.approvalSentences).joined(separator: "; ")
            out += "      <system-out>\(run.ending.words): \(said)</system-out>\n"
        case .skipped: out += "      <skipped message=\"\(message)\"/>\n"
        case .failure: out += "      <failure type=\"\(type)\" message=\"\(message)\">\(block: detail(run))</failure>\n"
        case .error: out += "      <error type=\"\(type)\" message=\"\(message)\">\(block: detail(run))</error>\n"
        }
        return out.appending("    </testcase>\n")
    }

    private func detail(_ run: RunEntry) -> String {
        var lines = ["run \(run.record.id.text), \(FigureText.count(run.attempts.count, "attempt"))"]
        if let target = run.target { lines.append("tool \(target)") }
        if run.isTask { lines.append(taskWords(run)) }
        if let text = run.explanation { lines.append(VisibleText.shortened(text, to: 2_000)) }
        lines += run.approvalSentences
        if let place = run.shownPlace { lines.append("see \(place)") }
        if let reason = run.record.state.reason { lines.append("remedy: " + ReasonWords.of(reason).remedy) }
        return lines.joined(separator: "\n")
    }

    /// `task of agent bot, main/small-1, 3 turns; tainted`
    private func taskWords(_ run: RunEntry) -> String {
        var words = "task of agent \(run.record.assignment.agent ?? "")"
        if let model = run.modelName { words += ", " + model }
        if let conversation = run.conversation { words += ", " + FigureText.count(conversation.turns, "turn") }
        return ([words] + run.taskMarks).joined(separator: "; ")
    }

    /// `file:line`; without a number at its end the whole is the file.
    private func fileAndLine(_ place: String) -> (file: String, line: Int?) {
        guard let colon = place.lastIndex(of: ":"), let line = Int(place[place.index(after: colon)...]) else {
            return (place, nil)
        }
        return (String(place[..<colon]), line)
    }

    /// With three decimals.
    private func seconds(_ duration: Duration) -> String {
        let milliseconds = max(0, duration.microseconds) / 1_000
        let fraction = String(milliseconds % 1_000)
        return "\(milliseconds / 1_000)." + String(repeating: "0", count: 3 - fraction.utf8.count) + fraction
    }
}

extension Markup {
    fileprivate func appending(_ other: Markup) -> Markup {
        var out = self
        out += other
        return out
    }
}
