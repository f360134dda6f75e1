import ReeveAudit
import ReeveJSON
import TestSupport
import Testing

@Suite struct SegmentLineTests {
    @Test func lineSurvivesItsBytes() async throws {
        let log = try await SampleLog.make(3, signedAt: [3])
        let proof = SegmentLine.Proof(treeSize: 3, hashes: [log.leaves[0], log.leaves[1]])
        for line in [
            SegmentLine(sequence: 1, entry: log.rows[1].entry ?? [], leafHash: log.leaves[1], proof: proof),
            SegmentLine(sequence: 1, entry: log.rows[1].entry ?? [], leafHash: nil),
            SegmentLine(sequence: 1, entry: [0xFF, 0x0A, 0], leafHash: log.leaves[1]),
            SegmentLine(sequence: 1, entry: Array("{\"a\":\n1}".utf8), leafHash: nil),
            SegmentLine(sequence: 1, entry: [], leafHash: nil),
            SegmentLine(sequence: 1, entry: Array("{}".utf8), leafHash: nil, proof: .init(treeSize: 2, hashes: [])),
        ] {
            let bytes = line.bytes
            #expect(bytes.last == 0x0A && !bytes.dropLast().contains(0x0A))
            #expect(try SegmentLine(parsing: Array(bytes.dropLast())) == line)
            // Any JSON reader can take it, and the members are in canonical order.
            #expect(try JSONParser.parse(bytes).canonicalBytes + [0x0A] == bytes)
        }
    }

    @Test(arguments: [
        "", "x", "{}", "[]", #"{"entry":{}}"#, #"{"entry":1,"sequence":0}"#, #"{"entry":{},"sequence":-1}"#,
        #"{"entry":{},"sequence":0,"sequence":0}"#, #"{"entry":{},"other":1,"sequence":0}"#,
        #"{"entry":{},"entry_base64":"","sequence":0}"#, #"{"entry_base64":"=","sequence":0}"#,
        #"{"entry":{},"leaf_hash":"00","sequence":0}"#, #"{"entry":{},"proof":[],"sequence":0}"#,
        #"{"entry":{},"sequence":0,"tree_size":1}"#, #"{"entry":{},"proof":["00"],"sequence":0,"tree_size":1}"#,
        #"{"entry":{},"proof":1,"sequence":0,"tree_size":1}"#, #"{"entry":{},"sequence":0"#,
        #"{"entry":{},"sequence":0} x"#, #"{"entry":{},"sequence":01}"#, #"{"entry":{"a":"},"sequence":0}"#,
        #"{"entry":{},"sequence":9007199254740992}"#, #"{"entry":,"sequence":0}"#, "{\"entry\":{}\"sequence\":0}",
        #"{"entry"#, #"{"entry\"#, #"{"entry":{},"#, #"{"entry":{},"sequence":"#,
    ])
    func malformedLinesAreRefused(text: String) {
        #expect { try SegmentLine(parsing: Array(text.utf8)) } throws: { ($0 as? AuditError)?.code == .invalidLine }
    }

    @Test func everyCutOrFlippedLineIsReadOrRefused() async throws {
        let log = try await SampleLog.make(2, signedAt: [2])
        let proof = SegmentLine.Proof(treeSize: 2, hashes: [log.leaves[0]])
        let line = SegmentLine(sequence: 1, entry: log.rows[1].entry ?? [], leafHash: log.leaves[1], proof: proof).bytes
        for index in line.indices {
            _ = try? SegmentLine(parsing: Array(line[..<index]))
            for bit in 0..<8 {
                var changed = Array(line.dropLast())
                guard index < changed.count else { continue }
                changed[index] ^= 1 << UInt8(bit)
                _ = try? SegmentLine(parsing: changed)
            }
        }
    }
}
