import ReeveExecution
import Synchronization

/// Hands signals to a worker, those too that come before it is there.
final class StoppableLoop: Sendable {
    private struct State {
        var loop: RunLoop?
        var early = 0
    }

    private let state = Mutex(State())

    /// See ``RunLoop/stop()``.
    func stop() {
        let loop = state.withLock { state in
            if state.loop == nil { state.early += 1 }
            return state.loop
        }
        loop?.stop()
    }

    func take(_ loop: RunLoop) {
        let early = state.withLock { state in
            state.loop = loop
            return state.early
        }
        for _ in 0..<early { loop.stop() }
    }
}
