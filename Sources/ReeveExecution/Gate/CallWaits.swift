internal import ReeveJSON
internal import ReeveMCP
internal import ReeveModel
internal import Synchronization

/// What a run waits for before its call can be sent; none of it uses up the call's timeout.
package enum CallWait: Sendable, Hashable {
    /// All sessions of the connection are in use.
    case session(connection: String, most: Int)
    /// The connection's server starts and is asked for its protocol.
    case start(connection: String)
    /// The server failed and is not started anew before a pause is over.
    case restart(connection: String)
    /// A rate or a number of calls at once, in words.
    case limit(String)

    /// The word in the details of steps.
    package var code: String {
        switch self {
        case .session: "session"
        case .start: "start"
        case .restart: "restart"
        case .limit: "limit"
        }
    }
}

extension CallWait: CustomStringConvertible {
    package var description: String {
        switch self {
        case .session(let connection, let most):
            "a session of connection '\(connection)', which has \(most == 1 ? "one" : "\(most)") at once"
        case .start(let connection): "the server of connection '\(connection)' to start"
        case .restart(let connection): "the next start of the server of connection '\(connection)', which failed"
        case .limit(let words): words
        }
    }
}

/// The waits of one attempt, one after another.
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

    /// Another wait begins; the one before is over.
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

    /// Those since the last time.
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
