import Glibc

/// Finds the process that holds the writer lock of a database in WAL mode.
///
/// The lock is a POSIX lock on byte 120 of the `-shm` file (SQLite, os_unix.c: UNIX_SHM_BASE plus WAL_WRITE_LOCK).
enum LockOwner {
    /// `process 4711 (reeve)`; nil where the system cannot say.
    ///
    /// The descriptor is left open on purpose: closing any descriptor of a file drops all POSIX locks that this
    /// process has on it, those of our own readers too. This is called once, before a command gives up.
    static func describe(database path: String) -> String? {
        let descriptor = open(path + "-shm", O_RDWR | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        var lock = flock()
        lock.l_type = Int16(F_WRLCK)
        lock.l_whence = Int16(SEEK_SET)
        lock.l_start = 120
        lock.l_len = 1
        guard fcntl(descriptor, F_GETLK, &lock) == 0, lock.l_type != Int16(F_UNLCK), lock.l_pid > 0 else { return nil }
        return "process \(lock.l_pid)" + (name(of: lock.l_pid).map { " (\($0))" } ?? "")
    }

    private static func name(of process: pid_t) -> String? {
        let descriptor = open("/proc/\(process)/comm", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var buffer = [UInt8](repeating: 0, count: 64)
        let count = read(descriptor, &buffer, buffer.count)
        return count > 1 ? String(decoding: buffer[..<(count - 1)], as: UTF8.self) : nil
    }
}
