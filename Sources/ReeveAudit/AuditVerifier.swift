import ReeveJSON

/// Checks a log against its own leaves and against signed checkpoints, one entry at a time.
///
/// ```swift
/// var verifier = AuditVerifier(checkpoints: checkpoints, trusted: CheckpointVerifier(keys: [key]), now: now)
/// for row in rows { verifier.add(sequence: row.sequence, entry: row.bytes, leafHash: row.leafHash) }
/// let result = verifier.finish()
/// ```
///
/// Memory: the right edge of the tree, the checkpoints that were given, and a bounded list of oddities.
///
/// How findings are told apart (`docs/audit-log.md` has the table):
/// - An entry that does not hash to its leaf is *edited*; unless it is the very entry that the row of
///   the number inside it should have, then the two were exchanged: *reordered*.
/// - A number that never comes is *missing*; one that comes late or twice is *reordered*. The numbers
///   inside the entries count, since they are hashed; a row number that differs is *reordered* too.
/// - A root that differs from a trusted checkpoint's, when nothing above explains it: *forked* where
///   another trusted checkpoint of that size or a larger one has the root of these entries (two
///   histories were signed), else *edited* (nobody signed these entries), between the last size that
///   agreed and this one.
/// - Checkpoints without a trusted signature prove nothing and are used for nothing but *wrong key*.
package struct AuditVerifier {
    /// A checkpoint and what to call it in findings: a file's name, a row's number.
    package struct LabelledCheckpoint: Sendable {
        package let label: String
        package let signed: SignedCheckpoint

        package init(label: String, signed: SignedCheckpoint) {
            self.label = label
            self.signed = signed
        }
    }

    package struct Options: Sendable {
        /// Each row comes with its stored leaf; one without is a *missing* leaf.
        package var expectsLeaves = false
        /// The checkpoints given are all that the log has, in order; each must name the one before it.
        package var expectsAllCheckpoints = false

        package init(expectsLeaves: Bool = false, expectsAllCheckpoints: Bool = false) {
            self.expectsLeaves = expectsLeaves
            self.expectsAllCheckpoints = expectsAllCheckpoints
        }
    }

    /// How often the log signs its head while it grows.
    package static let checkpointInterval: Duration = .seconds(60)
    /// An unsigned tail is a note while it is no older than this.
    package static let unsignedTailAllowance: Duration = .seconds(120)

    var findings = FindingCollector()
    let options: Options
    let now: Timestamp
    let keys: [VerifierKey]

    /// Trusted ones, ascending by size.
    var trusted: [LabelledCheckpoint] = []
    /// Beside `trusted`: the root computed at that size, once it is known.
    var computedRoots: [MerkleHash?] = []
    private var nextTrusted = 0
    /// The size up to which somebody claims to have signed; entries from here on are the unsigned tail.
    let signedSize: UInt64

    var frontier = MerkleFrontier()
    /// Rows have come without a hole so far, so the frontier is the tree of all of them.
    private(set) var isTreeWhole = true
    private(set) var isPartial = false
    private(set) var entryCount: Int64 = 0
    var rows = SequenceGaps()
    var numbers = SequenceGaps()
    var displaced: [DisplacedEntry] = []
    private(set) var firstLeafHash: MerkleHash?
    private(set) var lastLeafHash: MerkleHash?
    var tail = UnsignedTail()

    /// - Parameters:
    ///   - checkpoints: those of the log, oldest first, and any kept elsewhere, in any place.
    ///   - trusted: the keys that the caller trusts, from a source other than the log.
    package init(
        checkpoints: [LabelledCheckpoint], trusted verifier: CheckpointVerifier, now: Timestamp,
        options: Options = Options()
    ) {
        self.options = options
        self.now = now
        keys = verifier.keys
        signedSize = checkpoints.map(\.signed.checkpoint.size).max() ?? 0
        for checkpoint in checkpoints { judgeSignature(of: checkpoint, by: verifier) }
        if options.expectsAllCheckpoints { judgeChain(of: checkpoints) }
        trusted.sort { $0.signed.checkpoint.size < $1.signed.checkpoint.size }
        computedRoots = Array(repeating: nil, count: trusted.count)
        noteRoots()
    }

    /// Takes the next row of a complete log.
    ///
    /// - Parameters:
    ///   - sequence: the row's own number.
    ///   - entry: the stored bytes; nil where only the leaf is left.
    ///   - leafHash: the stored leaf; nil where none is kept.
    ///   - differingColumn: a column beside the entry that does not hold what the entry says.
    package mutating func add(
        sequence: Int64, entry: UnsafeBufferPointer<UInt8>?, leafHash: MerkleHash?, differingColumn: String? = nil
    ) {
        entryCount += 1
        if let differingColumn {
            findings.add(
                .edited, sequence: sequence, expected: "column '\(differingColumn)' as the entry has it",
                found: "another value")
        }
        guard (0..<SequenceGaps.limit).contains(sequence) else {
            isTreeWhole = false
            findings.add(.reordered, sequence: sequence, expected: "row \(rows.next)", found: "row \(sequence)")
            return
        }
        switch rows.observe(sequence) {
        case .inOrder: break
        case .skippedAhead: isTreeWhole = false
        case .late, .repeated:
            isTreeWhole = false
            findings.add(
                .reordered, sequence: sequence, expected: "row \(rows.next)", found: "row \(sequence)")
        }
        let judged = judge(sequence: sequence, entry: entry, leafHash: leafHash)
        guard let leaf = judged else {
            isTreeWhole = false
            return
        }
        if firstLeafHash == nil { firstLeafHash = leaf }
        lastLeafHash = leaf
        if isTreeWhole {
            frontier.append(leaf)
            noteRoots()
        }
    }

    /// Takes what the caller found out about a checkpoint that lies beside the log.
    package mutating func add(_ kind: AuditFinding.Kind, checkpoint: String, expected: String, found: String) {
        findings.add(kind, checkpoint: checkpoint, expected: expected, found: found)
    }

    /// Takes the next row of a complete log.
    package mutating func add(
        sequence: Int64, entry: [UInt8]?, leafHash: MerkleHash?, differingColumn: String? = nil
    ) {
        if let entry {
            entry.withUnsafeBufferPointer {
                add(sequence: sequence, entry: $0, leafHash: leafHash, differingColumn: differingColumn)
            }
        } else {
            add(sequence: sequence, entry: UnsafeBufferPointer?.none, leafHash: leafHash)
        }
    }

    /// Takes one entry of a partial log with its inclusion proof. Entries come in ascending order;
    /// a log is given either this way or by `add(sequence:entry:leafHash:)`, not both.
    package mutating func addProven(
        sequence: Int64, entry: UnsafeBufferPointer<UInt8>, leafHash: MerkleHash?, proof: SegmentLine.Proof
    ) {
        isPartial = true
        entryCount += 1
        guard (0..<SequenceGaps.limit).contains(sequence) else {
            findings.add(.reordered, sequence: sequence, expected: "a sequence number", found: "\(sequence)")
            return
        }
        let computed = MerkleHash.leaf(UnsafeRawBufferPointer(entry))
        if firstLeafHash == nil { firstLeafHash = computed }
        lastLeafHash = computed
        if let leafHash, leafHash != computed {
            findings.add(
                .edited, sequence: sequence, expected: "leaf hash \(leafHash)", found: "leaf hash \(computed)")
            return
        }
        guard let outline = EntryOutline(entry), let inner = outline.sequence else {
            findings.add(.edited, sequence: sequence, expected: "an audit event", found: "no sequence number")
            return
        }
        guard inner == sequence else {
            findings.add(.reordered, sequence: sequence, expected: "entry \(sequence)", found: "entry \(inner)")
            return
        }
        if sequence < rows.next {
            findings.add(
                .reordered, sequence: sequence, expected: "a number from \(rows.next) on", found: "\(sequence)")
        } else {
            _ = rows.observe(sequence)
        }
        judge(proof, of: computed, sequence: sequence)
    }

    private mutating func judge(_ proof: SegmentLine.Proof, of leaf: MerkleHash, sequence: Int64) {
        let candidates = trusted.filter { $0.signed.checkpoint.size == proof.treeSize }
        guard let checkpoint = candidates.first else {
            // A checkpoint of that size by another key has been reported as such.
            if proof.treeSize > signedSize || !findings.has(.wrongKey) {
                findings.add(
                    .unsignedTail, sequence: sequence, expected: "a trusted checkpoint of size \(proof.treeSize)",
                    found: "none")
            }
            return
        }
        let isIncluded = MerkleProof.isIncluded(
            leaf: leaf, index: UInt64(sequence), size: proof.treeSize, root: checkpoint.signed.checkpoint.root,
            proof: proof.hashes)
        if !isIncluded {
            findings.add(
                .edited, sequence: sequence, checkpoint: checkpoint.label,
                expected: "a proof that leads to root \(checkpoint.signed.checkpoint.root)",
                found: "one that does not")
        }
        provenSizes.insert(proof.treeSize)
    }

    var provenSizes: Set<UInt64> = []

    private mutating func noteRoots() {
        while nextTrusted < trusted.count, trusted[nextTrusted].signed.checkpoint.size == frontier.size {
            computedRoots[nextTrusted] = frontier.root
            nextTrusted += 1
        }
    }
}
