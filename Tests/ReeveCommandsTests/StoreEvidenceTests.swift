import Foundation
import Testing

/// A store that was put back, emptied or lost, and a key that is gone, are told of before anything is done.
@Suite struct StoreEvidenceTests {
    private static let change = ["capacity: 60", "capacity: 50", "capacity: 40"]

    private func apply(_ project: TestProject, _ step: Int) async throws {
        try project.edit("manifests/dev/limits.yaml", Self.change[step], Self.change[step + 1])
        try await project.expect(0, "apply", "--yes")
    }

    @Test func anOlderStoreIsRefusedUntilItIsAccepted() async throws {
        let project = try TestProject.sample()
        try await project.expect(0, "apply", "--yes")
        try await project.expect(0, "store", "backup", "old.db")
        try await apply(project, 0)
        let newest = try project.read("reports/checkpoint")
        try await project.python(
            """
            import os, shutil
            for end in ['-wal', '-shm']:
                if os.path.exists('.reeve/reeve.db' + end): os.remove('.reeve/reeve.db' + end)
            shutil.copy('old.db', '.reeve/reeve.db')
            """)
        let refused = try await project.expect(13, "apply", "--yes")
        #expect(refused.error.contains("[store.behind]"), "\(refused.all)")
        let plan = try await project.expect(0, "plan")
        #expect(plan.error.contains("warning: the store has"), "\(plan.all)")
        let check = try await project.expect(7, "store", "check")
        #expect(check.output.contains("the store has") && check.error.isEmpty, "\(check.all)")
        let verify = try await project.expect(13, "audit", "verify")
        #expect(verify.output.contains("truncated"), "\(verify.all)")
        #expect(try project.read("reports/checkpoint") == newest)

        let accepted = try await project.expect(0, "store", "accept-restore")
        #expect(accepted.output.contains("Lost: entries"), "\(accepted.all)")
        #expect(
            try await project.expect(0, "audit", "list", "--type", "store.restored").output.contains("store.restored"))
        try await project.expect(0, "apply", "--yes")
        try await project.expect(0, "audit", "verify")
        // The evidence of what was lost is still there.
        let kept = try FileManager.default.contentsOfDirectory(atPath: project.url("reports").path)
            .filter { $0.hasPrefix("checkpoint-") && !$0.hasSuffix(".pub") }
        let place = try #require(kept.first)
        #expect(try project.read("reports/" + place) == newest)
    }

    @Test func aStoreThatWentAnotherWayIsRefused() async throws {
        let project = try TestProject.sample()
        try await project.expect(0, "apply", "--yes")
        try await project.python("import shutil; shutil.copytree('.reeve', 'copy')")
        try await apply(project, 0)
        let signed = try project.read("reports/checkpoint")
        // The copy grows by itself, with another folder of reports, and takes the place of the first.
        try await project.python(
            """
            import shutil
            shutil.rmtree('.reeve'); shutil.move('copy', '.reeve'); shutil.move('reports', 'aside')
            """)
        try await apply(project, 1)
        try project.write("reports/checkpoint", signed)
        let refused = try await project.expect(14, "apply", "--yes")
        #expect(refused.error.contains("[store.forked]"), "\(refused.all)")
        try await project.expect(14, "audit", "verify")
        #expect(try project.read("reports/checkpoint") == signed)
    }

    @Test func aLostStoreIsNotMadeAnewWithoutAWord() async throws {
        for folder in [false, true] {
            let project = try TestProject.sample()
            try await project.expect(0, "apply", "--yes")
            let signed = try project.read("reports/checkpoint")
            try await project.python(
                folder
                    ? "import shutil; shutil.rmtree('.reeve')"
                    : "import glob, os\nfor path in glob.glob('.reeve/reeve.db*'):\n    if '.key' not in path: os.remove(path)"
            )
            let refused = try await project.expect(13, "apply", "--yes")
            #expect(refused.error.contains("[store.behind]"), "\(refused.all)")
            try await project.expect(13, "store", "init")
            #expect(!FileManager.default.fileExists(atPath: project.url(".reeve/reeve.db").path))
            #expect(try project.read("reports/checkpoint") == signed)
            try await project.expect(0, "store", "accept-restore")
            try await project.expect(0, "apply", "--yes")
            try await project.expect(0, "audit", "verify")
        }
    }

    @Test func aStoreOfItsOwnHasACheckpointOfItsOwn() async throws {
        let project = try TestProject.sample()
        try await project.expect(0, "apply", "--yes")
        let signed = try project.read("reports/checkpoint")
        try await project.expect(0, "apply", "--yes", "--store", "sqlite:other/reeve.db")
        try await project.expect(0, "audit", "verify", "--store", "sqlite:other/reeve.db")
        #expect(try project.read("reports/checkpoint") == signed)
        try await project.expect(0, "apply", "--yes")
        let accept = try await project.expect(0, "store", "accept-restore")
        #expect(accept.output.contains("nothing to accept"), "\(accept.all)")
    }

    @Test func aLostKeyIsToldAndNotReplacedWhereAProductionIs() async throws {
        let project = try TestProject()
        try project.write("reeve.yaml", "apiVersion: reeve/v1\nkind: Project\nmetadata: {name: work}\nspec: {}\n")
        let manifests = """
            apiVersion: reeve/v1
            kind: Organization
            metadata: {name: acme}
            spec: {currency: EUR}
            ---
            apiVersion: reeve/v1
            kind: Environment
            metadata: {name: dev, organization: acme}
            spec: {type: dev}

            """
        try project.write("manifests/all.yaml", manifests)
        try await project.expect(0, "apply", "--yes")
        let key = project.url(".reeve/reeve.db.key")
        try FileManager.default.removeItem(at: key)
        let told = try await project.expect(0, "apply", "--yes")
        #expect(told.error.contains("[key.lost]"), "\(told.all)")
        #expect(try await project.expect(0, "audit", "list", "--type", "key.rotated").output.contains("key.rotated"))
        try await project.expect(16, "audit", "verify")
        // It is told once.
        #expect(try await project.expect(0, "apply", "--yes").error.isEmpty)

        try project.write(
            "manifests/all.yaml",
            manifests + """
                ---
                apiVersion: reeve/v1
                kind: Environment
                metadata: {name: live, organization: acme}
                spec: {type: prod, rules: {forbidTrifecta: false}}

                """)
        try await project.expect(0, "apply", "--yes")
        try FileManager.default.removeItem(at: key)
        let refused = try await project.expect(4, "apply", "--yes")
        #expect(refused.error.contains("[key.lost]"), "\(refused.all)")
        #expect(!FileManager.default.fileExists(atPath: key.path))
        try await project.expect(0, "store", "new-key")
        try await project.expect(0, "apply", "--yes")
        try await project.expect(4, "store", "new-key")
    }

    /// The work is done, and nobody is told that all is well.
    @Test func aLogThatCannotBeSignedEndsTheCommandWith1() async throws {
        let project = try await TestProject.working()
        try project.write(".reeve/reeve.db.key", "no key\n")
        try project.write("jobs/fine.yaml", CommandTable.fine)
        let run = try await project.expect(1, "run", "-f", "jobs/fine.yaml")
        #expect(run.error.contains("[audit.not-signed]"), "\(run.all)")
        #expect(try await project.expect(0, "runs", "list").output.contains("succeeded"))
    }

    /// A file that is there and is no checkpoint is not taken for none.
    @Test func aCheckpointThatCannotBeReadIsToldByEveryCommand() async throws {
        let project = try TestProject.sample()
        try await project.expect(0, "apply", "--yes")
        try project.write("reports/checkpoint", "junk\n")
        for arguments in [["audit", "verify"], ["plan"], ["apply", "--yes"], ["store", "accept-restore"]] {
            let result = try await project.start([TestProject.binary] + arguments).result()
            #expect(result.status == 3 && result.error.contains("[checkpoint.unreadable]"), "\(result.all)")
        }
        try FileManager.default.removeItem(at: project.url("reports/checkpoint"))
        try await project.expect(0, "audit", "verify")
    }

    @Test func aPipeOrDeviceInPlaceOfAFileHangsNobody() async throws {
        let project = try TestProject.sample()
        try await project.expect(0, "apply", "--yes")
        let verifier = TestProject.products.appending(path: "reeve-verify").path
        // Who waits for a writer that does not come waits beside the others.
        try await withThrowingTaskGroup(of: Void.self) { group in
            for name in ["fifo-1", "fifo-2", "fifo-3", "/dev/zero", "/dev/tty", "manifests"] {
                if name.hasPrefix("fifo") { mkfifo(project.url(name).path, 0o600) }
                for (place, arguments) in [
                    [verifier, name, "--checkpoint", "reports/checkpoint"],
                    [verifier, "reeve.yaml", "--checkpoint", name],
                    [TestProject.binary, "audit", "verify", "--since-checkpoint", name],
                ].enumerated() where !name.hasPrefix("fifo") || name == "fifo-\(place + 1)" {
                    group.addTask {
                        let result = try await project.start(arguments).result()
                        #expect(result.status == 3, "\(arguments): \(result.all)")
                    }
                }
            }
            try await group.waitForAll()
        }
        // A pipe with a writer is read to its end.
        mkfifo(project.url("fifo").path, 0o600)
        let script = "cat reports/checkpoint > fifo & exec \(TestProject.binary) audit verify --since-checkpoint fifo"
        let result = try await project.start(["/bin/sh", "-c", script]).result()
        #expect(result.status == 0, "\(result.all)")
    }
}
