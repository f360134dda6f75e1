import Foundation
import Testing

/// Applies that meet, and applies that were killed, leave a store that others can work with.
@Suite struct FirstApplyTests {
    /// Holds the lock of a file or folder, as its writer does.
    private func hold(_ path: String) -> Int32 {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        #expect(descriptor >= 0 && flock(descriptor, LOCK_EX | LOCK_NB) == 0)
        return descriptor
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

    @Test func whatAKilledApplyLeftIsRemovedByTheNextThatHasNothingToDoToo() async throws {
        let project = try TestProject.sample()
        try await project.expect(0, "apply", "--yes")
        let apply = project.url("reports/apply").path
        let before = try FileManager.default.contentsOfDirectory(atPath: apply)
        #expect(before.count == 1)
        let (left, living) = (".01KAH2F5QX0000000000000000.4711.new", ".new-01KAH2F5QX0000000000000001")
        for name in [left, living] { try project.write("reports/apply/\(name)/plan.json", "{") }
        let lock = hold(apply + "/" + living)
        #expect(try await project.expect(0, "apply", "--yes").output == "No changes.\n")
        #expect(Set(try FileManager.default.contentsOfDirectory(atPath: apply)) == Set(before + [living]))
        close(lock)
        try await project.expect(0, "apply", "--yes")
        #expect(try FileManager.default.contentsOfDirectory(atPath: apply) == before)
    }
}
