internal import ReeveJSON
internal import ReeveModel
internal import ReeveStore
internal import Synchronization

/// The runs that a worker works on, and how far it was told to stop.
final class RunRegistry: Sendable {
    enum Phase: Int, Sendable, Comparable {
        case working
        case draining
        case cancelling

        static func < (lhs: Phase, rhs: Phase) -> Bool { lhs.rawValue < rhs.rawValue }
    }

    private struct State {
        var phase = Phase.working
        var runs: [ULID: (lease: RunLease, control: RunControl)] = [:]
    }

    private let state = Mutex(State())
    let wake = WakeSignal()
    /// Signalled when the worker takes no more runs.
    let drain = WakeSignal()
    /// Signalled when the running runs are cancelled.
    let cancelled = WakeSignal()

    var phase: Phase { state.withLock { $0.phase } }
    var leases: [RunLease] { state.withLock { $0.runs.values.map(\.lease) } }
    var count: Int { state.withLock { $0.runs.count } }

    func add(
        _ claimed: ClaimedRun, onWait: @escaping @Sendable (RunControl.WaitEvent) -> Void = { _ in }
    ) -> RunControl {
        let control = RunControl(onWait: onWait)
        let isCancelling = state.withLock { state in
            state.runs[claimed.run.id] = (claimed.lease, control)
            return state.phase == .cancelling
        }
        if isCancelling { control.cancel(.stopping) }
        return control
    }

    /// Takes out the attempt of this lease. A later attempt of the run stays: it may be claimed before this one has told
    /// its end.
    func remove(_ lease: RunLease) {
        state.withLock { state in
            if state.runs[lease.run]?.lease.epoch == lease.epoch { state.runs[lease.run] = nil }
        }
    }

    func cancel(_ run: ULID, _ cause: RunControl.Cause) {
        state.withLock { $0.runs[run]?.control }?.cancel(cause)
    }

    /// Raises the phase, which never goes back. Returns whether this call raised it.
    @discardableResult
    func raise(to phase: Phase) -> Bool {
        let (raised, controls) = state.withLock { state -> (Bool, [RunControl]) in
            guard phase > state.phase else { return (false, []) }
            state.phase = phase
            return (true, phase == .cancelling ? state.runs.values.map(\.control) : [])
        }
        for control in controls { control.cancel(.stopping) }
        if raised {
            wake.signal()
            drain.signal()
            if phase == .cancelling { cancelled.signal() }
        }
        return raised
    }
}
