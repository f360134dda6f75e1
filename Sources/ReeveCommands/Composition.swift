import Glibc
import ReeveAudit
import ReeveJSON
import ReeveManifest
import ReeveModel
import ReeveStore
import ReeveStoreSQL

/// Where concrete stores and clients are built; nothing else in reeve names them.
enum Composition {
    enum StoreMode {
        case read
        case write
    }

    /// Opens the store of a project. In reading, a store that is not there is an empty one.
    ///
    /// - Throws: ``StoreError``.
    static func openStore(project: Project, mode: StoreMode, lockTimeout: Duration) async throws(StoreError)
        -> any Store
    {
        let path = storePath(of: project)
        let store = try SQLiteStore(path: path, mode: mode == .write ? .write : .read, lockTimeout: lockTimeout)
        return store
    }

    /// The file of an embedded store.
    static func storePath(of project: Project) -> String {
        let text = project.spec.store
        return project.absolute(text.hasPrefix("sqlite:") ? String(text.dropFirst("sqlite:".count)) : text)
    }

    /// The wall clock.
    static func now() -> Timestamp {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        return Timestamp(microseconds: Int64(now.tv_sec) * 1_000_000 + Int64(now.tv_nsec) / 1_000)
    }
}
