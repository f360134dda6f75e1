internal import ReeveJSON

extension AuditVerifier {
    mutating func judgeSignature(of checkpoint: LabelledCheckpoint, by verifier: CheckpointVerifier) {
        switch verifier.verify(checkpoint.signed) {
        case .trusted: trusted.append(checkpoint)
        case .badSignature(let key):
            findings.add(
                .edited, checkpoint: checkpoint.label, expected: "a text that \(key.name) has signed",
                found: "a signature that does not verify")
        case .unknownKey(let names):
            findings.add(
                .wrongKey, checkpoint: checkpoint.label,
                expected: "a signature by \(verifier.keys.map(\.vkey).joined(separator: " or "))",
                found: "signatures by \(names.joined(separator: ", "))")
        case .otherOrigin(let origin):
            findings.add(
                .wrongKey, checkpoint: checkpoint.label,
                expected: "origin \(verifier.origin ?? verifier.keys.map(\.name).joined(separator: " or "))",
                found: "origin \(origin)")
        }
    }

    /// Each trusted checkpoint names the one before it; the first names none.
    mutating func judgeChain(of checkpoints: [LabelledCheckpoint]) {
        var last: ContentDigest?
        for checkpoint in checkpoints {
            let named = checkpoint.signed.checkpoint.previous
            if named != last {
                findings.add(
                    .missing, checkpoint: checkpoint.label,
                    expected: "the checkpoint before it to be \(named?.description ?? "absent")",
                    found: last?.description ?? "none")
            }
            last = checkpoint.signed.checkpoint.digest
        }
    }

    /// Holds the computed roots against the signed ones; call when all entries have been seen.
    mutating func judgeRoots() {
        var agreed: UInt64 = 0
        let newestMatch = trusted.indices.last { computedRoots[$0] == trusted[$0].signed.checkpoint.root }
        let isExplained = findings.has(.edited) || findings.has(.missing) || findings.has(.reordered)
        for (index, root) in computedRoots.enumerated() {
            guard let root else { continue }
            let checkpoint = trusted[index].signed.checkpoint
            if root == checkpoint.root {
                agreed = checkpoint.size
                continue
            }
            // A root commits to every entry before it, so a match at this size or a larger one means that
            // the key has signed these entries as well as others. Where the others part is not known.
            let isForked = newestMatch.map { trusted[$0].signed.checkpoint.size >= checkpoint.size } ?? false
            if isForked {
                findings.add(
                    .forked, sequence: 0, lastSequence: Int64(checkpoint.size) - 1,
                    checkpoint: trusted[index].label, expected: "root \(checkpoint.root) at size \(checkpoint.size)",
                    found: "root \(root), signed too")
            } else if !isExplained {
                findings.add(
                    .edited, sequence: Int64(agreed), lastSequence: Int64(checkpoint.size) - 1,
                    checkpoint: trusted[index].label, expected: "root \(checkpoint.root) at size \(checkpoint.size)",
                    found: "root \(root)")
            }
        }
    }

    /// Two trusted checkpoints of one size with different roots need no entries to be judged; where entries
    /// have shown the fork already, that finding has the better place.
    mutating func judgeConflicts() {
        guard !findings.has(.forked) else { return }
        for (older, newer) in zip(trusted, trusted.dropFirst()) {
            let (left, right) = (older.signed.checkpoint, newer.signed.checkpoint)
            guard left.size == right.size, left.root != right.root else { continue }
            findings.add(
                .forked, sequence: nil, checkpoint: "\(older.label) and \(newer.label)",
                expected: "one root at size \(left.size)", found: "\(left.root) and \(right.root)")
        }
    }

    /// The log must be as long as the trusted key has seen it.
    mutating func judgeLength() {
        guard let newest = trusted.last, newest.signed.checkpoint.size > UInt64(numbers.next) else { return }
        findings.add(
            .truncated, sequence: numbers.next, lastSequence: Int64(newest.signed.checkpoint.size) - 1,
            checkpoint: newest.label, expected: "\(newest.signed.checkpoint.size) entries",
            found: "\(numbers.next)")
    }
}
