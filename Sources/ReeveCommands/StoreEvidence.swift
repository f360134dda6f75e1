import ArgumentParser
import ReeveAudit
import ReeveDiagnostics
import ReeveJSON
import ReeveManifest
import ReeveModel
import ReeveStore

// A store that was put back, emptied or lost, and a signing key that is gone: said before anything is done, since calls
// that the lost entries tell of would be made again.
extension CommandContext {
    /// Where the newest signature of a store is kept. A store that the command line names beside the project's own has a
    /// file of its own.
    func checkpointFile(_ storeID: ULID) throws -> CheckpointFile {
        let shared = CheckpointFile(project: project)
        guard namesStore, let kept = try shared.read()?.checkpoint else { return shared }
        let origin = try CheckpointKeyFile(store: Composition.storePath(of: project)).origin(storeID)
        return kept.origin == origin
            ? shared : CheckpointFile(project: project, name: "checkpoint-" + storeID.text.lowercased())
    }

    /// The checkpoint in the folder of reports; nil where there is none. To be read before the store is opened, so that the
    /// store cannot be the older of the two for that alone.
    ///
    /// - Throws: An exit status, after it was written that the file is there and cannot be read: it is not taken for none.
    func readCheckpoint() throws -> Checkpoint? {
        try readingCheckpoint { try CheckpointFile(project: project).read()?.checkpoint }
    }

    private func readingCheckpoint<Result>(_ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch {
            fail(
                "\(error)", code: "checkpoint.unreadable",
                help: "put the checkpoint back, from git for instance, or move it away")
            throw ExitStatus.invalidInput.exit
        }
    }

    /// The checkpoint, for a command that works on the store.
    ///
    /// - Throws: An exit status where a store would be made in place of one that is lost.
    func keptCheckpoint(_ mode: Composition.StoreMode, hasStore: Bool) throws -> Checkpoint? {
        let kept = try readCheckpoint()
        guard let kept, !hasStore, !namesStore, kept.size > 0 else { return kept }
        let lost = CheckpointFile.Mismatch(
            kind: .truncated, kept: kept, size: 0, path: CheckpointFile(project: project).path)
        try tell(lost, mode)
        return nil
    }

    /// Compares the store with its checkpoint, and looks for its key.
    ///
    /// - Throws: An exit status for a mode that writes; a command that only reads says it and goes on. ``StoreError``.
    func checkEvidence(of store: any Store, _ mode: Composition.StoreMode, kept: Checkpoint?) async throws {
        guard try Composition.hasStore(project) else { return }
        if let found = try await mismatch(of: store, kept: kept) { try tell(found, mode) }
        if mode.writes { try await checkKey(of: store) }
    }

    /// How the store does not fit the checkpoint beside it; nil where it does, or where there is none.
    func mismatch(of store: any Store, kept: Checkpoint?) async throws -> CheckpointFile.Mismatch? {
        guard var kept, kept.size > 0 else { return nil }
        let head = try await store.read { rows throws(StoreError) in try rows.head() }
        let key = CheckpointKeyFile(store: Composition.storePath(of: project))
        let origin = (try? key.origin(head.storeID)) ?? CheckpointKeyFile.name(head.storeID)
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

    private func tell(_ found: CheckpointFile.Mismatch, _ mode: Composition.StoreMode) throws {
        guard mode.writes else {
            terminal.errorLine("warning: \(TerminalText.escaped(found.message))")
            return
        }
        fail(
            found.message, code: found.kind == .truncated ? "store.behind" : "store.forked",
            help: CheckpointFile.Mismatch.help)
        throw ExitCode(found.kind.rawValue)
    }

    /// A log that was signed before, and whose key is not there: a new key starts a history that nobody trusts yet.
    private func checkKey(of store: any Store) async throws {
        let key = CheckpointKeyFile(store: Composition.storePath(of: project))
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
            fail(
                message, code: "key.lost",
                help: """
                    put the key back from a backup; where it is lost for good, 'reeve store new-key' signs with a new one, \
                    and the audit log says so
                    """)
            throw ExitStatus.refused.exit
        }
        try await replaceKey(of: store, last: last)
        try await Composition.sign(store, context: self)
        fail(
            message + "; a new key signs from here on, and 'audit verify' needs both", code: "key.lost",
            help: """
                put the old key back now, before more is signed; or name both keys to 'audit verify' with --key: the old \
                one is in '\(key.path).pub'
                """)
    }

    /// Writes into the log that another key signs from here on.
    func replaceKey(of store: any Store, last: CheckpointRecord) async throws {
        let who = Operator.current()
        var event = AuditEvent(id: "", time: Composition.now(), type: .keyRotated, actor: who.actor)
        event.source = who.source
        event.outcome = "succeeded"
        let former = (try? SignedCheckpoint(parsing: last.note))?.note.signatures.first?.keyName
        event.context = [
            "former_key": JSONValue(former), "reason": "the former key is gone", "signed_size": JSONValue(last.size),
        ]
        try await store.appendAudit([event])
    }
}
