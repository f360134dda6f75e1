import Glibc

/// The processes of one server: a session and process group of their own, named for the leader.
package struct ProcessGroup: Sendable, Hashable {
    /// The leader's process id, which is also the id of the group and of the session.
    package let pgid: Int32
    /// The leader's start, in clock ticks since the machine started.
    package let startTime: UInt64

    package init(pgid: Int32, startTime: UInt64) {
        self.pgid = pgid
        self.startTime = startTime
    }

    /// Names this start of the machine; groups noted under another one are gone.
    package static let bootID: String = {
        let descriptor = open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return "" }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 64)
        let count = read(descriptor, &bytes, bytes.count)
        return String(decoding: bytes.prefix(max(0, count)).prefix { $0 > 0x20 }, as: UTF8.self)
    }()
}
