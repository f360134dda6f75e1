import Glibc

/// The processes of a server: those of its session, and the strays that left the session.
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
