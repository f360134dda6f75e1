import Foundation
import Testing

/// What the shell offers when somebody presses the key, by the scripts as they are.
@Suite struct CompletionTests {
    /// Runs bash's own completion on a line that ends at the cursor.
    private static func offers(_ words: [String], in project: TestProject) async throws -> [String] {
        let line = words.joined(separator: " ")
        let program = """
            source ./reeve.bash
            COMP_WORDS=(\(words.map { "'\($0)'" }.joined(separator: " ")))
            COMP_CWORD=\(words.count - 1); COMP_LINE='\(line)'; COMP_POINT=${#COMP_LINE}
            _reeve reeve '\(words.last ?? "")' '\(words.dropLast().last ?? "")'
            printf '%s\\n' "${COMPREPLY[@]}"
            """
        let result = try await project.start(["/bin/bash", "--norc", "-c", program]).result()
        #expect(result.status == 0, "\(result.all)")
        return result.output.split(separator: "\n").map(String.init)
    }

    @Test func bashOffersKindsStatusesAndNamesOfTheStore() async throws {
        let table = try await CommandTable.make()
        let project = table.project
        try project.write("reeve.bash", try await project.expect(0, "completion", "bash").output)
        func offers(_ words: String...) async throws -> [String] {
            try await Self.offers(["reeve"] + words, in: project)
        }
        #expect(try await offers("pl") == ["plan"])
        #expect(try await offers("get", "ag") == ["agents"])
        #expect(try await offers("get", "agents", "b") == ["bot"])
        #expect(try await offers("describe", "connection", "") == ["aid"])
        #expect(try await offers("runs", "list", "--status", "succ") == ["succeeded"])
        #expect(try await offers("runs", "list", "-e", "") == ["dev", "stage"])
        #expect(try await offers("runs", "list", "--organization", "har") == ["harbor"])
        #expect(try await offers("runs", "show", "").contains(table.run))
        #expect(try await offers("batches", "show", "").contains(table.batch))
        #expect(try await offers("run", "fi") == ["fine"])
        #expect(try await offers("run", "--queue", "") == ["default"])
        #expect(try await offers("tools", "call", "aid/s").contains("aid/say"))
        #expect(try await offers("apply", "--target", "acme/dev/Ag") == ["acme/dev/Agent/bot"])
        #expect(try await offers("audit", "list", "--type", "run.den") == ["run.denied"])
        #expect(try await offers("plan", "manif").contains { $0.hasPrefix("manifests") })
        #expect(try await offers("run", "-f", "jo").contains { $0.hasPrefix("jobs") })
    }

    @Test func withoutAStoreNothingIsOfferedAndNothingIsMade() async throws {
        let project = try TestProject.sample()
        try project.write("reeve.bash", try await project.expect(0, "completion", "bash").output)
        #expect(try await Self.offers(["reeve", "get", "agents", ""], in: project).isEmpty)
        #expect(!FileManager.default.fileExists(atPath: project.url(".reeve").path))
        #expect(
            try project.read("reeve.bash").contains("complete -o bashdefault -o default -o filenames -F _reeve reeve"))
    }

    @Test(arguments: ["zsh", "fish"])
    func otherShellsAskTheSame(shell: String) async throws {
        let project = try TestProject.sample()
        let script = try await project.expect(0, "completion", shell).output
        for word in ["agents", "succeeded", "run.denied", "---completion"] {
            #expect(script.contains(word), "\(shell) lacks \(word)")
        }
    }
}
