import Glibc

/// Tells what a process is writing from what a killed one left behind.
///
/// A writer holds the lock (`flock`) of its temporary file or folder for as long as that has its temporary name. The
/// system lifts the lock however the process ends, also where two processes do not see each other's ids.
package enum WriterLock {
    package enum Outcome: Sendable, Hashable {
        /// The lock is ours, and the name still stands for what is locked.
        case held
        /// Another one holds the lock, or the name stands for nothing or something else by now.
        case lost
        /// The file system has no such locks; nobody can take what is there for left over.
        case unavailable
    }

    /// Locks an open file or folder, without waiting; the lock ends with the descriptor.
    ///
    /// - Parameters:
    ///   - name: where it is; looked up after the lock was taken, since its former holder may have moved or removed it.
    ///   - folder: what `name` is relative to.
    package static func take(_ descriptor: Int32, named name: String, in folder: Int32 = AT_FDCWD) -> Outcome {
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else { return errno == EWOULDBLOCK ? .lost : .unavailable }
        var (locked, named) = (stat(), stat())
        guard fstat(descriptor, &locked) == 0, fstatat(folder, name, &named, AT_SYMLINK_NOFOLLOW) == 0 else {
            return .lost
        }
        return locked.st_dev == named.st_dev && locked.st_ino == named.st_ino ? .held : .lost
    }
}
