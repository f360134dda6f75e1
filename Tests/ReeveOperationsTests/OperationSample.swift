import Foundation
import ReeveExecution
import ReeveJSON
import ReeveManifest
import ReeveModel
import ReeveStore
import Synchronization
import TestSupport
import Testing

@testable import ReeveOperations

/// A project in a folder of its own, a store in memory, a requester and a clock that stands still.
struct OperationSample: Sendable {
    static let now = Timestamp(microseconds: 1_795_000_000_000_000)
    static let requester = Operator(user: "anna", host: "desk")

    let folder: String
    let store: KeptStore
    private let seen = Events()

    /// Runs `body` with the example project of this repository.
    static func with<Result>(
        _ body: (OperationSample) async throws -> Result
    ) async throws -> Result {
        try await TestFolder.with { folder in
            let package = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
                .deletingLastPathComponent()
            for name in ["reeve.yaml", "manifests", "jobs"] {
                try FileManager.default.copyItem(
                    at: package.appending(path: name), to: URL(filePath: folder).appending(path: name))
            }
            // The key of the store stands beside its file.
            try FileManager.default.createDirectory(atPath: folder + "/.reeve", withIntermediateDirectories: false)
            return try await body(
                OperationSample(folder: folder, store: KeptStore(store: InMemoryStore(now: now))))
        }
    }

    var context: OperationContext {
        let store = store
        var context = OperationContext(
            project: ProjectFile.load(root: folder).project, requester: Self.requester, clock: StillClock(),
            version: "test", folder: folder,
            stores: StoreOpening(
                isThere: { _ throws(StoreError) in true },
                open: { _, _, _, _ throws(StoreError) in store }))
        context.variables = ["PATH": "/usr/bin"]
        let seen = seen
        context.events = { seen.add($0) }
        return context
    }

    var events: [OperationEvent] { seen.all }

    private final class Events: Sendable {
        private let list = Mutex<[OperationEvent]>([])
        var all: [OperationEvent] { list.withLock { $0 } }
        func add(_ event: OperationEvent) { list.withLock { $0.append(event) } }
    }
}

/// A clock that stands still.
struct StillClock: ExecutionClock {
    var now: Timestamp { OperationSample.now }
    func sleep(until instant: Timestamp) async throws { throw CancellationError() }
}

/// A store that outlives the operation that opened it.
struct KeptStore: Store {
    let store: InMemoryStore

    func read<T: Sendable>(
        _ body: @escaping @Sendable (any StoreReading) throws(StoreError) -> T
    ) async throws(StoreError) -> T { try await store.read(body) }

    func write<T: Sendable>(
        _ body: @escaping @Sendable (any StoreTransaction) throws(StoreError) -> T
    ) async throws(StoreError) -> T { try await store.write(body) }

    func backup(to path: String) async throws(StoreError) { try await store.backup(to: path) }
    func integrityCheck() async throws(StoreError) -> [String] { try await store.integrityCheck() }
    func info() async throws(StoreError) -> StoreInfo { try await store.info() }
    func installViews(_ views: [ViewDefinition]) async throws(StoreError) { try await store.installViews(views) }
    func close() async {}
}
