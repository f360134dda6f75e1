import CSpawn
import Glibc

/// The hidden mode of our own binary between posix_spawn, which cannot set limits, and a server.
///
/// `reeve __launch --parent PID [--cpu S] [--memory BYTES] [--files N] --exec PATH -- ARGV...` sets the
/// limits, asks for SIGKILL at the parent's end, makes itself the reaper of its descendants and
/// becomes the server. So a server that detaches a grandchild keeps it as a child of its own, and
/// teardown finds it.
package enum Launcher {
    /// The running binary, whatever its path has become.
    package static let ownPath = "/proc/self/exe"

    static let word = "__launch"
    /// The descriptor on which an errno is reported when the server cannot be executed.
    private static let statusDescriptor: Int32 = 3

    /// Becomes a server where the arguments ask for it, and then never returns; else does nothing.
    ///
    /// To be called first in `main`.
    package static func runIfRequested(arguments: [String] = CommandLine.arguments) {
        guard arguments.count > 1, arguments[1] == word else { return }
        guard let request = Request(arguments: arguments.dropFirst(2)) else { fail(EINVAL) }
        guard cspawn_close_on_exec(statusDescriptor) == 0 else { fail(EBADF) }
        var failure = cspawn_bind_to_parent(request.parent)
        if failure == 0 {
            failure = cspawn_limit(
                request.limits.cpuSeconds.map(Int64.init) ?? -1, request.limits.memoryBytes.map(Int64.init) ?? -1,
                request.limits.openFiles.map(Int64.init) ?? -1)
        }
        // A task of Swift runs on threads that block most signals, and execve keeps the mask of its thread.
        if failure == 0 { failure = cspawn_reset_signals() }
        guard failure == 0 else { fail(failure) }
        CStrings.withArray(request.command) { argv in
            _ = execv(request.path, argv)
        }
        fail(errno)
    }

    private static func fail(_ code: Int32) -> Never {
        var code = code
        _ = write(statusDescriptor, &code, MemoryLayout<Int32>.size)
        _exit(126)
    }

    /// The arguments after the mode's name.
    struct Request: Equatable {
        var parent: Int32
        var limits = ProcessLimits()
        var path: String
        var command: [String]

        init(parent: Int32, limits: ProcessLimits, path: String, command: [String]) {
            self.parent = parent
            self.limits = limits
            self.path = path
            self.command = command
        }

        init?(arguments: ArraySlice<String>) {
            var parent: Int32?
            var path: String?
            var rest = arguments
            while let option = rest.popFirst(), option != "--" {
                guard let value = rest.popFirst() else { return nil }
                switch option {
                case "--parent": parent = Int32(value)
                case "--cpu": limits.cpuSeconds = Int(value)
                case "--memory": limits.memoryBytes = Int(value)
                case "--files": limits.openFiles = Int(value)
                case "--exec": path = value
                default: return nil
                }
            }
            guard let parent, let path, !rest.isEmpty else { return nil }
            self.parent = parent
            self.path = path
            command = Array(rest)
        }

        var arguments: [String] {
            var words = ["reeve", word, "--parent", String(parent)]
            if let seconds = limits.cpuSeconds { words += ["--cpu", String(seconds)] }
            if let bytes = limits.memoryBytes { words += ["--memory", String(bytes)] }
            if let files = limits.openFiles { words += ["--files", String(files)] }
            return words + ["--exec", path, "--"] + command
        }
    }
}
