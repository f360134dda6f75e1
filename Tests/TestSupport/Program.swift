import Glibc

/// A program that is run to its end.
package struct Program {
    package let status: Int32
    /// Both streams, as on a terminal.
    package let output: String

    /// Runs a program by path or name with its output in a pipe; nil if it is not there.
    package static func run(_ program: String, _ arguments: [String]) -> Program? {
        var pipes: [Int32] = [0, 0]
        guard pipe(&pipes) == 0 else { return nil }
        // Another process that is started meanwhile would keep the pipe open.
        for end in pipes { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, pipes[1], 1)
        posix_spawn_file_actions_adddup2(&actions, pipes[1], 2)
        var argv: [UnsafeMutablePointer<CChar>?] = ([program] + arguments).map { strdup($0) }
        argv.append(nil)
        defer { argv.forEach { free($0) } }
        var process = pid_t()
        let result = posix_spawnp(&process, program, &actions, nil, argv, environ)
        close(pipes[1])
        defer { close(pipes[0]) }
        guard result == 0 else { return nil }
        var output: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = Glibc.read(pipes[0], &chunk, chunk.count)
            if count <= 0 { break }
            output += chunk[..<count]
        }
        var status: Int32 = 0
        waitpid(process, &status, 0)
        return Program(
            status: status & 0x7F == 0 ? (status >> 8) & 0xFF : -1, output: String(decoding: output, as: UTF8.self))
    }
}
