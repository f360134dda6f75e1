import ReeveAudit
import ReeveDiagnostics
import ReeveStore

/// `audit verify`: compares the log with its checkpoints, and the store with the checkpoint file in the folder of
/// reports.
package struct AuditVerifyOperation: Sendable {
    /// The trusted keys, as `name+id+key`; empty for the key of the store.
    package let keys: [String]
    /// Files with checkpoints that were kept elsewhere.
    package let checkpoints: [String]

    package init(keys: [String], checkpoints: [String]) {
        self.keys = keys
        self.checkpoints = checkpoints
    }

    package func run(in context: OperationContext) async throws(OperationError) -> AuditVerification {
        try await OperationError.wrapping {
            try context.requireStore()
            let (keys, kept) = try trust(in: context)
            let beside = try context.readCheckpoint()
            return try await context.withStore(.read, acceptsMismatch: true) { store in
                try await AuditLogReader.verify(
                    store, keys: keys, kept: kept, now: context.now,
                    mismatch: try await context.mismatch(of: store, kept: beside))
            }
        }
    }

    private func trust(
        in context: OperationContext
    ) throws(OperationError) -> ([VerifierKey], [AuditVerifier.LabelledCheckpoint]) {
        do {
            var keys = try keys.map { try VerifierKey(vkey: $0) }
            let kept = try checkpoints.map { path in
                AuditVerifier.LabelledCheckpoint(
                    label: path, signed: try SignedCheckpoint(parsing: try BoundedFile.read(context.absolute(path))))
            }
            if keys.isEmpty { keys = [try context.signingKey.verifierKey()] }
            return (keys, kept)
        } catch {
            throw .invalid(
                "\(error)", code: "audit.key", help: "name a key with --key, and checkpoints with --since-checkpoint")
        }
    }
}
