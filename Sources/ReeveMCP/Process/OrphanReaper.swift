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

/// Ends what a killed run has left behind.
package enum OrphanReaper {
    /// Kills the group that was noted when its leader started; false where nothing of it is left.
    ///
    /// Where the leader lives, its start time must be the noted one. Where the leader is gone (the
    /// parent-death signal ends it first) the kernel keeps its number from being used again while the
    /// session has members; those are killed unless they started before the leader did. Only groups
    /// noted under the same ``ProcessGroup/bootID`` may be passed.
    @discardableResult
    package static func end(pgid: Int32, startTime: UInt64) -> Bool {
        guard pgid > 1, pgid != getpgrp() else { return false }
        if let leader = ProcessTable.identity(of: pgid), leader.startTime != startTime { return false }
        let members = GroupMembers(group: ProcessGroup(pgid: pgid, startTime: startTime), strays: [])
        guard !members.living().isEmpty else { return false }
        members.killAll(patience: .seconds(5))
        return true
    }
}

/// Who belongs to a server's session, and to the strays that left it.
struct GroupMembers: Sendable {
    let group: ProcessGroup
    /// Descendants seen outside the session.
    var strays: Set<ProcessIdentity>

    func living() -> [ProcessIdentity] {
        ProcessTable.all().filter { entry in
            guard !entry.isZombie else { return false }
            if strays.contains(entry.identity) { return true }
            return (entry.session == group.pgid || entry.group == group.pgid)
                && entry.identity.startTime >= group.startTime
        }.map(\.identity)
    }

    /// Notes the leader's descendants that are in another session.
    mutating func noteStrays() {
        for entry in ProcessTable.descendants(of: group.pgid, in: ProcessTable.all())
        where entry.session != group.pgid {
            strays.insert(entry.identity)
        }
    }

    func signalAll(_ signal: Int32) { for identity in living() { ProcessTable.signal(identity, signal) } }

    /// SIGKILL until nobody lives. A process that the kernel cannot end (stuck in a driver) is given up
    /// after `patience`.
    func killAll(patience: Duration) {
        let limit = ContinuousClock.now.advanced(by: patience)
        while true {
            let left = living()
            guard !left.isEmpty, ContinuousClock.now < limit else { return }
            for identity in left { ProcessTable.signal(identity, SIGKILL) }
            usleep(500)
        }
    }
}
