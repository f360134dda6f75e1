import Glibc
import ReeveAudit
import ReeveJSON
import ReeveManifest
import ReeveModel
import ReeveStore

/// The newest signed state of a store's log, in a file in the folder of reports. A store that was restored from a
/// backup, emptied or lost contradicts it, and is found by that.
package struct CheckpointFile: Sendable {
    package let path: String

    /// - Parameter name: another name where the command line names a store that is not the project's.
    init(project: Project, name: String = "checkpoint") {
        path = project.absolute(project.spec.reports) + "/" + name
    }

    /// How a store contradicts its newest checkpoint.
    package struct Mismatch: Sendable {
        /// `truncated` where the store has fewer entries; `forked` where it has other ones.
        package let kind: AuditFinding.Kind
        package let kept: Checkpoint
        /// How many entries the store has.
        package let size: UInt64
        package let path: String

        package var message: String {
            let covers = "'\(path)' covers \(kept.size) entries of '\(kept.origin)'"
            return switch kind {
            case .truncated: "the store has \(size) audit entries, and \(covers): it is an older one, or a new one"
            default: "the store went another way: \(covers), and its own \(size) entries are not a continuation of them"
            }
        }

        package static let help = """
            put the newer store back; or accept the loss with 'reeve store accept-restore', after a look at what the lost \
            runs did
            """
    }

    /// The checkpoint; nil where there is no file.
    ///
    /// - Throws: ``AuditError`` where the file is no checkpoint.
    func read() throws -> SignedCheckpoint? {
        if access(path, F_OK) != 0, errno == ENOENT || errno == ENOTDIR { return nil }
        do {
            return try SignedCheckpoint(parsing: try BoundedFile.read(path))
        } catch let error as AuditError where error.code != .input {
            throw AuditError(error.code, "'\(path)' is no checkpoint: \(error)")
        }
    }

    /// Compares a store with a checkpoint. The checkpoint must have been read before the store.
    ///
    /// - Parameter origin: the name that the store signs with.
    func mismatch(
        of rows: any StoreReading, origin: String, kept: Checkpoint
    ) throws(StoreError) -> Mismatch? {
        let head = try rows.auditHead()
        func found(_ kind: AuditFinding.Kind) -> Mismatch {
            Mismatch(kind: kind, kept: kept, size: head.frontier.size, path: path)
        }
        if head.frontier.size < kept.size { return found(.truncated) }
        guard kept.origin == origin else { return found(.forked) }
        let size = Int64(clamping: kept.size)
        if let own = try rows.checkpoints(fromSize: size, limit: 1).first, own.size == size,
            let signed = try? SignedCheckpoint(parsing: own.note)
        {
            return signed.checkpoint.root == kept.root ? nil : found(.forked)
        }
        var frontier = MerkleFrontier()
        for leaf in try rows.auditLeaves(from: 0, limit: Int(clamping: kept.size)) { frontier.append(leaf) }
        return frontier.root == kept.root ? nil : found(.forked)
    }

    /// Replaces an older checkpoint of the same log. A newer one is left alone. Safe to repeat.
    ///
    /// - Throws: ``AuditError``, also where the file is of another log.
    func replace(with signed: SignedCheckpoint, key: VerifierKey) throws {
        let folder = String(path[..<(path.lastIndex(of: "/") ?? path.endIndex)])
        try BoundedFile.makeFolders(folder)
        // Two processes may sign at once. With the lock, the checkpoint of the larger log remains.
        let lock = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        defer { if lock >= 0 { close(lock) } }
        if lock >= 0 { flock(lock, LOCK_EX) }
        if let standing = try read()?.checkpoint {
            guard standing.origin == signed.checkpoint.origin else {
                throw AuditError(.input, "'\(path)' is of another log, '\(standing.origin)', and is not replaced")
            }
            if standing.size > signed.checkpoint.size || standing.noteText == signed.checkpoint.noteText { return }
        }
        try BoundedFile.create(
            path, text: String(decoding: signed.bytes, as: UTF8.self), mode: 0o644, replaces: true)
        try BoundedFile.create(path + ".pub", text: key.vkey + "\n", mode: 0o644, replaces: true)
    }

    /// Moves the checkpoint and its key to another place, where both stay as evidence. Returns the new place.
    func setAside(_ kept: Checkpoint, at now: Timestamp) throws -> String {
        let stamp = now.description.prefix(19).filter { $0 != ":" && $0 != "-" }
        let place = path + "-\(stamp)-size-\(kept.size)"
        guard rename(path, place) == 0 else {
            throw AuditError(.input, "cannot move '\(path)': \(String(cString: strerror(errno)))")
        }
        // The file of the key may be missing, so a failure is ignored.
        rename(path + ".pub", place + ".pub")
        return place
    }
}
