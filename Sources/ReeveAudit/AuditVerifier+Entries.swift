import ReeveJSON

extension AuditVerifier {
    /// Checks one row by itself and against the numbers so far; returns the leaf that the tree gets.
    mutating func judge(sequence: Int64, entry: UnsafeBufferPointer<UInt8>?, leafHash: MerkleHash?) -> MerkleHash? {
        guard let entry else {
            findings.add(.missing, sequence: sequence, expected: "an entry", found: "only its leaf")
            _ = numbers.observe(sequence)
            return leafHash
        }
        if leafHash == nil, options.expectsLeaves {
            findings.add(.missing, sequence: sequence, expected: "a stored leaf hash", found: "none")
        }
        let computed = MerkleHash.leaf(UnsafeRawBufferPointer(entry))
        let outline = EntryOutline(entry)
        if UInt64(sequence) >= signedSize { observeTail(sequence, outline, entry) }

        if let leafHash, leafHash != computed {
            // What is inside cannot be believed; the row's number stands in for it.
            _ = numbers.observe(sequence)
            let inner = outline?.sequence ?? sequence
            let oddity = DisplacedEntry(row: sequence, inner: inner, computed: computed, stored: leafHash)
            if inner != sequence, displaced.count < DisplacedEntry.maximumCount {
                displaced.append(oddity)
            } else {
                report(edited: oddity)
            }
            return leafHash
        }
        guard let inner = outline?.sequence else {
            findings.add(.edited, sequence: sequence, expected: "an audit event", found: "no sequence number")
            _ = numbers.observe(sequence)
            return computed
        }
        let order = numbers.observe(inner)
        if inner != sequence || order == .late || order == .repeated {
            findings.add(.reordered, sequence: sequence, expected: "entry \(sequence)", found: "entry \(inner)")
        }
        return computed
    }

    private mutating func report(edited oddity: DisplacedEntry) {
        findings.add(
            .edited, sequence: oddity.row, expected: "leaf hash \(oddity.stored)", found: "leaf hash \(oddity.computed)"
        )
    }

    /// Tells exchanged entries from edited ones.
    mutating func judgeDisplaced() {
        let storedLeaves = Dictionary(displaced.map { ($0.row, $0.stored) }, uniquingKeysWith: { first, _ in first })
        for oddity in displaced {
            if storedLeaves[oddity.inner] == oddity.computed {
                findings.add(
                    .reordered, sequence: oddity.row, expected: "entry \(oddity.row)", found: "entry \(oddity.inner)")
            } else {
                report(edited: oddity)
            }
        }
    }

    mutating func judgeGaps() {
        // The numbers inside count, not the rows': where rows alone skip, nothing is lost, and `reordered` says so.
        guard let first = numbers.ranges.first else { return }
        findings.add(
            .missing, sequence: first.lowerBound, lastSequence: first.count > 1 ? first.upperBound - 1 : nil,
            expected: first.count > 1 ? "\(first.count) entries" : "an entry", found: "none",
            count: numbers.missingCount)
    }

    private mutating func observeTail(
        _ sequence: Int64, _ outline: EntryOutline?, _ entry: UnsafeBufferPointer<UInt8>
    ) {
        if tail.count == 0 { tail.first = sequence }
        tail.count += 1
        guard tail.overdue == nil else { return }
        let text = (outline?.time).map { String(decoding: entry[$0].dropFirst().dropLast(), as: UTF8.self) } ?? ""
        guard let time = Timestamp(text) else {
            tail.overdue = (sequence, "an entry without a time")
            return
        }
        let age = now.since(time)
        // A time ahead of the clock would otherwise keep a tail young for ever.
        if age > Self.unsignedTailAllowance || age < .zero - Self.unsignedTailAllowance {
            tail.overdue = (sequence, text)
        }
    }

    mutating func judgeTail() {
        guard let overdue = tail.overdue else { return }
        findings.add(
            .unsignedTail, sequence: overdue.sequence, lastSequence: tail.first + tail.count - 1,
            expected: "a checkpoint within \(Self.unsignedTailAllowance.components.seconds) s of each entry",
            found: "none for the entry of \(overdue.time)")
    }
}
