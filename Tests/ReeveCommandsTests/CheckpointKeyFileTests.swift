import Foundation
import ReeveAudit
import TestSupport
import Testing

@testable import ReeveCommands

/// The key that signs the log is made once, whoever comes first.
@Suite struct CheckpointKeyFileTests {
    @Test func signersThatStartAtOnceUseOneKey() async throws {
        try await TestFolder.with { folder in
            for round in 0..<25 {
                let file = CheckpointKeyFile(store: "\(folder)/\(round).db")
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

    @Test func aPublicHalfThatIsMissingIsWrittenAgainAndAnotherKeysIsEvidence() async throws {
        try await TestFolder.with { folder in
            let file = CheckpointKeyFile(store: folder + "/a.db")
            let other = try CheckpointKeyFile(store: folder + "/b.db").signer(name: "reeve-b").verifierKey.vkey
            let vkey = try file.signer(name: "reeve-a").verifierKey.vkey
            try FileManager.default.removeItem(atPath: folder + "/a.db.key.pub")
            #expect(try file.signer(name: "reeve-a").verifierKey.vkey == vkey)
            #expect(try file.verifierKey().vkey == vkey)
            try TestFolder.write(Array((other + "\n").utf8), to: folder + "/a.db.key.pub")
            #expect(try file.signer(name: "reeve-a").verifierKey.vkey == vkey)
            #expect(try file.verifierKey().vkey == other)
        }
    }

    @Test func aKeyThatOthersMayReadIsRefused() async throws {
        try await TestFolder.with { folder in
            let file = CheckpointKeyFile(store: folder + "/a.db")
            _ = try file.signer(name: "reeve-a")
            #expect(TestFolder.mode(folder + "/a.db.key") & 0o777 == 0o600)
            chmod(folder + "/a.db.key", 0o640)
            #expect(throws: AuditError.self) { try file.signer(name: "reeve-a") }
        }
    }

    /// Two processes that apply one saved plan to a store that is not there yet.
    @Test func twoFirstAppliesOfOnePlanLeaveALogThatVerifies() async throws {
        let project = try TestProject.sample()
        try await project.expect(0, "plan", "--out", "p.plan")
        let runs = try (0..<2).map { _ in try project.start([TestProject.binary, "apply", "p.plan"]) }
        for run in runs {
            let result = try await run.result()
            #expect(!result.error.contains("not signed"), "\(result.all)")
        }
        try await project.expect(0, "audit", "verify")
    }
}
