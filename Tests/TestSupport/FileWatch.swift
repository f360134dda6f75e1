import Foundation
import Glibc

/// Waiting for what another process writes to a file. The kernel tells of each change (inotify), so nothing looks again
/// and again.
package enum FileWatch {
    /// Returns when the file's content meets `condition`, or when the task is cancelled. The file's folder must be there,
    /// the file need not.
    package static func wait(
        for path: String, until condition: @escaping @Sendable (String) -> Bool
    ) async throws {
        let (inotify, wake) = (inotify_init1(Int32(IN_CLOEXEC)), try Pipe())
        let folder = String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)])
        // The watch is set before the first look, so no change falls between the two.
        guard inotify >= 0, inotify_add_watch(inotify, folder, UInt32(IN_MODIFY | IN_CREATE | IN_MOVED_TO)) >= 0 else {
            throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO)
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                Thread.detachNewThread {
                    var buffer = [UInt8](repeating: 0, count: 65_536)
                    while true {
                        if let text = try? String(contentsOfFile: path, encoding: .utf8), condition(text) { break }
                        var waits = [
                            pollfd(fd: inotify, events: Int16(POLLIN), revents: 0),
                            pollfd(fd: wake.reading, events: Int16(POLLIN), revents: 0),
                        ]
                        while poll(&waits, 2, -1) < 0, errno == EINTR {}
                        if waits[1].revents != 0 { break }
                        _ = Glibc.read(inotify, &buffer, buffer.count)
                    }
                    continuation.resume()
                }
            }
        } onCancel: {
            wake.write()
        }
        close(inotify)
        wake.close()
    }

    /// Wakes the thread that waits.
    private struct Pipe: Sendable {
        let reading: Int32
        let writing: Int32

        init() throws {
            var ends: [Int32] = [-1, -1]
            guard pipe(&ends) == 0 else { throw POSIXError(.EMFILE) }
            for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
            (reading, writing) = (ends[0], ends[1])
        }

        func write() { _ = Glibc.write(writing, "x", 1) }

        func close() {
            _ = Glibc.close(reading)
            _ = Glibc.close(writing)
        }
    }
}
