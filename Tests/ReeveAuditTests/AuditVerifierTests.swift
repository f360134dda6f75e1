import ReeveAudit
import ReeveJSON
import TestSupport
import Testing

@Suite struct AuditVerifierTests {
    private func log() async throws -> SampleLog { try await .make(50, signedAt: [20, 40, 50]) }

    private func expect(
        _ result: AuditVerification, _ kind: AuditFinding.Kind, at sequence: Int64?, to last: Int64? = nil,
        _ location: SourceLocation = #_sourceLocation
    ) {
        #expect(result.exitStatus == kind.rawValue, "\(result.findings)", sourceLocation: location)
        #expect(result.verdict?.sequence == sequence, "\(result.findings)", sourceLocation: location)
        #expect(result.verdict?.lastSequence == last, "\(result.findings)", sourceLocation: location)
    }

    @Test func untouchedLogIsIntact() async throws {
        for (count, sizes) in [(0, []), (0, [0]), (1, [1]), (50, [20, 40, 50]), (50, [0, 1, 2, 3, 50])] {
            let log = try await SampleLog.make(count, signedAt: sizes)
            let result = log.verify()
            #expect(result.isIntact, "\(result.findings)")
            #expect(result.entryCount == Int64(count))
            #expect(result.matchedCheckpoints == sizes.count)
            #expect(result.root == log.head.frontier.root)
            #expect(result.firstLeafHash == log.leaves.first)
            #expect(result.lastLeafHash == log.leaves.last)
            #expect(result.json["exit_status"] == 0)
        }
    }

    @Test func changedEntryIsEdited() async throws {
        var log = try await log()
        log.replace(7, bytes: (log.rows[7].entry ?? []).replacing("acme", with: "ecma"), withLeaf: false)
        expect(log.verify(), .edited, at: 7)
        log.replace(7, bytes: [0xFF], withLeaf: false)
        expect(log.verify(), .edited, at: 7)
    }

    @Test func changedLeafIsEdited() async throws {
        var log = try await log()
        log.rows[7] = .init(sequence: 7, entry: log.rows[7].entry, leafHash: .emptyRoot)
        expect(log.verify(), .edited, at: 7)
    }

    @Test func entryChangedWithItsLeafIsEditedBetweenTwoCheckpoints() async throws {
        var log = try await log()
        log.replace(25, bytes: (log.rows[25].entry ?? []).replacing("acme", with: "ecma"), withLeaf: true)
        expect(log.verify(), .edited, at: 20, to: 39)
    }

    @Test func entryThatIsNoEventIsEdited() async throws {
        var log = try await log()
        for bytes in [
            "{}", "", #"{"sequence":7,"sequence":7}"#, #"{"sequence":07}"#, #"{"sequence":99999999999999999}"#,
        ] {
            log.replace(7, bytes: Array(bytes.utf8), withLeaf: true)
            expect(log.verify(), .edited, at: 7)
        }
    }

    @Test func absentRowIsMissing() async throws {
        var log = try await log()
        log.rows.remove(at: 7)
        expect(log.verify(), .missing, at: 7)
        log.rows.removeSubrange(10..<13)
        expect(log.verify(), .missing, at: 7)
        #expect(log.verify().verdict?.count == 4)
        log.rows.removeFirst(5)
        expect(log.verify(), .missing, at: 0, to: 4)
    }

    @Test func absentEntryWithItsLeafLeftIsMissing() async throws {
        var log = try await log()
        log.rows[7] = .init(sequence: 7, entry: nil, leafHash: log.rows[7].leafHash)
        let result = log.verify()
        expect(result, .missing, at: 7)
        #expect(result.matchedCheckpoints == 3)
        log = try await self.log()
        log.rows[7] = .init(sequence: 7, entry: log.rows[7].entry, leafHash: nil)
        expect(log.verify(), .missing, at: 7)
        log.rows[7] = .init(sequence: 7, entry: nil, leafHash: nil)
        expect(log.verify(), .missing, at: 7)
    }

