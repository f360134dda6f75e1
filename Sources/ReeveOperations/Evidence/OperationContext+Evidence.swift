import ReeveAudit
import ReeveDiagnostics
import ReeveJSON
import ReeveManifest
import ReeveModel
import ReeveStore

// A store that was restored, emptied or lost, or whose signing key is gone, is reported before anything is done.
// Otherwise calls would be repeated that only the lost entries know of.
extension OperationContext {
    var signingKey: CheckpointKeyFile { CheckpointKeyFile(project: project) }

    /// The file with the newest checkpoint of a store. A store that the caller names instead of the project's own has
    /// another file.
    func checkpointFile(_ storeID: ULID) throws -> CheckpointFile {
        let shared = CheckpointFile(project: project)
        guard namesStore, let kept = try shared.read()?.checkpoint else { return shared }
        let origin = try signingKey.origin(storeID)
        return kept.origin == origin
            ? shared : CheckpointFile(project: project, name: "checkpoint-" + storeID.text.lowercased())
    }

    /// The checkpoint in the folder of reports; nil where there is none.
    ///
    /// It is read before the store is opened. Others may write to the store, and so the store is never older than the
    /// checkpoint.
    ///
    /// - Throws: ``OperationError`` of code `invalid` where the file exists and cannot be read.
    func readCheckpoint() throws -> Checkpoint? {
        try readingCheckpoint { try CheckpointFile(project: project).read()?.checkpoint }
    }

    private func readingCheckpoint<Result>(_ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch {
            throw OperationError.invalid(
                "\(error)", code: "checkpoint.unreadable",
                help: "put the checkpoint back, from git for instance, or move it away")
        }
    }

    /// The checkpoint, for an operation that works on the store.
    ///
    /// - Throws: ``OperationError`` where a new store would be made in the place of a lost one.
    func keptCheckpoint(_ mode: StoreMode, isThere: Bool) throws -> Checkpoint? {
        let kept = try readCheckpoint()
        guard let kept, !isThere, !namesStore, kept.size > 0 else { return kept }
        try tell(
            CheckpointFile.Mismatch(
                kind: .truncated, kept: kept, size: 0, path: CheckpointFile(project: project).path), mode)
        return nil
    }

    /// Compares the store with its checkpoint, and checks that its key exists.
    ///
    /// - Throws: ``OperationError`` for a mode that writes. For a mode that only reads, the contradiction is an event.
    func checkEvidence(of store: any Store, _ mode: StoreMode, kept: Checkpoint?) async throws {
        guard try stores.isThere(project) else { return }
        if let found = try await mismatch(of: store, kept: kept) { try tell(found, mode) }
        if mode.writes { try await checkKey(of: store) }
    }

    /// How the store contradicts its checkpoint; nil where it does not, and where there is no checkpoint.
    func mismatch(of store: any Store, kept: Checkpoint?) async throws -> CheckpointFile.Mismatch? {
        guard var kept, kept.size > 0 else { return nil }
        let head = try await store.read { rows throws(StoreError) in try rows.head() }
        let origin = (try? signingKey.origin(head.storeID)) ?? CheckpointKeyFile.name(head.storeID)
        let file = try readingCheckpoint { try checkpointFile(head.storeID) }
        if namesStore, kept.origin != origin {
            guard let own = try readingCheckpoint({ try file.read()?.checkpoint }) else { return nil }
            kept = own
        }
        let wanted = kept
        return try await store.read { rows throws(StoreError) in
            try file.mismatch(of: rows, origin: origin, kept: wanted)
        }
    }

    private func tell(_ found: CheckpointFile.Mismatch, _ mode: StoreMode) throws {
        if mode.writes { throw OperationError(.checkpointMismatch(found)) }
        events(.checkpointMismatch(found))
    }

    /// Checks that the key of a log that was signed before still exists. A new key begins a history that nobody trusts
    /// yet. So a store with an environment of type `prod` is refused; any other store gets a new key.
    private func checkKey(of store: any Store) async throws {
        let key = signingKey
        guard !key.isThere else { return }
        let (last, isProd) = try await store.read { rows throws(StoreError) in
            var isProd = false
            try rows.everyObject(ObjectFilter(kinds: [KindName.environment])) {
                isProd = isProd || (try? JSONParser.parse($0.spec))?["type"]?.string == "prod"
            }
            return (try rows.lastCheckpoint(), isProd)
        }
        guard let last else { return }
        let message = "the key '\(key.path)' that signed the audit log up to entry \(last.size) is gone"
        if isProd {
            throw OperationError.refused(
                message, code: "key.lost",
                help: """
                    put the key back from a backup; where it is lost for good, 'reeve store new-key' signs with a new one, \
                    and the audit log says so
                    """)
        }
        try await replaceKey(of: store, last: last)
        try await sign(store)
        tell([
            Diagnostic(
                "key.lost", message + "; a new key signs from here on, and 'audit verify' needs both",
                help: """
                    put the old key back now, before more is signed; or name both keys to 'audit verify' with --key: the old \
                    one is in '\(key.path).pub'
                    """)
        ])
    }

    /// Writes an event into the log that says that a new key signs from now on.
    func replaceKey(of store: any Store, last: CheckpointRecord) async throws {
        var event = AuditEvent(id: "", time: now, type: .keyRotated, actor: requester.actor)
        event.source = requester.source
        event.outcome = "succeeded"
        let former = (try? SignedCheckpoint(parsing: last.note))?.note.signatures.first?.keyName
        event.context = [
            "former_key": JSONValue(former), "reason": "the former key is gone", "signed_size": JSONValue(last.size),
        ]
        try await store.appendAudit([event])
    }

    // MARK: Signing

    /// Signs the present log where it has new entries. Safe to repeat.
    ///
    /// - Throws: ``OperationError`` of code `unsigned`.
    func sign(_ store: any Store) async throws(OperationError) {
        if let unsigned = await UnsignedLog.sign(store, in: self) { throw OperationError(.unsigned(unsigned)) }
    }

    /// Signs the log where it has new entries, and writes the checkpoint into the folder of reports. The first
    /// signature makes the key. Safe to repeat.
    ///
    /// - Throws: ``StoreError``, ``AuditError``.
    func writeCheckpoint(of store: any Store) async throws {
        let head = try await store.read { rows throws(StoreError) in try rows.head() }
        let signer = try signingKey.signer(name: CheckpointKeyFile.name(head.storeID))
        var note = try await Checkpointer(store: store, signer: signer).sign(now: now)
        // The checkpoint of an earlier signature may not have been written into the folder.
        if note == nil {
            note = try await store.read { rows throws(StoreError) in try rows.lastCheckpoint()?.note }
        }
        guard let note else { return }
        try checkpointFile(head.storeID).replace(with: try SignedCheckpoint(parsing: note), key: signer.verifierKey)
    }
}
