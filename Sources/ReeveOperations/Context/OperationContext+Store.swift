import ReeveDiagnostics
import ReeveManifest
import ReeveModel
import ReeveStore

extension OperationContext {
    /// Runs `body` on the project's store, and closes the store.
    ///
    /// Before that, a store that is behind its checkpoint, or whose signing key is gone, is reported. An operation that
    /// writes is then refused.
    ///
    /// - Parameter acceptsMismatch: whether `body` compares the store with its checkpoint by itself.
    func withStore<Result>(
        _ mode: StoreMode, acceptsMismatch: Bool = false, _ body: (any Store) async throws -> Result
    ) async throws(OperationError) -> Result {
        try await OperationError.wrapping {
            let isThere = try stores.isThere(project)
            let kept = acceptsMismatch ? nil : try keptCheckpoint(mode, isThere: isThere)
            if mode != .create, !isThere {
                guard mode == .plan else { throw missingStore }
                if namesStore { events(.storeNotThere(project.spec.store)) }
            }
            let opened = try await stores.open(project, mode, lockTimeout) { events(.waitingForStore($0)) }
            log(.info, "store-opened", ["store": storePlace, "mode": "\(mode)"])
            let store: any Store = logLevel >= .debug ? LoggedStore(store: opened, context: self) : opened
            do {
                if !acceptsMismatch { try await checkEvidence(of: store, mode, kept: kept) }
                try await checkScope(in: store)
                let result = try await body(store)
                await store.close()
                return result
            } catch {
                await store.close()
                throw error
            }
        }
    }

    /// Throws where there is no store. For an operation that reads other things before the store.
    func requireStore() throws {
        guard try stores.isThere(project) else { throw missingStore }
    }

    private var storePlace: String {
        switch project.spec.store {
        case .sqlite(let path): project.absolute(path)
        case .postgresql(let url): url
        }
    }

    /// The error for a store that does not exist. The most frequent cause is a wrong folder.
    private var missingStore: OperationError {
        if project.hasFile || namesStore {
            return .invalid(
                "there is no store at '\(project.spec.store)' yet", code: "store.missing",
                help: "'reeve apply' makes it from the manifests")
        }
        return .invalid(
            "there is no reeve.yaml in \(project.root) or above it, and no store", code: "project.missing",
            help: "use -C DIR, or start a project with 'reeve init'")
    }
}
