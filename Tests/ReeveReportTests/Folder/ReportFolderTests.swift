import Glibc
import ReeveAudit
import ReeveReport
import ReeveStore
import TestSupport
import Testing

@Suite struct ReportFolderTests {
    private static let verifier = TestFolder.package() + "/.build/debug/reeve-verify"
    private static let hasVerifier = access(verifier, X_OK) == 0

    @Test func folderHoldsTheFilesAndLatestPointsToIt() async throws {
        let report = try await SampleReport.made()
        try TestFolder.with { folder in
            let reports = folder + "/deep/reports"
            let mask = umask(0o077)
            defer { umask(mask) }
            let path = try ReportFolder.write(report, to: reports)
            #expect(path == reports + "/night-check/20261123T214107Z-000033")
            for file in ReportFolder.files(report) {
                #expect(TestFolder.mode(path + "/" + file.path) == S_IFREG | 0o644, "\(file.path)")
                #expect(try TestFolder.read(path + "/" + file.path) == file.bytes)
            }
            #expect(TestFolder.mode(path + "/outputs/log") == S_IFDIR | 0o755)
            #expect(TestFolder.linkTarget(reports + "/latest") == "night-check/20261123T214107Z-000033")
            let large = report.runs.filter { $0.outputFile != nil }
            #expect(large.count == 8)
        }
    }

    @Test func writingAgainReplacesTheReport() async throws {
        var report = try await SampleReport.made()
        try TestFolder.with { folder in
            let path = try ReportFolder.write(report, to: folder)
            try TestFolder.write([1], to: path + "/left-over")
            report.producer = "another"
            #expect(try ReportFolder.write(report, to: folder) == path)
            #expect(TestFolder.mode(path + "/left-over") == 0)
            #expect(try TestFolder.read(path + "/report.json") == JSONDocument(report).bytes)
            let other = Program.run("ls", ["-A", folder + "/night-check"])
            #expect(other?.output == "20261123T214107Z-000033\n")
        }
    }

    @Test func symbolicLinksAreNotFollowed() async throws {
        let report = try await SampleReport.made()
        try TestFolder.with { folder in
            let reports = folder + "/reports"
            let outside = folder + "/outside"
            for path in [reports, outside] { mkdir(path, 0o755) }
            symlink(outside, reports + "/night-check")
            let error = #expect(throws: ReportError.self) { try ReportFolder.write(report, to: reports) }
            #expect(error?.code == .obstructed)
            #expect(Program.run("ls", ["-A", outside])?.output == "")

            unlink(reports + "/night-check")
            mkdir(reports + "/night-check", 0o755)
            symlink(outside, reports + "/night-check/.new-20261123T214107Z-000033")
            symlink(outside, reports + "/latest")
            try ReportFolder.write(report, to: reports)
            #expect(Program.run("ls", ["-A", outside])?.output == "")
            #expect(TestFolder.linkTarget(reports + "/latest") == "night-check/20261123T214107Z-000033")
        }
    }

    @Test func latestThatIsNoLinkIsLeftAlone() async throws {
        let report = try await SampleReport.made()
        try TestFolder.with { folder in
            mkdir(folder + "/latest", 0o755)
            let error = #expect(throws: ReportError.self) { try ReportFolder.write(report, to: folder) }
            #expect(error?.code == .obstructed)
            #expect(TestFolder.mode(folder + "/night-check") == 0)
        }
    }

    @Test func batchNamesCannotTakeReservedPlaces() async throws {
        var report = try await SampleReport.made()
        try TestFolder.with { folder in
            for (name, expected) in [("latest", "_latest"), ("../../etc", "_.-..-etc"), ("git/git_log", "git-git_log")]
            {
                report.batch.name = name
                let path = try ReportFolder.write(report, to: folder)
                #expect(path == "\(folder)/\(expected)/20261123T214107Z-000033")
            }
        }
    }

    @Test func unwritableFolderIsAnIOFailure() async throws {
        let report = try await SampleReport.made()
        #expect(throws: ReportError.self) { try ReportFolder.write(report, to: "/proc/reports") }
    }

    @Test(.enabled(if: hasVerifier, "reeve-verify is not built")) func verifierAcceptsTheLogAndSeesAnEdit() async throws
    {
        let report = try await SampleReport.made(hasTrouble: true)
        try TestFolder.with { folder in
            let path = try ReportFolder.write(report, to: folder)
            let arguments = [
                path + "/audit.jsonl", "--checkpoint", path + "/checkpoint", "--now", "2026-11-23T21:43:00Z",
            ]
            let verified = try #require(Program.run(Self.verifier, arguments))
            #expect(verified.status == 0, "\(verified.output)")
            #expect(verified.output.contains("entries: \(report.audit.lines.count) (partial)"))
            #expect(report.audit.lines.count >= 80)
            var bytes = try TestFolder.read(path + "/audit.jsonl")
            let needle = Array("policy.denied".utf8)
            let index = try #require(bytes.indices.first { bytes[$0...].starts(with: needle) })
            bytes[index] = UInt8(ascii: "q")
            try TestFolder.write(bytes, to: path + "/audit.jsonl")
            #expect(Program.run(Self.verifier, arguments)?.status == 10)
        }
    }

    /// Set REEVE_REPORT_SAMPLES to a folder to look at the reports of the sample batch.
    @Test func samplesCanBeLookedAt() async throws {
        guard let folder = getenv("REEVE_REPORT_SAMPLES").map({ String(cString: $0) }) else { return }
        for hasTrouble in [false, true] {
            let report = try await SampleReport.made(
                hasTrouble: hasTrouble, name: hasTrouble ? "night-check-trouble" : "night-check")
            let path = try ReportFolder.write(report, to: folder)
            print(RunSummaryText(report, path: path + "/report.html").text)
        }
    }
}
