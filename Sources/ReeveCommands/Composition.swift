import Glibc
import ReeveAudit
import ReeveDiagnostics
import ReeveJSON
import ReeveManifest
import ReeveModel
import ReeveStore
import ReeveStoreSQL

/// Where concrete stores and clients are built; nothing else in reeve names them.
enum Composition {
    enum StoreMode {
        /// One that is not there is an empty one: what a first plan is compared with.
        case plan
        /// One that is not there is an error.
        case read
        /// The same.
        case write
        /// One that is not there is made.
        case create

        var writes: Bool { self == .write || self == .create }
    }

    /// Opens the store of a project.
    ///
    /// - Parameter onLockWait: told once for each wait of about a second or more for another process.
    /// - Throws: ``StoreError``.
    static func openStore(
        project: Project, mode: StoreMode, lockTimeout: Duration,
        onLockWait: (@Sendable (LockHolder) -> Void)? = nil
    ) async throws(StoreError) -> any Store {
        let path = storePath(of: project)
        if mode == .plan, try !hasStore(project) { return InMemoryStore.empty(storeID: StoreHead.noStoreID) }
        let store = try await SQLiteStore.open(
            path: path, mode: mode.writes ? .create : .readOnly,
            options: .init(lockTimeout: lockTimeout, onLockWait: onLockWait))
        guard mode.writes else { return store }
        do throws(StoreError) {
            try await store.installViews(ViewDefinition.views())
        } catch {
            await store.close()
            throw error
        }
        return store
    }

    /// Whether the project's store is there. What cannot be looked at is not taken for missing.
    ///
    /// - Throws: ``StoreError`` of code `ioFailure`, such as for a folder of another user.
    static func hasStore(_ project: Project) throws(StoreError) -> Bool {
        let path = storePath(of: project)
        if access(path, F_OK) == 0 { return true }
        guard errno == ENOENT else {
            throw StoreError(.ioFailure, "'\(path)' cannot be reached: \(String(cString: strerror(errno)))")
        }
        return false
    }

    /// The file of an embedded store.
    static func storePath(of project: Project) -> String {
        let text = project.spec.store
        return project.absolute(text.hasPrefix("sqlite:") ? String(text.dropFirst("sqlite:".count)) : text)
    }

    /// Signs the log as it is now, where something new is in it.
    ///
    /// What was done stands in the log, and the next signature covers it; but nobody is told that all is well.
    ///
    /// - Throws: Exit status 1 after the failure was written.
    static func sign(_ store: any Store, context: CommandContext) async throws {
        if let unsigned = await UnsignedLog.sign(store, context: context) { throw unsigned.tell(context) }
    }

    /// Signs the log where something new is in it, and writes the checkpoint into the folder of reports; the key is made
    /// with the first signature.
    ///
    /// - Throws: ``StoreError``, ``AuditError``.
    static func writeCheckpoint(of store: any Store, context: CommandContext, now: Timestamp) async throws {
        let head = try await store.read { rows throws(StoreError) in try rows.head() }
        let signer = try CheckpointKeyFile(store: storePath(of: context.project)).signer(
            name: CheckpointKeyFile.name(head.storeID))
        var note = try await Checkpointer(store: store, signer: signer).sign(now: now)
        // What was signed before may not have reached the folder.
        if note == nil {
            note = try await store.read { rows throws(StoreError) in try rows.lastCheckpoint()?.note }
        }
        guard let note else { return }
        try context.checkpointFile(head.storeID).replace(
            with: try SignedCheckpoint(parsing: note), key: signer.verifierKey)
    }

    /// The wall clock.
    static func now() -> Timestamp {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        return Timestamp(microseconds: Int64(now.tv_sec) * 1_000_000 + Int64(now.tv_nsec) / 1_000)
    }
}
