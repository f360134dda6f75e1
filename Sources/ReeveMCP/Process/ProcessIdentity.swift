/// One process and no later one with the same number.
package struct ProcessIdentity: Sendable, Hashable {
    package let pid: Int32
    /// Clock ticks since the machine started (field 22 of /proc/PID/stat).
    package let startTime: UInt64

    package init(pid: Int32, startTime: UInt64) {
        self.pid = pid
        self.startTime = startTime
    }
}