    @Test func removedAndRenumberedIsMissing() async throws {
        var log = try await log()
        log.rows.remove(at: 7)
        for index in log.rows.indices {
            let row = log.rows[index]
            log.rows[index] = .init(sequence: Int64(index), entry: row.entry, leafHash: row.leafHash)
        }
        expect(log.verify(), .missing, at: 7)
    }

    @Test func absentCheckpointIsMissing() async throws {
        var log = try await log()
        log.checkpoints.remove(at: 1)
        let result = log.verify()
        expect(result, .missing, at: nil)
        #expect(result.verdict?.checkpoint == "row 1")
        // Nobody said that these few are all of them.
        #expect(log.verify(options: .init(expectsLeaves: true)).isIntact)
    }

    @Test func exchangedRowsAreReordered() async throws {
        var log = try await log()
        // The entries alone, then with their leaves, then the order of the rows.
        let (seventh, ninth) = (log.rows[7], log.rows[9])
        log.rows[7] = .init(sequence: 7, entry: ninth.entry, leafHash: seventh.leafHash)
        log.rows[9] = .init(sequence: 9, entry: seventh.entry, leafHash: ninth.leafHash)
        expect(log.verify(), .reordered, at: 7)
        log.rows[7] = .init(sequence: 7, entry: ninth.entry, leafHash: ninth.leafHash)
        log.rows[9] = .init(sequence: 9, entry: seventh.entry, leafHash: seventh.leafHash)
        expect(log.verify(), .reordered, at: 7)
        log.rows[7] = ninth
        log.rows[9] = seventh
        expect(log.verify(), .reordered, at: 8)
    }

    @Test func repeatedRowIsReordered() async throws {
        var log = try await log()
        log.rows.insert(log.rows[7], at: 8)
        expect(log.verify(), .reordered, at: 7)
    }

    @Test func copyOverAnotherEntryIsEdited() async throws {
        var log = try await log()
        log.replace(9, bytes: log.rows[7].entry ?? [], withLeaf: false)
        expect(log.verify(), .edited, at: 9)
    }

    @Test func impossibleNumbersAreFindings() async throws {
        for number in [-1, .max, .min] as [Int64] {
            var log = try await log()
            log.rows[7] = .init(sequence: number, entry: log.rows[7].entry, leafHash: log.rows[7].leafHash)
            #expect(!log.verify().isIntact)
        }
    }

    @Test func cutEndIsTruncated() async throws {
        var log = try await log()
        log.rows.removeLast(3)
        expect(log.verify(), .truncated, at: 47, to: 49)
        log.rows.removeAll()
        expect(log.verify(), .truncated, at: 0, to: 49)
    }

    @Test func cutEndWithItsCheckpointsNeedsOneFromElsewhere() async throws {
        var log = try await log()
        let kept = log.checkpoints[2]
        log.rows.removeLast(10)
        log.checkpoints.removeLast()
        #expect(log.verify().isIntact)
        expect(log.verify(since: [kept]), .truncated, at: 40, to: 49)
    }

    @Test func rewrittenHistoryIsForked() async throws {
        let log = try await log()
        // Whoever holds the key writes and signs everything anew; a copy of a checkpoint gives it away.
        let other = try await SampleLog.make(50, signedAt: [20, 40, 50], variant: "other")
        #expect(other.verify().isIntact)
        expect(other.verify(since: [log.checkpoints[0]]), .forked, at: 0, to: 19)
        // The copy is as large as the whole log, or larger than all that it has signed.
        expect(other.verify(since: [log.checkpoints[2]]), .forked, at: 0, to: 49)
        #expect(log.verify(since: [log.checkpoints[0]]).isIntact)
    }

    @Test func unsignedTailIsANoteWhileYoung() async throws {
        let log = try await SampleLog.make(50, signedAt: [20, 40])
        let lastSecond = SampleLog.start.advanced(by: .seconds(49))
        let young = log.verify(now: lastSecond)
        #expect(young.isIntact)
        #expect(young.notes == ["10 entries from sequence 40 on are not signed yet"])
        #expect(log.verify(now: SampleLog.start.advanced(by: .seconds(40 + 120))).isIntact)
        expect(log.verify(now: SampleLog.start.advanced(by: .seconds(40 + 121))), .unsignedTail, at: 40, to: 49)
        // Entries that claim to be of the future do not stay young.
        expect(log.verify(now: SampleLog.start.advanced(by: .seconds(-200))), .unsignedTail, at: 40, to: 49)
        let never = try await SampleLog.make(5, signedAt: [])
        expect(never.verify(now: lastSecond.advanced(by: .seconds(600))), .unsignedTail, at: 0, to: 4)
    }

