import CSpawn
import Glibc

/// A counter in the kernel that wakes a thread out of `poll` or `read`.
struct WakeUp: Sendable {
    let descriptor: Int32

    /// nil where the process has no descriptor left.
    init?(isBlocking: Bool) {
        let descriptor = cspawn_event_open(isBlocking ? 1 : 0)
        guard descriptor >= 0 else { return nil }
        self.descriptor = descriptor
    }

    func signal() {
        var one: UInt64 = 1
        _ = write(descriptor, &one, 8)
    }

    /// Takes all signals so far; waits for one where the counter blocks.
    func take() {
        var count: UInt64 = 0
        while read(descriptor, &count, 8) < 0, errno == EINTR {}
    }
}
