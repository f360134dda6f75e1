import Glibc
import ReeveManifest
import ReeveModel
import ReeveOperations
import ReeveStore
import ReeveStoreSQL

/// Builds concrete stores. No other place in reeve names them.
enum Composition {
    /// Opens the store that a project names.
    static let stores = StoreOpening(
        isThere: { project throws(StoreError) in
            switch project.spec.store {
            case .sqlite(let path): try isFile(project.absolute(path))
            case .postgresql: throw unavailable
            }
        },
        open: { project, mode, lockTimeout, onLockWait throws(StoreError) in
            switch project.spec.store {
            case .sqlite(let path):
                try await open(project.absolute(path), mode, .init(lockTimeout: lockTimeout, onLockWait: onLockWait))
            case .postgresql: throw unavailable
            }
        })

    /// Never reached from the command line: ``StoreLocation/init(_:)`` refuses such a location before.
    private static var unavailable: StoreError {
        StoreError(.invalidRequest, "\(StoreLocation.Mistake.notAvailable)")
    }

    private static func open(
        _ path: String, _ mode: StoreMode, _ options: SQLiteStore.Options
    ) async throws(StoreError) -> any Store {
        if mode == .plan, try !isFile(path) { return InMemoryStore.empty(storeID: StoreHead.noStoreID) }
        let store = try await SQLiteStore.open(
            path: path, mode: mode.writes ? .create : .readOnly, options: options)
        guard mode.writes else { return store }
        do throws(StoreError) {
            try await store.installViews(ViewDefinition.views())
        } catch {
            await store.close()
            throw error
        }
        return store
    }

    private static func isFile(_ path: String) throws(StoreError) -> Bool {
        if access(path, F_OK) == 0 { return true }
        guard errno == ENOENT else {
            throw StoreError(.ioFailure, "'\(path)' cannot be reached: \(String(cString: strerror(errno)))")
        }
        return false
    }
}
