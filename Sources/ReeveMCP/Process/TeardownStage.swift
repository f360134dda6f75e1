/// How far the end of a child has come.
enum TeardownStage: Sendable, Equatable {
    case none
    /// The input is closed.
    case closing(terminateAt: ContinuousClock.Instant, killAt: ContinuousClock.Instant)
    /// SIGTERM was sent.
    case terminating(killAt: ContinuousClock.Instant)
    case killed

    enum Step: Sendable { case terminate, kill }

    /// Begins the end, or brings it forward. A later request never puts it off.
    mutating func request(_ teardown: Teardown, now: ContinuousClock.Instant) {
        let terminate = now.advanced(by: teardown.closeGrace)
        let kill = terminate.advanced(by: teardown.terminateGrace)
        switch self {
        case .none: self = .closing(terminateAt: terminate, killAt: kill)
        case .closing(let oldTerminate, let oldKill):
            self = .closing(terminateAt: min(terminate, oldTerminate), killAt: min(kill, oldKill))
        case .terminating(let oldKill): self = .terminating(killAt: min(kill, oldKill))
        case .killed: break
        }
    }

    /// What is due now; each step comes up once.
    mutating func advance(now: ContinuousClock.Instant) -> Step? {
        switch self {
        case .closing(_, let killAt) where killAt <= now, .terminating(let killAt) where killAt <= now:
            self = .killed
            return .kill
        case .closing(let terminateAt, let killAt) where terminateAt <= now:
            self = .terminating(killAt: killAt)
            return .terminate
        default: return nil
        }
    }

    /// When to look again.
    var next: ContinuousClock.Instant? {
        switch self {
        case .none, .killed: nil
        case .closing(let terminateAt, let killAt): min(terminateAt, killAt)
        case .terminating(let killAt): killAt
        }
    }
}
