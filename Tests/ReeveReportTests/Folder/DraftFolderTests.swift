import Glibc
import ReeveAudit
import ReeveJSON
import ReeveModel
import ReeveReport
import ReeveStore
import TestSupport
import Testing

@Suite struct DraftFolderTests {
    /// A lock that a living process holds is all that tells its folder from what a killed one left.
    @Test func whatKilledProcessesLeftIsRemovedAndWhatALivingOneWritesStays() async throws {
        let report = try await SampleReport.made()
        try TestFolder.with { folder in
            let reports = folder + "/reports"
            func fill(_ name: String) throws {
                for path in [reports, "\(reports)/\(name.prefix { $0 != "/" })", reports + "/" + name] {
                    mkdir(path, 0o755)
                }
                mkdir("\(reports)/\(name)/outputs", 0o755)
                try TestFolder.write([1], to: "\(reports)/\(name)/outputs/file")
            }
            let left = [
                "night-check/.new-20261123T214107Z-000033", "night-check/.new-20261123T214107Z-000001.1",
                "other/.new-20261123T214107Z-000002", "other/.old-20261123T214107Z-000003",
                "apply/.01KAH2F5QX0000000000000000.4711.new",
            ]
            // A report that only stands aside is the one that there is.
            let kept = ["other/20261123T214107Z-000003", "other/.old-20261123T214107Z-000004", "other/.hidden"]
            let living = ["night-check/.new-20261123T214107Z-000005", "apply/.01KAH2F5QX0000000000000001.4711.new"]
            for name in left + kept + living { try fill(name) }
            symlink(folder, reports + "/other/.new-link")
            let locks = living.map { open(reports + "/" + $0, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
            for lock in locks { #expect(flock(lock, LOCK_EX | LOCK_NB) == 0) }

            try ReportFolder.write(report, to: reports)
            for name in left { #expect(TestFolder.mode(reports + "/" + name) == 0, "\(name)") }
            for name in kept + living {
                #expect(TestFolder.mode("\(reports)/\(name)/outputs/file") != 0, "\(name)")
            }
            #expect(TestFolder.mode(reports) != 0 && TestFolder.mode(folder) != 0)

            for lock in locks { close(lock) }
            try ReportFolder.write(report, to: reports)
            for name in living { #expect(TestFolder.mode(reports + "/" + name) == 0, "\(name)") }
        }
    }

    @Test func draftsOfOneNameThatAreWrittenAtOnceDoNotMeet() throws {
        try TestFolder.with { folder in
            let drafts = try (0..<3).map { _ in try DraftFolder(of: "a", below: folder) }
            #expect(Set(drafts.map(\.path)).count == 3)
            DraftFolder.removeLeftovers(in: folder)
            for draft in drafts { #expect(TestFolder.mode(draft.path) != 0) }
            try drafts[0].put(at: "b")
            drafts[1].discard()
            try TestFolder.write([1], to: folder + "/b/file")
            #expect(throws: ReportError.self) { try drafts[2].put(at: "b") }
            DraftFolder.removeLeftovers(in: folder)
            #expect(Program.run("ls", ["-A", folder])?.output == ".new-a.2\nb\n")
            withExtendedLifetime(drafts) {}
        }
    }
}
