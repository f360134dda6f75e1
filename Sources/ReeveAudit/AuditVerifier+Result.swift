package import ReeveJSON

extension AuditVerifier {
    /// Judges what only the whole log can show, and gives the result.
    package mutating func finish() -> AuditVerification {
        var notes: [String] = []
        if isPartial {
            notes.append("a partial log: nothing is said about entries that are not in it")
        } else {
            judgeDisplaced()
            judgeGaps()
            judgeRoots()
            judgeLength()
            judgeTail()
            if tail.count > 0, tail.overdue == nil {
                notes.append("\(tail.count) entries from sequence \(tail.first) on are not signed yet")
            }
            let unchecked = computedRoots.count { $0 == nil }
            if unchecked > 0 { notes.append("\(unchecked) checkpoints could not be compared with the entries") }
        }
        judgeConflicts()
        let matched = trusted.indices.count { index in
            isPartial
                ? provenSizes.contains(trusted[index].signed.checkpoint.size)
                : computedRoots[index] == trusted[index].signed.checkpoint.root
        }
        return AuditVerification(
            coverage: isPartial ? .partial : .complete, findings: findings.sorted, notes: notes,
            entryCount: entryCount, firstLeafHash: firstLeafHash, lastLeafHash: lastLeafHash,
            root: isPartial ? nil : frontier.root, treeSize: isPartial ? 0 : frontier.size,
            trustedCheckpoints: trusted.count, matchedCheckpoints: matched,
            newestCheckpointSize: trusted.last?.signed.checkpoint.size,
            newestCheckpointTime: trusted.last?.signed.checkpoint.time, keys: keys)
    }

    /// Verifies a complete log that comes as a sequence of rows.
    package static func verify<Rows: AsyncSequence>(
        _ rows: Rows, checkpoints: [LabelledCheckpoint], trusted: CheckpointVerifier, now: Timestamp,
        options: Options = Options()
    ) async throws -> AuditVerification where Rows.Element == Row {
        var verifier = AuditVerifier(checkpoints: checkpoints, trusted: trusted, now: now, options: options)
        for try await row in rows { verifier.add(sequence: row.sequence, entry: row.entry, leafHash: row.leafHash) }
        return verifier.finish()
    }

    /// A row of the store: the entry and its leaf.
    package struct Row: Sendable, Hashable {
        package let sequence: Int64
        package let entry: [UInt8]?
        package let leafHash: MerkleHash?

        package init(sequence: Int64, entry: [UInt8]?, leafHash: MerkleHash?) {
            self.sequence = sequence
            self.entry = entry
            self.leafHash = leafHash
        }
    }

    /// Verifies segment files, in order: a complete log without proofs, or a partial one with a proof on
    /// every line. Blocks while it reads.
    ///
    /// - Throws: ``AuditError`` as ``SegmentFile`` does; `invalidLine` where the two forms are mixed.
    package mutating func add(_ segments: [SegmentFile]) throws {
        var hasProofs: Bool?
        for segment in segments {
            try segment.forEachView { bytes, view in
                if hasProofs == nil { hasProofs = view.proof != nil }
                guard hasProofs == (view.proof != nil) else {
                    throw AuditError(
                        .invalidLine, "sequence \(view.sequence): lines with and without proof are mixed")
                }
                let inPlace = UnsafeBufferPointer(rebasing: bytes[view.entry])
                if let copy = view.entryCopy {
                    copy.withUnsafeBufferPointer { add(view, $0) }
                } else {
                    add(view, inPlace)
                }
            }
        }
    }

    private mutating func add(_ view: SegmentLineView, _ entry: UnsafeBufferPointer<UInt8>) {
        if let proof = view.proof {
            addProven(sequence: view.sequence, entry: entry, leafHash: view.leafHash, proof: proof)
        } else {
            add(sequence: view.sequence, entry: entry, leafHash: view.leafHash)
        }
    }
}
