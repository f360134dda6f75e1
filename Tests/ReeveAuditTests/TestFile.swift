import Glibc
import ReeveAudit

/// Files for tests: reading fixtures, and a temporary folder that goes away.
enum TestFile {
    static var folder: String {
        let file = #filePath
        return String(file[..<(file.lastIndex(of: "/") ?? file.startIndex)])
    }

    static func read(_ path: String) throws -> [UInt8] {
        guard let file = fopen(path, "r") else { throw AuditError(.input, "cannot open \(path)") }
        defer { fclose(file) }
        var content: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = fread(&chunk, 1, chunk.count, file)
            if count == 0 { return content }
            content += chunk[..<count]
        }
    }

    static func write(_ bytes: [UInt8], to path: String) throws {
        guard let file = fopen(path, "w") else { throw AuditError(.input, "cannot write \(path)") }
        fwrite(bytes, 1, bytes.count, file)
        fclose(file)
    }

    /// Calls `body` with a fresh folder, and removes its files afterwards.
    static func withFolder<Result>(_ body: (String) async throws -> Result) async throws -> Result {
        var template = Array("/tmp/reeve-audit-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw AuditError(.input, "cannot make a folder") }
        let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        defer {
            if let handle = opendir(path) {
                while let entry = readdir(handle) {
                    let name = withUnsafePointer(to: &entry.pointee.d_name) {
                        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
                    }
                    unlink(path + "/" + name)
                }
                closedir(handle)
            }
            rmdir(path)
        }
        return try await body(path)
    }
}

/// A program that is run to its end.
struct Execution {
    let status: Int32
    let output: String

    /// Runs a program by path or name with its output in a pipe; nil if it is not there.
    static func run(_ program: String, _ arguments: [String]) -> Execution? {
        var pipes: [Int32] = [0, 0]
        guard pipe(&pipes) == 0 else { return nil }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, pipes[1], 1)
        posix_spawn_file_actions_adddup2(&actions, pipes[1], 2)
        posix_spawn_file_actions_addclose(&actions, pipes[0])
        var argv: [UnsafeMutablePointer<CChar>?] = ([program] + arguments).map { strdup($0) }
        argv.append(nil)
        defer { argv.forEach { free($0) } }
        var process = pid_t()
        let result = posix_spawnp(&process, program, &actions, nil, argv, environ)
        close(pipes[1])
        defer { close(pipes[0]) }
        guard result == 0 else { return nil }
        var output: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 4_096)
        while true {
            let count = Glibc.read(pipes[0], &chunk, chunk.count)
            if count <= 0 { break }
            output += chunk[..<count]
        }
        var status: Int32 = 0
        waitpid(process, &status, 0)
        return Execution(
            status: status & 0x7F == 0 ? (status >> 8) & 0xFF : -1, output: String(decoding: output, as: UTF8.self))
    }
}
