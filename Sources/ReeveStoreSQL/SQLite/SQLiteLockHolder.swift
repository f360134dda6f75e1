internal import Glibc

/// Finds the process that holds the writer lock of a WAL database, in the kernel's list of locks.
///
/// The `-shm` file itself must not be opened here: closing it would drop this process's own locks on it.
enum SQLiteLockHolder {
    /// The byte of the `-shm` file that a writer locks (WAL_WRITE_LOCK of the file format).
    private static let writeLockByte = "120"

    /// For example `process 4711 (reeve)`; nil where the kernel does not say, as for a process in another container.
    static func name(of path: String) -> String? {
        var status = stat()
        guard stat(path + "-shm", &status) == 0, let locks = SmallFile.text("/proc/locks") else { return nil }
        let inode = String(status.st_ino)
        for line in locks.split(separator: "\n") {
            // 1: POSIX  ADVISORY  WRITE 4711 fe:01:131 120 120
            let fields = line.split(separator: " ", omittingEmptySubsequences: true)
            guard fields.count >= 8, fields[3] == "WRITE", fields[6] == writeLockByte,
                fields[5].split(separator: ":").last.map(String.init) == inode, let process = Int(fields[4])
            else { continue }
            let command = SmallFile.text("/proc/\(process)/comm")?.split(separator: "\n").first
            return "process \(process)" + (command.map { " (\($0))" } ?? "")
        }
        return nil
    }
}
