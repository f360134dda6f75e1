import Foundation
import Testing

/// What is skipped, cut or kept says so, and one mistake hides no other.
@Suite struct NothingHiddenTests {
    @Test func aLinkedFolderIsAnErrorAndNeverPrunes() async throws {
        let project = try TestProject.sample()
        try await project.expect(0, "apply", "--yes", "--quiet")
        let before = try await project.dump()
        try FileManager.default.moveItem(at: project.url("manifests/dev"), to: project.url("elsewhere"))
        try FileManager.default.createSymbolicLink(
            at: project.url("manifests/dev"), withDestinationURL: project.url("elsewhere"))
        let plan = try await project.expect(3, "plan", "--prune")
        #expect(plan.error.contains("'manifests/dev' is a link to a folder"))
        #expect(plan.error.contains("[source.link]"))
        try await project.expect(3, "apply", "--prune", "--yes")
        try FileManager.default.removeItem(at: project.url("elsewhere"))
        #expect(try await project.expect(3, "validate").error.contains("is a link to nothing"))
        #expect(try await project.dump() == before)
        // What is named on purpose is followed, and what is ignored on purpose is no mistake.
        try project.write(".reeveignore", "manifests/dev\n")
        try await project.expect(0, "validate")
    }

    @Test func aLostLockFileIsSaidInThePlan() async throws {
        let project = try TestProject.sample()
        try project.write("reeve.lock", "acme/dev:\n  git: sha256:\(String(repeating: "0", count: 64))\n")
        try await project.expect(0, "apply", "--yes", "--quiet")
        #expect(try await !project.expect(0, "plan").output.contains("reeve.lock"))
        try FileManager.default.removeItem(at: project.url("reeve.lock"))
        let plan = try await project.expect(0, "plan").output
        #expect(plan.contains("reeve.lock is not there: the pin of the store stays"))
        #expect(plan.hasSuffix("No changes.\n"))
    }

    @Test func aValueThatIsNotUniqueIsShownAtItsField() async throws {
        let project = try TestProject.sample()
        try project.edit("manifests/org.yaml", "{email: ben@acme.example}", "{email: Anna@acme.example}")
        let found = try await project.expect(3, "validate", "-o", "short").output
        #expect(found.hasPrefix("manifests/org.yaml:19:15: error: 'anna@acme.example' is the email of both"))
    }

    @Test func oneMistakeHidesNoOther() async throws {
        let project = try TestProject.sample()
        try project.edit("manifests/org.yaml", "{type: dev}", "{type: prod}")
        let found = try await project.expect(3, "validate", "-o", "short").output
        #expect(found.contains("[environment.trifecta-unavailable]"))
        #expect(found.contains("[connection.version-required]"))
    }

    @Test func referencesAreNotJudgedWhileADocumentCannotBeRead() async throws {
        let project = try TestProject.sample()
        try project.edit("manifests/dev/agents.yaml", "  transport: stdio", "  transport: [stdio")
        let found = try await project.expect(3, "validate", "-o", "short").output
        #expect(!found.contains("[reference.unresolved]"))
        #expect(found.contains("[reference.not-judged]"))
    }

    @Test func whatIsNotAMappingIsCalledByItsName() async throws {
        let project = try TestProject()
        try project.write(
            "a.yaml",
            "apiVersion: reeve/v1\nkind: Organization\nmetadata:\nspec: {}\n---\n"
                + "apiVersion: reeve/v1\nkind: User\nmetadata: {name: a}\nspec: []\n")
        let found = try await project.expect(3, "validate", "a.yaml", "-o", "short").output
        #expect(found.contains("'metadata' of Organization must be a mapping"))
        #expect(found.contains("'spec' of User 'a' must be a mapping"))
    }

