import Glibc
import ReeveAudit
import ReeveJSON
import ReeveStore
import ReeveStoreSQL
import TestSupport

struct PythonFailure: Error {}

/// Stores in temporary folders, and an independent SQLite: the one of python3.
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
            let path = folder + "/reeve.db"
            return try await with(try await SQLiteStore.open(path: path, mode: .create, options: options)) { store in
                try await body(store, path)
            }
        }
    }

    /// Calls `body` with an open store, and closes the store afterwards, also where `body` throws.
    static func with<T>(_ store: SQLiteStore, _ body: (SQLiteStore) async throws -> T) async throws -> T {
        try await closing(store, by: { await $0.close() }, body)
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

    /// Runs a line of Python with `c`, a connection to the database; gives what it prints.
    @discardableResult
    static func python(_ line: String, _ path: String) throws -> String {
        let program = "import sqlite3,sys\nc = sqlite3.connect(sys.argv[1])\n\(line)\nc.commit()\n"
        guard let run = Python.run(program, [path]), run.status == 0 else { throw PythonFailure() }
        return run.output
    }

    /// Has another process hold the writer lock while `body` runs; its id is given.
    static func whileLocked(_ path: String, _ body: (pid_t) async throws -> Void) async throws {
        // An end of a named pipe waits at its opening for the other end.
        let pipe = path + ".fifo"
        mkfifo(pipe, 0o600)
        let program = """
            import sqlite3,sys
            c = sqlite3.connect(sys.argv[1], isolation_level=None)
            c.execute('BEGIN IMMEDIATE')
            open(sys.argv[2], 'w').close()
            open(sys.argv[2]).close()
            c.execute('ROLLBACK')
            """
        let process = try SpawnedProcess(["/usr/bin/env", "python3", "-c", program, path, pipe])
        close(open(pipe, O_RDONLY))
        do { try await body(process.id) } catch {
            kill(process.id, SIGKILL)
            _ = await process.waitForEnd()
            throw error
        }
        close(open(pipe, O_WRONLY))
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
