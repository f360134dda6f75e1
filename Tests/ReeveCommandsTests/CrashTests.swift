import Foundation
import TestSupport
import Testing

/// `kill -9` at any moment of an apply leaves the store before or after it.
@Suite struct CrashTests {
    @Test func killedAppliesLeaveBeforeOrAfter() async throws {
        let rounds = Int(ProcessInfo.processInfo.environment["REEVE_CRASH_ROUNDS"] ?? "") ?? 50
        let seed = SeededGenerator.chosenSeed()
        print("crash rounds: \(rounds), seed \(seed)")
        var random = SeededGenerator(seed: seed)
        var project = try TestProject.sample()
        var applied: String?
        var current = "60"
        // The time that an undisturbed apply takes bounds the delays.
        var usual = Duration.milliseconds(100)
        var killed = 0
        for round in 0..<rounds {
            if round % 10 == 0 {
                // A store of its own, whose first apply is killed too.
                project = try TestProject.sample()
                (current, applied) = ("60", nil)
            }
            let next = "\(round + 100)"
            try project.edit("manifests/dev/limits.yaml", "capacity: \(current)", "capacity: \(next)")
            current = next
            let run = try project.start([TestProject.binary, "apply", "--yes"])
            try await Task.sleep(for: usual * Double.random(in: 0...1.1, using: &random))
            run.signal(SIGKILL)
            let result = try await run.result()
            if result.status == 0 { usual = result.duration } else { killed += 1 }
            #expect(result.status == 0 || result.status == 128 + SIGKILL, "round \(round): \(result.all)")

            let listed = try await project.start([TestProject.binary, "get", "limits", "-o", "json"]).result()
            // A store that was cut off in its first moments has no schema yet, or a journal that only a writer may roll
            // back; nothing was ever in it, and the next apply makes it.
            let unmade: [Int32: [String]] = [
                1: ["[store.older-version]", "[store.read-only]"], 3: ["[store.missing]"],
            ]
            let isUnmade = applied == nil && unmade[listed.status]?.contains(where: listed.error.contains) == true
            #expect(listed.status == 0 || isUnmade, "round \(round), seed \(seed): \(listed.all)")
            let found = listed.output.firstMatch(of: /"capacity": ([0-9]+)/).map { String($0.1) }
            #expect(found == next || (found == applied && result.status != 0), "round \(round), seed \(seed)")
            applied = found
            if !isUnmade {
                #expect(try await project.expect(0, "store", "check").output == "ok\n", "round \(round), seed \(seed)")
            }
            if found != nil, FileManager.default.fileExists(atPath: project.url(".reeve/reeve.db.key.pub").path) {
                let log = try await project.start([TestProject.binary, "audit", "verify"]).result()
                #expect(log.status == 0, "round \(round), seed \(seed): \(log.all)")
            }
            if round % 10 == 9 || round == rounds - 1 {
                // One that has something to write: what the killed ones left half written goes with it.
                try project.edit("manifests/dev/limits.yaml", "capacity: \(current)", "capacity: 99")
                current = "99"
                try await project.expect(0, "apply", "--yes")
                let left = try FileManager.default.subpathsOfDirectory(atPath: project.folder.path).filter { path in
                    path.hasSuffix(".new") || path.contains("/.new-")
                }
                #expect(left.isEmpty, "round \(round), seed \(seed)")
                #expect(try await project.expect(0, "apply", "--yes").output == "No changes.\n")
                try await project.expect(0, "audit", "verify")
                try await project.expect(0, "store", "check")
            }
        }
        print("\(killed) of \(rounds) applies were killed")
        #expect(rounds < 20 || killed > rounds / 5, "the delays do not hit the applies")
    }
}
