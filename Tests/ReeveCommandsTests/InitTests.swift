import Foundation
import Testing

@Suite struct InitTests {
    @Test func aNewProjectIsValidAndApplies() async throws {
        let project = try TestProject()
        try await project.expect(0, "init", "fresh")
        try await project.expect(0, "validate")
        let applied = try await project.expect(0, "apply", "--yes")
        #expect(applied.output.contains("Applied as revision 1: 6 added"), "\(applied.all)")
        try await project.expect(0, "plan", "--detailed-exitcode")
    }

    @Test func nothingThatIsThereIsWrittenOver() async throws {
        let project = try TestProject()
        try project.write("reeve.yaml", "mine\n")
        let result = try await project.expect(0, "init", "fresh")
        #expect(result.output.contains("kept   reeve.yaml"))
        #expect(try project.read("reeve.yaml") == "mine\n")
    }

    @Test func aFolderWhoseNameIsNoNameIsBadUsage() async throws {
        try await TestProject().expect(64, "init", "No Name")
    }
}
