import Foundation
import ReeveAudit
import TestSupport
import Testing

@testable import ReeveOperations

/// The key that signs the log is made once, whoever comes first.
@Suite struct CheckpointKeyFileTests {
    @Test func signersThatStartAtOnceUseOneKey() async throws {
        try await TestFolder.with { folder in
            for round in 0..<25 {
                let file = CheckpointKeyFile(path: "\(folder)/\(round).db.key")
                let keys = try await withThrowingTaskGroup(of: String.self) { group in
                    for _ in 0..<8 { group.addTask { try file.signer(name: "reeve-test").verifierKey.vkey } }
                    return try await group.reduce(into: Set<String>()) { $0.insert($1) }
                }
                #expect(keys.count == 1)
                #expect(try file.verifierKey().vkey == keys.first)
            }
            let names = try FileManager.default.contentsOfDirectory(atPath: folder)
            #expect(names.count == 50, "no temporary file is left")
        }
    }

    @Test func aPublicHalfThatIsMissingIsWrittenAgainAndAnotherKeysIsEvidence() throws {
        try TestFolder.with { folder in
            let file = CheckpointKeyFile(path: folder + "/a.db.key")
            let other = try CheckpointKeyFile(path: folder + "/b.db.key").signer(name: "reeve-b").verifierKey.vkey
            let vkey = try file.signer(name: "reeve-a").verifierKey.vkey
            try FileManager.default.removeItem(atPath: folder + "/a.db.key.pub")
            #expect(try file.signer(name: "reeve-a").verifierKey.vkey == vkey)
            #expect(try file.verifierKey().vkey == vkey)
            try TestFolder.write(Array((other + "\n").utf8), to: folder + "/a.db.key.pub")
            #expect(try file.signer(name: "reeve-a").verifierKey.vkey == vkey)
            #expect(try file.verifierKey().vkey == other)
        }
    }

    @Test func aKeyThatOthersMayReadIsRefused() throws {
        try TestFolder.with { folder in
            let file = CheckpointKeyFile(path: folder + "/a.db.key")
            _ = try file.signer(name: "reeve-a")
            #expect(TestFolder.mode(folder + "/a.db.key") & 0o777 == 0o600)
            chmod(folder + "/a.db.key", 0o640)
            #expect(throws: AuditError.self) { try file.signer(name: "reeve-a") }
        }
    }
}
