internal import ReeveJSON
internal import ReeveMCP
internal import ReeveModel
internal import Synchronization

/// The waits of one attempt. One follows another; two never overlap.
final class CallWaits: Sendable {
    struct Figure: Sendable {
        let wait: CallWait
        let duration: Duration

        var words: String { "waited \(CallWaits.text(duration)) for \(wait)" }

        var details: JSONValue {
            [
                "waited_for": .string(wait.code), "waited_ms": JSONValue(duration.microseconds / 1_000),
                "waited_words": .string(wait.description),
            ]
        }
    }

    private struct State {
        var current: (wait: CallWait, since: ContinuousClock.Instant)?
        var figures: [Figure] = []
    }

    private let state = Mutex(State())
    private let pool: SessionPool
    private let control: RunControl

    init(pool: SessionPool, control: RunControl) {
        self.pool = pool
        self.control = control
    }

    /// Begins another wait and ends the one before it.
    func begin(_ wait: CallWait) {
        end()
        state.withLock { $0.current = (wait, pool.now) }
        control.onWait(.began(wait))
    }

    func end() {
        let now = pool.now
        let figure = state.withLock { state -> Figure? in
            guard let current = state.current else { return nil }
            state.current = nil
            let figure = Figure(wait: current.wait, duration: max(.zero, current.since.duration(to: now)))
            state.figures.append(figure)
            return figure
        }
        if let figure { control.onWait(.ended(figure.wait, figure.duration)) }
    }

    /// The waits that were not taken yet.
    func take() -> [Figure] {
        end()
        return state.withLock { state in
            defer { state.figures = [] }
            return state.figures
        }
    }

    /// `0.3s`, `12s`.
    static func text(_ duration: Duration) -> String {
        let tenths = (duration.microseconds + 50_000) / 100_000
        return tenths < 100 ? "\(tenths / 10).\(tenths % 10)s" : DurationText.format(.seconds(tenths / 10))
    }
}
