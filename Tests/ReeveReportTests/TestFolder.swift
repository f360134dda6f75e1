import Glibc

/// A temporary folder that goes away, and small files in it.
enum TestFolder {
    struct Failure: Error { let message: String }

    static var sources: String {
        let file = #filePath
        return String(file[..<(file.lastIndex(of: "/") ?? file.startIndex)])
    }

    static func read(_ path: String) throws -> [UInt8] {
        guard let file = fopen(path, "r") else { throw Failure(message: "cannot open \(path)") }
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
        guard let file = fopen(path, "w") else { throw Failure(message: "cannot write \(path)") }
        fwrite(bytes, 1, bytes.count, file)
        fclose(file)
    }

    /// Mode bits, with those of the file type; 0 where there is nothing. Links are not followed.
    static func mode(_ path: String) -> UInt32 {
        var status = stat()
        return lstat(path, &status) == 0 ? status.st_mode : 0
    }

    static func linkTarget(_ path: String) -> String? {
        var buffer = [UInt8](repeating: 0, count: 4_096)
        let count = readlink(path, &buffer, buffer.count)
        return count < 0 ? nil : String(decoding: buffer[..<count], as: UTF8.self)
    }

    /// Calls `body` with a fresh folder, and removes it afterwards.
    static func with<Result>(_ body: (String) async throws -> Result) async throws -> Result {
        var template = Array("/tmp/reeve-report-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw Failure(message: "cannot make a folder") }
        let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        defer { _ = Program.run("rm", ["-rf", "--", path]) }
        return try await body(path)
    }
}

/// A program that is run to its end.
struct Program {
    let status: Int32
    let output: String

    /// Runs a program by path or name with its output in a pipe; nil if it is not there.
    static func run(_ program: String, _ arguments: [String]) -> Program? {
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

    /// Whether python3 runs and can import `module`.
    static func hasPython(_ module: String) -> Bool { run("python3", ["-c", "import " + module])?.status == 0 }

    /// Runs a script of the folder `Independent`.
    static func python(_ script: String, _ arguments: [String]) -> Program? {
        run("python3", [TestFolder.sources + "/Independent/" + script] + arguments)
    }
}
