import ReeveAudit
import ReeveJSON
import TestSupport

/// A log in memory, as a store would hold it: rows of entries with leaves, and checkpoints.
struct SampleLog {
    static let start = Timestamp("2026-03-01T08:00:00Z") ?? Timestamp(microseconds: 0)
    static let seed = [UInt8](0..<32)
    static let name = "reeve.example/store"

    var rows: [AuditVerifier.Row] = []
    var checkpoints: [SignedCheckpoint] = []
    var head = AuditLogHead()
    let signer: Ed25519CheckpointSigner

    init(signer: Ed25519CheckpointSigner? = nil) throws {
        self.signer = try signer ?? Ed25519CheckpointSigner(name: Self.name, seed: Self.seed)
    }

    /// A log of `count` entries, one a second, signed at each of `sizes`.
    static func make(
        _ count: Int, signedAt sizes: [Int], signer: Ed25519CheckpointSigner? = nil,
        variant: String = ""
    ) async throws -> SampleLog {
        var log = try SampleLog(signer: signer)
        if sizes.contains(0) { try await log.sign() }
        for index in 0..<count {
            log.append(event(index, variant: variant))
            if sizes.contains(index + 1) { try await log.sign() }
        }
        return log
    }

    static func event(_ index: Int, variant: String = "") -> AuditEvent {
        var event = AuditEvent(
            id: "01JX000000000000000000\(1_000 + index)", time: start.advanced(by: .seconds(index)),
            type: AuditEventType.allCases[index % AuditEventType.allCases.count],
            actor: .init(kind: .user, id: "user:anna"))
        event.organization = "acme"
        event.target = "tool:git/git_log"
        event.context = ["note": .string("é \"\(index)\" \(variant)")]
        return event
    }

    mutating func append(_ event: AuditEvent) {
        let entry = head.append(event)
        rows.append(.init(sequence: entry.sequence, entry: entry.bytes, leafHash: entry.leafHash))
    }

    mutating func sign() async throws {
        let now = Self.start.advanced(by: .seconds(rows.count))
        let signed = try await SignedCheckpoint(head.checkpoint(origin: Self.name, now: now), signedBy: signer)
        try head.record(signed.checkpoint)
        checkpoints.append(signed)
    }

    var leaves: [MerkleHash] { rows.compactMap(\.leafHash) }

    /// Puts other bytes into a row; the leaf follows only if asked.
    mutating func replace(_ row: Int, bytes: [UInt8], withLeaf: Bool) {
        rows[row] = .init(
            sequence: rows[row].sequence, entry: bytes, leafHash: withLeaf ? .leaf(bytes) : rows[row].leafHash)
    }

    func verify(
        now: Timestamp? = nil, keys: [VerifierKey]? = nil, since: [SignedCheckpoint] = [],
        options: AuditVerifier.Options = .init(expectsLeaves: true, expectsAllCheckpoints: true)
    ) -> AuditVerification {
        var labelled = checkpoints.enumerated().map {
            AuditVerifier.LabelledCheckpoint(label: "row \($0.offset)", signed: $0.element)
        }
        labelled += since.map { AuditVerifier.LabelledCheckpoint(label: "elsewhere", signed: $0) }
        var options = options
        if !since.isEmpty { options.expectsAllCheckpoints = false }
        var verifier = AuditVerifier(
            checkpoints: labelled, trusted: CheckpointVerifier(keys: keys ?? [signer.verifierKey]),
            now: now ?? Self.start.advanced(by: .seconds(rows.count)), options: options)
        for row in rows { verifier.add(sequence: row.sequence, entry: row.entry, leafHash: row.leafHash) }
        return verifier.finish()
    }
}

extension [UInt8] {
    /// The bytes with the first occurrence of `old` replaced by text of any length.
    func replacing(_ old: String, with new: String) -> [UInt8] {
        Array(String(decoding: self, as: UTF8.self).replacingFirst(old, with: new).utf8)
    }
}

extension String {
    fileprivate func replacingFirst(_ old: String, with new: String) -> String {
        guard let range = firstRange(of: old) else { return self }
        return replacingCharacters(in: range, with: new)
    }

    private func replacingCharacters(in range: Range<Index>, with new: String) -> String {
        String(self[..<range.lowerBound]) + new + String(self[range.upperBound...])
    }
}

/// Test data beside the sources.
enum Fixture {
    static func bytes(_ path: String) throws -> [UInt8] {
        try TestFolder.read(TestFolder.target() + "/Fixtures/" + path)
    }

    static func json(_ path: String) throws -> JSONValue { try JSONParser.parse(try bytes(path)) }
}
