import Glibc
import ReeveAudit
import ReeveJSON
import ReeveStore
import ReeveStoreSQL
import TestSupport

struct PythonFailure: Error {}

/// Stores in temporary folders, files, and an independent SQLite: the one of python3.
enum Folder {
    /// Where the goldens of this target are, in the sources: they are written there.
    static let goldens = "/" + #filePath.split(separator: "/").dropLast().joined(separator: "/") + "/Goldens/"

    static let now = Timestamp(microseconds: 1_763_700_000_000_000)

    static func event() -> AuditEvent {
        AuditEvent(id: "", time: now, type: .planApplied, actor: .init(kind: .user, id: "user:anna"))
    }

    static func withStore<T>(
        options: SQLiteStore.Options = .init(), _ body: (SQLiteStore, String) async throws -> T
    ) async throws -> T {
        try await TestFolder.with { folder in
            let store = try await SQLiteStore.open(path: folder + "/reeve.db", mode: .create, options: options)
            do {
                let result = try await body(store, folder + "/reeve.db")
                await store.close()
                return result
            } catch {
                await store.close()
                throw error
            }
        }
    }

    static func names(in path: String) -> [String] {
        guard let folder = opendir(path) else { return [] }
        defer { closedir(folder) }
        var names: [String] = []
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }

    static func remove(_ path: String) {
        for name in names(in: path) { unlink(path + "/" + name) }
        rmdir(path)
    }

    static func read(_ path: String) -> [UInt8] {
        let file = open(path, O_RDONLY)
        guard file >= 0 else { return [] }
        defer { close(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while case let count = Glibc.read(file, &buffer, buffer.count), count > 0 { bytes += buffer[..<count] }
        return bytes
    }

    static func write(_ bytes: [UInt8], to path: String) {
        let file = open(path, O_CREAT | O_TRUNC | O_WRONLY, 0o600)
        guard file >= 0 else { return }
        defer { close(file) }
        _ = Glibc.write(file, bytes, bytes.count)
    }

    /// Runs a line of Python with `c`, a connection to the database; gives what it prints.
    @discardableResult
    static func python(_ line: String, _ path: String) throws -> String {
        let program = "import sqlite3,sys\nc = sqlite3.connect(sys.argv[1])\n\(line)\nc.commit()\n"
        guard let run = Python.run(program, [path]), run.status == 0 else { throw PythonFailure() }
        return run.output
    }

    /// Has another process hold the writer lock while `body` runs; its id is given.
    static func whileLocked(_ path: String, _ body: (pid_t) async throws -> Void) async throws {
        let pipe = path + ".fifo"
        mkfifo(pipe, 0o600)
        let program = """
            import sqlite3,sys
            c = sqlite3.connect(sys.argv[1], isolation_level=None)
            c.execute('BEGIN IMMEDIATE')
            open(sys.argv[2], 'w').write('x')
            open(sys.argv[2]).read()
            c.execute('ROLLBACK')
            """
        let process = try SpawnedProcess(["/usr/bin/env", "python3", "-c", program, path, pipe])
        _ = read(pipe)
        do { try await body(process.id) } catch {
            kill(process.id, SIGKILL)
            _ = await process.waitForEnd()
            throw error
        }
        write([1], to: pipe)
        _ = await process.waitForEnd()
    }
}

/// The error that `body` throws.
func failure(_ body: () async throws(StoreError) -> Void) async -> StoreError? {
    do throws(StoreError) {
        try await body()
        return nil
    } catch {
        return error
    }
}

func code(_ body: () async throws(StoreError) -> Void) async -> StoreError.Code? { await failure(body)?.code }