    @Test func manyMistakesAreCutForPeopleAndWholeForPrograms() async throws {
        let project = try TestProject()
        try project.write(
            "many.yaml",
            (0..<250).map { "---\napiVersion: reeve/v1\nkind: User\nmetadata: {name: u\($0)}\nspec: {}\n" }.joined())
        let text = try await project.expect(3, "validate", "many.yaml")
        #expect(text.error.components(separatedBy: "[manifest.missing-field]").count - 1 == 100)
        #expect(text.error.contains("and 150 more, 150 of them errors; 'reeve validate -o json' writes all"))
        let json = try await project.expect(3, "validate", "many.yaml", "-o", "json").output
        #expect(json.components(separatedBy: "\"code\": \"manifest.missing-field\"").count - 1 == 250)
    }

    @Test func aMatrixFileThatALinkLeadsOutOfTheProjectIsRefused() async throws {
        let project = try TestProject.sample()
        let outside = try TestProject()
        try outside.write("secret.txt", "planted-outside\n")
        try FileManager.default.createSymbolicLink(
            at: project.url("axis.txt"), withDestinationURL: outside.url("secret.txt"))
        try project.write(
            "jobs/b.yaml",
            """
            apiVersion: reeve/v1
            kind: Batch
            metadata: {name: b, organization: acme, environment: dev}
            spec:
              matrix: {x: {fromFile: axis.txt}}
              items: [{name: one, toolRun: {agent: doctor, tool: git/git_log, input: {x: {fromMatrix: x}}}}]

            """)
        try await project.expect(0, "apply", "manifests", "--yes", "--quiet")
        let found = try await project.expect(3, "enqueue", "-f", "jobs/b.yaml")
        #expect(found.error.contains("[batch.file]") && !found.all.contains("planted-outside"))
    }

    @Test func detailsShowTheFieldsOfWhatIsNewAndWhatIsStarted() async throws {
        let project = try TestProject.sample()
        let plan = try await project.expect(0, "plan", "--details").output
        #expect(plan.contains("+ spec.email: anna@acme.example"))
        #expect(plan.contains("starts mcp-server-git; [\"mcp-server-git\"]"))
        #expect(try await !project.expect(0, "plan").output.contains("spec.email"))
    }

    @Test func historyMarksWhatWasNotCommitted() async throws {
        let project = try TestProject.sample()
        @discardableResult func git(_ arguments: String...) async throws -> Int32 {
            try await project.start(
                ["/usr/bin/git", "-c", "user.name=t", "-c", "user.email=t@x.example", "-c", "commit.gpgsign=false"]
                    + arguments
            ).result().status
        }
        try #require(try await git("init", "-q") == 0)
        try project.write(".gitignore", ".reeve/\nreports/\n")
        try await git("add", "-A")
        try await git("commit", "-qm", "one")
        try await project.expect(0, "apply", "--yes", "--quiet")
        try project.edit("manifests/org.yaml", "Acme GmbH", "Acme AG of Berlin")
        try await project.expect(0, "apply", "--yes", "--quiet")
        try await git("add", "-A")
        try await git("commit", "-qm", "two")
        try project.write(
            "manifests/more.yaml",
            "apiVersion: reeve/v1\nkind: User\nmetadata: {name: eve}\nspec: {email: e@x.example}\n")
        try await project.expect(0, "apply", "--yes", "--quiet")
        try await git("add", "-A")
        try project.edit("manifests/more.yaml", "e@x.example", "eve@x.example")
        try await git("add", "-A")
        try await project.expect(0, "apply", "--yes", "--quiet")
        try await git("commit", "-qm", "three")
        try project.edit("manifests/more.yaml", "eve@x.example", "eva@x.example")
        try await git("commit", "-qam", "four")
        try await project.expect(0, "apply", "--yes", "--quiet")
        let rows = try await project.expect(0, "history", "-o", "csv").output.split(whereSeparator: \.isNewline)
            .dropFirst()
        #expect(rows.map { $0.contains("(dirty)") } == [false, true, true, true, false])
        let shown = try await project.expect(0, "history", "show", "2").output
        #expect(shown.contains("\"git_dirty\": true") && shown.contains("\"input_digest\""))
    }
}