    @Test func otherKeyIsWrongKeyAndNothingElse() async throws {
        let stranger = try Ed25519CheckpointSigner(name: SampleLog.name, seed: Array(repeating: 9, count: 32))
        let log = try await log()
        let result = log.verify(keys: [stranger.verifierKey])
        expect(result, .wrongKey, at: nil)
        #expect(result.findings.map(\.kind) == [.wrongKey])
        #expect(result.verdict?.count == 3)
        // A stranger who edits and signs anew is found out by the key.
        let forged = try await SampleLog.make(50, signedAt: [50], signer: stranger, variant: "forged")
        expect(forged.verify(keys: [log.signer.verifierKey]), .wrongKey, at: nil)
    }

    @Test func changedCheckpointIsEdited() async throws {
        var log = try await log()
        let bytes = log.checkpoints[1].bytes.replacing("\n40\n", with: "\n41\n")
        log.checkpoints[1] = try SignedCheckpoint(parsing: bytes)
        let result = log.verify()
        expect(result, .edited, at: nil)
        #expect(result.verdict?.checkpoint == "row 1")
    }

    @Test func smallestKindIsTheVerdict() async throws {
        var log = try await log()
        log.rows.removeLast(3)
        log.rows.remove(at: 7)
        log.replace(30, bytes: [1], withLeaf: false)
        #expect(log.verify().findings.map(\.kind) == [.edited, .missing, .truncated])
    }

    /// Whatever single byte of whatever row is changed, the log is no longer intact.
    @Test func everyChangedByteIsFound() async throws {
        let log = try await SampleLog.make(5, signedAt: [3, 5])
        for row in log.rows.indices {
            let entry = try #require(log.rows[row].entry)
            for index in entry.indices {
                for withLeaf in [false, true] {
                    var changed = log
                    var bytes = entry
                    bytes[index] ^= 1
                    changed.replace(row, bytes: bytes, withLeaf: withLeaf)
                    let status = changed.verify().exitStatus
                    #expect((10...12).contains(status), "row \(row) byte \(index)")
                }
            }
        }
    }

    @Test func asynchronousRowsGiveTheSameResult() async throws {
        let log = try await log()
        let stream = AsyncStream<AuditVerifier.Row> { continuation in
            for row in log.rows { continuation.yield(row) }
            continuation.finish()
        }
        let labelled = log.checkpoints.map { AuditVerifier.LabelledCheckpoint(label: "c", signed: $0) }
        let result = try await AuditVerifier.verify(
            stream, checkpoints: labelled, trusted: CheckpointVerifier(keys: [log.signer.verifierKey]),
            now: SampleLog.start.advanced(by: .seconds(50)))
        #expect(result.isIntact)
        #expect(result.entryCount == 50)
    }

    @Test func noDamageOfAnyKindEverPasses() async throws {
        let log = try await log()
        let seed = UInt64.random(in: 0 ... .max)
        print("seed \(seed)")
        var random = SeededGenerator(seed: seed)
        for _ in 0..<300 {
            var changed = log
            var actions: [String] = []
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                let row = Int.random(in: 0..<changed.rows.count, using: &random)
                switch Int.random(in: 0..<4, using: &random) {
                case 0: changed.rows.remove(at: row)
                case 1: changed.rows.swapAt(row, Int.random(in: 0..<changed.rows.count, using: &random))
                case 2: changed.rows.insert(changed.rows[row], at: 0)
                default:
                    changed.replace(
                        row, bytes: Array(#"{"sequence":\#(row)}"#.utf8), withLeaf: Bool.random(using: &random))
                }
                actions.append("\(row)")
            }
            guard changed.rows != log.rows else { continue }
            #expect(!changed.verify().isIntact, "\(actions)")
        }
    }
}
