import Glibc

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
