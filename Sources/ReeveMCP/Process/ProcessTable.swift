import CSpawn
import Glibc

/// What /proc says about the processes of this machine.
enum ProcessTable {
    struct Entry: Sendable {
        let identity: ProcessIdentity
        let parent: Int32
        let group: Int32
        let session: Int32
        /// Ended and only waits to be reaped: it does nothing and holds nothing.
        let isZombie: Bool
    }

    static func identity(of pid: Int32) -> ProcessIdentity? { entry(of: pid)?.identity }

    static func entry(of pid: Int32) -> Entry? {
        let descriptor = open("/proc/\(pid)/stat", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        // The longest part, the name, has at most 64 bytes.
        return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 1024) { buffer -> Entry? in
            let count = read(descriptor, buffer.baseAddress, buffer.count)
            guard count > 0 else { return nil }
            return entry(of: pid, stat: buffer[..<count])
        }
    }

    /// Reads `PID (NAME) STATE PPID PGRP SESSION ...`; the name may have blanks and parentheses in it.
    private static func entry(of pid: Int32, stat: Slice<UnsafeMutableBufferPointer<UInt8>>) -> Entry? {
        guard let end = stat.lastIndex(of: UInt8(ascii: ")")) else { return nil }
        let fields = stat[(end + 1)...].split(separator: UInt8(ascii: " "), maxSplits: 21)
        guard fields.count > 20, let state = fields[0].first else { return nil }
        func number(_ index: Int) -> Int64? { Int64(String(decoding: fields[index], as: UTF8.self)) }
        guard let parent = number(1), let group = number(2), let session = number(3), let start = number(19) else {
            return nil
        }
        return Entry(
            identity: ProcessIdentity(pid: pid, startTime: UInt64(start)), parent: Int32(parent),
            group: Int32(group), session: Int32(session),
            isZombie: state == UInt8(ascii: "Z") || state == UInt8(ascii: "X"))
    }

    /// Every process that can be seen; not a snapshot, they come and go meanwhile.
    static func all() -> [Entry] {
        guard let folder = opendir("/proc") else { return [] }
        defer { closedir(folder) }
        var entries: [Entry] = []
        while let item = readdir(folder) {
            let pid = withUnsafeBytes(of: &item.pointee.d_name) { name in
                Int32(String(decoding: name.prefix { $0 != 0 }, as: UTF8.self))
            }
            if let pid, let entry = entry(of: pid) { entries.append(entry) }
        }
        return entries
    }

    /// The descendants of `pid` that live, wherever their groups and sessions are.
    static func descendants(of pid: Int32, in table: [Entry]) -> [Entry] {
        let children = Dictionary(grouping: table, by: \.parent)
        var found: [Entry] = []
        var queue = [pid]
        var seen: Set<Int32> = [pid]
        while let parent = queue.popLast() {
            for child in children[parent, default: []] where seen.insert(child.identity.pid).inserted {
                found.append(child)
                queue.append(child.identity.pid)
            }
        }
        return found.filter { !$0.isZombie }
    }

    /// Sends a signal to exactly this process; nothing happens where it is gone.
    static func signal(_ identity: ProcessIdentity, _ signal: Int32) {
        let descriptor = cspawn_pidfd_open(identity.pid)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        // The descriptor is fixed to a process now; only then is it safe to ask which one.
        guard self.identity(of: identity.pid) == identity else { return }
        _ = cspawn_pidfd_signal(descriptor, signal)
    }
}
