import Foundation
import Testing

/// What is longer than a page is read to its end, and what is cut says so.
@Suite struct PageTests {
    /// More tool declarations than a page holds.
    private func project() throws -> TestProject {
        let project = try TestProject.sample()
        let tools = (0..<1_203).map { index in
            """
            ---
            apiVersion: reeve/v1
            kind: Tool
            metadata: {name: t\(index)}
            spec: {connection: git, tool: tool_\(index), risk: low}

            """
        }
        try project.write("manifests/dev/tools.yaml", tools.joined())
        return project
    }

    @Test func exportWritesEveryObject() async throws {
        let project = try project()
        try await project.expect(0, "apply", "--yes", "--quiet")
        let exported = try await project.expect(0, "export").output
        #expect(exported.components(separatedBy: "kind: Tool\n").count - 1 == 1_203)
        let plan = try await project.expect(0, "plan", "-", input: exported)
        #expect(plan.output.contains("No changes."))
    }

    @Test func toolsListJudgesEveryDeclaration() async throws {
        let project = try project()
        try await project.expect(0, "apply", "--yes", "--quiet")
        let listed = try await project.expect(0, "tools", "list").output.split(separator: "\n").dropFirst()
        #expect(listed.count == 1_203)
        #expect(listed.allSatisfy { $0.contains(" low ") })
    }

    @Test func aListingThatIsCutSaysSo() async throws {
        let project = try TestProject.sample()
        try await project.expect(0, "apply", "--yes", "--quiet")
        try project.edit("manifests/org.yaml", "Acme GmbH", "Acme AG")
        try await project.expect(0, "apply", "--yes", "--quiet")
        let cut = try await project.expect(0, "history", "--limit", "1", "-o", "json")
        #expect(cut.error == "1 shown, and there are more: raise --limit\n")
        #expect(try await project.expect(0, "history", "--limit", "2", "-o", "json").error == "")
    }
}
