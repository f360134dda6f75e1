import Foundation
import TestSupport
import Testing

/// Whole sessions with the command line, compared line by line.
@Suite struct ScenarioTests {
    static let names = ((try? FileManager.default.contentsOfDirectory(atPath: TestProject.scenarios.path)) ?? [])
        .filter { !$0.hasPrefix(".") }.sorted()

    @Test(arguments: names)
    func sessionPrintsWhatItShould(name: String) async throws {
        let folder = TestProject.scenarios.appending(path: name)
        let file = folder.appending(path: "scenario.txt")
        let project = try TestProject()
        // A scenario without a project of its own has that of the first one.
        if !FileManager.default.fileExists(atPath: folder.appending(path: "reeve.yaml").path) {
            try project.copy(from: TestProject.scenarios.appending(path: "first-apply"))
        }
        try project.copy(from: folder)
        let wanted = Transcript(try String(contentsOf: file, encoding: .utf8))
        #expect(!wanted.steps.isEmpty)
        let found = try await wanted.run(in: project, mergesStreams: false)
        try Golden.check(found.text.utf8, at: file.path)
    }
}
