import ReeveDiagnostics
import ReeveManifest
import ReeveModel
import ReeveStore

extension OperationContext {
    /// Runs `body` on the project's store and closes it.
    ///
    /// A store that is behind its checkpoint, or whose signing key is gone, is told or refused before `body` is called.
    ///
    /// - Parameter acceptsMismatch: leaves that look at the checkpoint to `body`.
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

    /// Ends an operation that has to read more than the store where there is none.
    func requireStore() throws {
        guard try stores.isThere(project) else { throw missingStore }
    }

    private var storePlace: String {
        switch project.spec.store {
        case .sqlite(let path): project.absolute(path)
        case .postgresql(let url): url
        }
    }

    /// There is nothing to work on: in the wrong folder most of all.
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
