import Foundation
import ReeveJSON
import Testing

/// `reeve run --record` and `--replay`: a night that was recorded runs again with everything gone.
@Suite struct ReplayCommandTests {
    @Test func aRecordedNightReplaysByteForByteWithServersProvidersSecretsAndStoreGone() async throws {
        let night = try await RecordedNight.record()
        let recorded = try night.files("reports")
        let result = try await night.replay(0, "--against")
        #expect(result.output.contains("The outcome is the recorded one, in all 6 run(s)."))
        let first = try night.files("reports/replays")
        #expect(first.keys.contains { $0.hasSuffix("report.json") })
        try FileManager.default.removeItem(at: night.project.url("reports/replays"))
        try await night.replay(7)
        #expect(try night.files("reports/replays") == first)
        // Neither a store nor the report of the recorded batch was written.
        #expect(!FileManager.default.fileExists(atPath: night.project.url(".reeve").path))
        try FileManager.default.removeItem(at: night.project.url("reports/replays"))
        #expect(try night.files("reports") == recorded)
        // What the night had in it was there to be replayed.
        let outcome = try night.project.read("recordings/night/outcome.json")
        let runs = try JSONParser.parse(outcome)["runs"]?.array ?? []
        let endings = runs.map { "\($0["item"]?.string ?? "") \($0["reason"]?.string ?? "succeeded")" }
        #expect(
            endings == [
                "fine succeeded", "fine succeeded", "flaky succeeded", "note succeeded", "over limit.turns",
                "shredded policy.denied",
            ])
        #expect(runs.first { $0["item"] == "note" }?["usage"]?["provider"] == "backup")
        let flaky = runs.first { $0["item"] == "flaky" }
        #expect(flaky?["attempts"]?.array?.map { $0["number"]?.int } == [1, 2])
    }

    @Test func aReplayDoesNotDependOnConcurrency() async throws {
        let night = try await RecordedNight.record()
        try await night.replay(7, "--concurrency", "1")
        let first = try night.files("reports/replays")
        try FileManager.default.removeItem(at: night.project.url("reports/replays"))
        try await night.replay(7, "--concurrency", "16")
        #expect(try night.files("reports/replays") == first)
    }

    @Test func recordingsHoldNoSecret() async throws {
        let night = try await RecordedNight.record()
        let files = try night.files("recordings/night")
        for (name, data) in files {
            for secret in [RecordedNight.secret, RecordedNight.serverSecret] {
                #expect(data.range(of: Data(secret.utf8)) == nil, "\(name) holds a secret")
            }
        }
        // The answer that said the secret is there without it.
        let note = String(decoding: try #require(files["runs/note.jsonl"]), as: UTF8.self)
        #expect(note.contains("a note, and [redacted:known-secret]"))
    }

    @Test func anotherPolicyShowsWhatWouldDiffer() async throws {
        let night = try await RecordedNight.record()
        try night.project.edit("manifests/all.yaml", "target: tool:aid/shred", "target: tool:aid/say")
        let text = try await night.replay(7, "--against").output
        #expect(text.contains("fine (dock=east)") && text.contains("denied (policy.denied)"))
        // 'shredded' may now be called, and nobody has recorded what it says.
        #expect(text.contains("replay.miss"))
        let json = try JSONParser.parse(try await night.replay(7, "--against", "-o", "json").output)
        let replay = try #require(json["replay"])
        #expect(replay["same"] == false)
        let fine = replay["differences"]?.array?.first { $0["item"] == "fine" }
        #expect(fine?["recorded"]?["status"] == "succeeded" && fine?["replayed"]?["status"] == "denied")
    }

    @Test func anotherTemplateMissesAndTakesTheRecordedAnswersByOrdinal() async throws {
        let night = try await RecordedNight.record()
        try night.project.edit("manifests/all.yaml", "Write a note for", "Write a long note for")
        let text = try await night.replay(7, "--against").output
        #expect(text.contains("note") && text.contains("replay.miss"))
        #expect(!text.contains("fine ("))
        let marked = try await night.replay(0, "--match", "ordinal", "--against").output
        #expect(marked.contains("note: 4 answer(s) were given to another question"))
        #expect(!marked.contains("replay.miss"))
        let report = try #require(try night.files("reports/replays").first { $0.key.hasSuffix("report.json") })
        let notes = try JSONParser.parse([UInt8](report.value))["notes"]?.array ?? []
        #expect(notes.contains { $0.string?.contains("'note' has taken 4 answer(s)") == true })
    }

    @Test func aDamagedRecordingIsRefusedAtItsLine() async throws {
        let night = try await RecordedNight.record()
        let file = "recordings/night/runs/note.jsonl"
        let whole = try night.project.read(file)
        func refusal(_ text: String) async throws -> String {
            try night.project.write(file, text)
            defer { try? night.project.write(file, whole) }
            return try await night.replay(3).error
        }
        let cut = try await refusal(String(whole.dropLast(20)))
        #expect(cut.contains("runs/note.jsonl:\(whole.split(separator: "\n").count):1"))
        #expect(cut.contains("the file is cut in this line"))
        let edited = try await refusal(whole.replacingOccurrences(of: "a note, and", with: "a vote, and"))
        #expect(
            edited.contains("runs/note.jsonl:\(whole.split(separator: "\n").count):1")
                && edited.contains("it was edited"))
        let shorter = try await refusal(whole.split(separator: "\n").dropLast().map { $0 + "\n" }.joined())
        #expect(shorter.contains("lines, and the manifest says"))
        let broken = try await refusal("{\n" + whole)
        #expect(broken.contains("runs/note.jsonl:1:1"))
        try FileManager.default.removeItem(at: night.project.url(file))
        #expect(try await night.replay(3).error.contains("the file is not there"))
        try night.project.write(file, whole)
        try night.project.edit("recordings/night/recording.json", "\"version\": 1", "\"version\": 2")
        #expect(try await night.replay(3).error.contains("recording.newer"))
        try FileManager.default.removeItem(at: night.project.url("recordings/night/recording.json"))
        #expect(try await night.replay(3).error.contains("recording.missing"))
    }

    @Test func aProviderOfTypeReplayAnswersWithoutAModel() async throws {
        let night = try await RecordedNight.record()
        let project = night.project
        try FileManager.default.moveItem(at: project.url("kept"), to: project.url(".reeve"))
        for name in ["fail/v1", "v1"] {
            let text = try project.read("manifests/all.yaml")
            let line = try #require(text.split(separator: "\n").first { $0.contains("/\(name)\", model") })
            let secret = line.contains("secretRef") ? ", fallback: [backup]" : ""
            try project.edit(
                "manifests/all.yaml", String(line),
                "spec: {type: replay, endpoint: recordings/night, model: small-1, maxRetries: 0\(secret)}")
        }
        let secrets = ["TOKEN": RecordedNight.serverSecret]
        try await project.expect(0, "apply", "--yes", environment: secrets)
        try await project.expect(0, "tools", "sync", environment: secrets)
        let result = try await project.expect(7, "run", "-f", "jobs/night.yaml", "-o", "json", environment: secrets)
        let counts = try JSONParser.parse(result.output)["batches"]?.array?.first?["counts"]?.array ?? []
        let succeeded = counts.first { $0["status"] == "succeeded" }
        #expect(succeeded?["count"] == 4, "\(result.all)")
        // Another question has no answer.
        try project.edit("jobs/night.yaml", "who: anna", "who: bert")
        let missed = try await project.expect(7, "run", "-f", "jobs/night.yaml", environment: secrets)
        #expect(missed.output.contains("replay.miss"))
    }

    @Test func aRecordingReplacesARecordingAndNothingElse() async throws {
        let project = try await TestProject.working()
        try project.write("mine/notes.txt", "keep this")
        let refused = try await project.expect(3, "run", "-f", "jobs/mixed.yaml", "--record", "mine")
        #expect(refused.error.contains("recording.occupied"))
        #expect(try project.read("mine/notes.txt") == "keep this")
        for _ in 1...2 { try await project.expect(7, "run", "-f", "jobs/mixed.yaml", "--record", "rec") }
        try await project.expect(0, "run", "-f", "jobs/mixed.yaml", "--replay", "rec", "--against")
    }
}
