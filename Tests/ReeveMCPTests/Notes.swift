import ReeveMCP
import Synchronization

/// What a session has told a test meanwhile.
final class Notes: Sendable {
    private let state = Mutex<([ProgressNote], [String])>(([], []))
    func add(_ note: ProgressNote) { state.withLock { $0.0.append(note) } }
    func add(line: String) { state.withLock { $0.1.append(line) } }
    var all: [ProgressNote] { state.withLock { $0.0 } }
    var lines: [String] { state.withLock { $0.1 } }
}
