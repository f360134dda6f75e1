import Foundation
import ReeveCommands
import ReeveModel
import TestSupport
import Testing

/// Pages that are made from the code are as the code makes them, and commands in the guide print what it shows.
@Suite struct ReferenceTests {
    @Test(arguments: ["kinds.md", "exit-status.md", "diagnostics.md", "words.md", "run-states.md"])
    func committedPagesAreTheGeneratedOnes(name: String) async throws {
        let project = try TestProject()
        try await project.expect(0, "docs", "--out", "pages")
        let committed = TestProject.package.appending(path: "docs/reference/\(name)")
        try Golden.check(try project.read("pages/\(name)").utf8, at: committed.path)
    }

    /// Text of the form of a code that is something else: actions of policies, file names, documents.
    private static let otherWords: Set<String> = [
        "tool.invoke", "tool.list", "prompt.invoke", "resource.read", "agent.invoke", "task.execute", "run.approve",
        "reeve.yaml", "reeve.lock", "audit.log", "reeve.payload",
        // Files of recordings, and the kinds of their documents.
        "recording.json", "tools.jsonl", "outcome.json", "reeve.recording", "reeve.outcome",
        // Reasons in the audit log that no message has.
        "plan.failed", "plan.needed-by-runs", "plan.not-unique",
    ]

    /// Rooms whose diagnostics reach a user.
    private static let rooms = [
        "ReeveTemplate", "ReeveManifest", "ReevePlanning", "ReeveScheduler", "ReeveExecution", "ReeveOperations",
        "ReeveCommands",
    ]

    /// Rules of ReeveModel that manifests and plans share, with their codes. Most words of that room are no codes.
    private static let sharedRules = ["TeamRules.swift", "FallbackChains.swift"]

    private static func sources() throws -> [(name: String, text: String)] {
        var found: [(String, String)] = []
        for name in sharedRules {
            let file = TestProject.package.appending(path: "Sources/ReeveModel/Kinds/\(name)")
            found.append((name, try String(contentsOf: file, encoding: .utf8)))
        }
        for room in rooms {
            let folder = TestProject.package.appending(path: "Sources/\(room)")
            let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
            while let file = files?.nextObject() as? URL {
                guard file.pathExtension == "swift", !file.lastPathComponent.hasPrefix("DiagnosticCatalog") else {
                    continue
                }
                found.append((file.lastPathComponent, try String(contentsOf: file, encoding: .utf8)))
            }
        }
        return found
    }

    @Test func everyCodeOfTheSourcesIsInTheCatalog() throws {
        let known = Set(DiagnosticCatalog.all.map(\.code))
        var used: Set<String> = []
        for (name, text) in try Self.sources() {
            for match in text.matches(of: /"([a-z]+(?:-[a-z0-9]+)*\.[a-z]+(?:-[a-z0-9]+)*)"/) {
                let code = String(match.1)
                guard !Self.otherWords.contains(code), !code.hasSuffix(".md") else { continue }
                used.insert(code)
                let isKnown = known.contains(code)
                #expect(isKnown, "\(code) of \(name) is not in DiagnosticCatalog")
            }
            // The causes of guards become codes below `plan.`.
            if name == "PlanGuard.swift", let cause = text.range(of: "struct PlanGuard") {
                for match in text[cause.upperBound...].matches(of: /case \w+ = "([a-z-]+)"/) {
                    used.insert("plan.\(match.1)")
                    #expect(known.contains("plan.\(match.1)"), "plan.\(match.1) is not in DiagnosticCatalog")
                }
            }
        }
        #expect(used.count > 80)
        #expect(known.subtracting(used).isEmpty, "the catalog has codes that nothing uses")
    }

    @Test func everyCodeIsExplainedOnce() async throws {
        let codes = DiagnosticCatalog.all.map(\.code)
        #expect(codes == codes.sorted())
        #expect(Set(codes).count == codes.count)
        let project = try TestProject()
        let result = try await project.expect(0, "explain", "manifest.unknown-field")
        #expect(result.output.hasPrefix("manifest.unknown-field  "))
        try await project.expect(3, "explain", "manifest.no-such-code")
    }

    @Test func theFirstJobHasTheFiguresOfTheDefaultLimit() throws {
        let page = TestProject.package.appending(path: "docs/first-job.md")
        #expect(try String(contentsOf: page, encoding: .utf8).contains(LimitSpec.defaultWords))
    }

    /// Every `$` line of the guide is run in a copy of the example project.
    @Test func theGuidePrintsWhatItShows() async throws {
        let project = try TestProject()
        for name in ["reeve.yaml", "manifests", "jobs"] {
            try FileManager.default.copyItem(
                at: TestProject.package.appending(path: name), to: project.url(name))
        }
        try await Self.run("docs/guide.md", in: project)
    }

    /// The same for the first job, from an empty folder and with a real server.
    @Test(.enabled(if: timeServer != nil, "run scripts/mcp-servers.sh, or set REEVE_TEST_VENV to its folder"))
    func theFirstJobPrintsWhatItShows() async throws {
        try await Self.run("docs/first-job.md", in: try TestProject(), path: Self.timeServer)
    }

    /// The folder of mcp-server-time.
    private static let timeServer: String? = {
        let variables = ProcessInfo.processInfo.environment
        let folder = variables["REEVE_TEST_VENV"] ?? TestProject.package.appending(path: ".venv").path
        let bin = folder + "/mcp-time/bin"
        return FileManager.default.isExecutableFile(atPath: bin + "/mcp-server-time") ? bin : nil
    }()

    /// - Parameter path: a folder that comes first in the PATH.
    private static func run(_ page: String, in project: TestProject, path: String? = nil) async throws {
        let file = TestProject.package.appending(path: page)
        let guide = try String(contentsOf: file, encoding: .utf8)
        var (found, rest) = ("", guide.startIndex)
        var count = 0
        for match in guide.matches(of: /```console\n((?s).*?)```/) {
            let block = Transcript(String(match.1))
            count += block.steps.count
            found += guide[rest..<match.1.startIndex]
            found += try await block.run(in: project, mergesStreams: true, path: path).text
            rest = match.1.endIndex
        }
        #expect(count > 10)
        try Golden.check((found + guide[rest...]).utf8, at: file.path)
    }
}
