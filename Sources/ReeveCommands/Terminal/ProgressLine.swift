import Glibc
import ReeveExecution
import ReeveJSON
import ReeveModel
import ReeveStore
import Synchronization

/// Shows the progress of a run. On a terminal one line is drawn again and again; elsewhere a line is written every ten
/// seconds.
final class ProgressLine: Sendable {
    private struct State {
        var startedAt: Timestamp
        /// How many runs there are to do.
        var total: Int
        var lastDrawn: Timestamp?
        var isShown = false
        /// The runs that this worker works on, each with its item and what it waits for.
        var inHand: [ULID: (item: String, wait: CallWait?)] = [:]
    }

    private let terminal: Terminal
    private let state: Mutex<State>

    init(terminal: Terminal, startedAt: Timestamp) {
        self.terminal = terminal
        state = Mutex(State(startedAt: startedAt, total: 0))
    }

    /// Called when the worker begins.
    func begin(total: Int, at instant: Timestamp) {
        state.withLock { ($0.startedAt, $0.total) = (instant, total) }
    }

    func take(_ event: RunEvent) {
        switch event {
        case .progress(let progress): draw(progress)
        case .rescued(let report):
            note(
                "took back \(report.requeued.count) runs of a worker that is gone; \(report.interrupted.count) interrupted"
            )
        case .draining: note("stopping: no new runs, those that run may finish; once more to cancel them")
        case .started(let run, _, let item, _, _): state.withLock { $0.inHand[run] = (item, nil) }
        case .waiting(let run, let wait): state.withLock { $0.inHand[run]?.wait = wait }
        case .ended(let run, _, _, _, _, _, _), .postponed(let run, _, _, _, _):
            state.withLock { $0.inHand[run] = nil }
        case .batchEnded, .leasesRenewed: break
        }
    }

    /// Draws without an event, so that the line is up to date while servers start and calls last.
    func tick(_ progress: RunProgress) { draw(progress) }

    /// Removes the line.
    func finish() {
        state.withLock { state in
            if state.isShown { terminal.redraw(nil) }
            state.isShown = false
        }
    }

    private func note(_ text: String) {
        finish()
        terminal.note(text)
    }

    private func draw(_ progress: RunProgress) {
        let now = progress.now
        state.withLock { state in
            let pause: Duration = terminal.errorIsTerminal ? .milliseconds(100) : .seconds(10)
            if now.since(state.startedAt) < (terminal.errorIsTerminal ? .milliseconds(500) : pause) { return }
            if let last = state.lastDrawn, now.since(last) < pause { return }
            state.lastDrawn = now
            let done = progress.ended + progress.skipped
            var text = "\(done)/\(max(state.total, done)) done"
            if let rate = progress.rate { text += "  \(Self.short(rate))/s" }
            let left = max(0, state.total - done)
            if let rate = progress.rate, rate > 0, left > 0 {
                text += "  \(DurationText.format(.seconds(Int64(Double(left) / rate) + 1))) left"
            }
            text += "  " + Self.inHand(state.inHand.values)
            if progress.failed > 0 { text += "  \(progress.failed) failed" }
            if terminal.errorIsTerminal, !terminal.isQuiet {
                terminal.redraw(TerminalText.truncated(text, to: terminal.width - 1))
                state.isShown = true
            } else {
                terminal.note(text)
            }
        }
    }

    /// For example `2 running (log, summary)  3 wait for a session of connection 'git', which has one at once`.
    private static func inHand(_ runs: some Collection<(item: String, wait: CallWait?)>) -> String {
        var items: [String] = []
        var waits: [CallWait: Int] = [:]
        for run in runs {
            if let wait = run.wait { waits[wait, default: 0] += 1 } else { items.append(run.item) }
        }
        var text = "\(items.count) running"
        let names = Set(items).sorted()
        if !names.isEmpty {
            text += " (" + names.prefix(3).map(TerminalText.escaped).joined(separator: ", ")
            text += names.count > 3 ? ", ...)" : ")"
        }
        for (wait, count) in waits.sorted(by: { ($1.value, $0.key.description) < ($0.value, $1.key.description) }) {
            text += "  \(count) \(count == 1 ? "waits" : "wait") for \(wait)"
        }
        return text
    }

    private static func short(_ rate: Double) -> String {
        let tenths = Int((rate * 10).rounded())
        return "\(tenths / 10).\(tenths % 10)"
    }
}
