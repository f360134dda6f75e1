import ReeveJSON

/// Where the log ends: all that the one serialised appender needs, small enough to be kept in a row
/// and written with every append.
package struct AuditLogHead: Sendable, Hashable {
    /// What the next checkpoint must know of the newest one.
    package struct LastCheckpoint: Sendable, Hashable {
        package let size: UInt64
        package let time: Timestamp
        package let digest: ContentDigest
    }

    package private(set) var frontier: MerkleFrontier
    package private(set) var lastCheckpoint: LastCheckpoint?

    package init() { frontier = MerkleFrontier() }

    /// The sequence number that the next entry gets.
    package var nextSequence: Int64 { Int64(frontier.size) }

    /// Gives the event its sequence number and adds it to the tree. Stores nothing.
    package mutating func append(_ event: AuditEvent) -> AuditEntry {
        let sequence = nextSequence
        let bytes = event.entryBytes(sequence: sequence)
        let leaf = MerkleHash.leaf(bytes)
        frontier.append(leaf)
        return AuditEntry(sequence: sequence, bytes: bytes, leafHash: leaf)
    }

    /// Whether a checkpoint should be signed: `entries` new ones, or any that are as old as `interval`.
    package func isCheckpointDue(
        now: Timestamp, entries: UInt64 = 1_000, interval: Duration = AuditVerifier.checkpointInterval
    ) -> Bool {
        guard let lastCheckpoint else { return frontier.size > 0 }
        let unsigned = frontier.size - lastCheckpoint.size
        return unsigned >= entries || (unsigned > 0 && now.since(lastCheckpoint.time) >= interval)
    }

    /// The checkpoint of the log as it is now, naming the one before; sign it, then call ``record(_:)``.
    ///
    /// - Throws: ``AuditError`` with code `invalidCheckpoint` for an origin that is no key name.
    package func checkpoint(origin: String, now: Timestamp) throws(AuditError) -> Checkpoint {
        try Checkpoint(
            origin: origin, size: frontier.size, root: frontier.root, previous: lastCheckpoint?.digest, time: now)
    }

    /// Makes `checkpoint` the newest.
    ///
    /// - Throws: ``AuditError`` with code `invalidCheckpoint` unless it is newer than the last and no
    ///   larger than the log.
    package mutating func record(_ checkpoint: Checkpoint) throws(AuditError) {
        guard let time = checkpoint.time, checkpoint.previous == lastCheckpoint?.digest,
            checkpoint.size >= lastCheckpoint?.size ?? 0, checkpoint.size <= frontier.size
        else { throw AuditError(.invalidCheckpoint, "the checkpoint does not follow the newest one") }
        lastCheckpoint = LastCheckpoint(size: checkpoint.size, time: time, digest: checkpoint.digest)
    }
}

extension AuditLogHead {
    package var json: JSONValue {
        var object: JSONObject = ["frontier": frontier.json]
        if let last = lastCheckpoint {
            object["checkpoint"] = [
                "digest": .string(last.digest.description), "size": JSONValue(Int64(last.size)),
                "time": .string(last.time.description),
            ]
        }
        return .object(object)
    }

    /// - Throws: ``AuditError`` with code `invalidFrontier`.
    package init(json: JSONValue) throws(AuditError) {
        frontier = try MerkleFrontier(json: json["frontier"] ?? .null)
        guard let last = json["checkpoint"] else { return }
        guard let size = last["size"]?.number?.int64, size >= 0, size <= frontier.size,
            let time = last["time"]?.string.flatMap(Timestamp.init),
            let digest = last["digest"]?.string.flatMap({ ContentDigest($0) })
        else { throw AuditError(.invalidFrontier, "the head's checkpoint is not valid") }
        lastCheckpoint = LastCheckpoint(size: UInt64(size), time: time, digest: digest)
    }
}
