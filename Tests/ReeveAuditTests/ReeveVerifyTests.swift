import Foundation
import Glibc
import ReeveJSON
import TestSupport
import Testing

@testable import ReeveAudit

/// Exported files, as our own executable and an independent program see them.
@Suite(.serialized) struct ReeveVerifyTests {
    /// The files of one export.
    private struct Export {
        let folder: String
        let log: SampleLog
        var segment: String { folder + "/audit.jsonl" }
        var checkpoint: String { folder + "/checkpoint" }
        var vkey: String { log.signer.verifierKey.vkey }

        init(folder: String, rows: [Int]? = nil) async throws {
            self.folder = folder
            log = try await SampleLog.make(21, signedAt: [8, 21])
            try write(rows: rows)
            try TestFolder.write(log.checkpoints[1].bytes, to: checkpoint)
            try TestFolder.write(log.checkpoints[0].bytes, to: folder + "/earlier")
            try TestFolder.write(Array((vkey + "\n").utf8), to: checkpoint + ".pub")
        }

        /// The whole log, or some rows with their proofs.
        func write(rows: [Int]?, change: (inout [[UInt8]]) -> Void = { _ in }) throws {
            let source = MerkleLeaves(log.leaves)
            var lines = try (rows ?? Array(0..<21)).map { row in
                let proof = try rows.map { _ in
                    SegmentLine.Proof(
                        treeSize: 21,
                        hashes: try MerkleProof.inclusion(
                            index: UInt64(row), size: 21, node: source.node(level:index:)))
                }
                return SegmentLine(
                    sequence: Int64(row), entry: log.rows[row].entry ?? [], leafHash: log.leaves[row], proof: proof
                ).bytes
            }
            change(&lines)
            try TestFolder.write(lines.flatMap { $0 }, to: segment)
        }

        func verify(_ more: [String] = []) throws -> Program {
            try #require(
                Program.run(
                    Self.executable,
                    [segment, "--checkpoint", checkpoint, "--now", "2026-03-01T08:01:00Z"] + more))
        }

        /// Beside the test bundle.
        static var executable: String {
            var path = [CChar](repeating: 0, count: 4_096)
            let count = readlink("/proc/self/exe", &path, path.count - 1)
            let own = String(decoding: path[..<max(0, count)].map { UInt8(bitPattern: $0) }, as: UTF8.self)
            return String(own[..<(own.lastIndex(of: "/") ?? own.startIndex)]) + "/reeve-verify"
        }
    }

    @Test func executableAcceptsCompleteAndPartialLogs() async throws {
        try await TestFolder.with { folder in
            let complete = try await Export(folder: folder)
            for arguments in [
                [], ["--key", complete.vkey], ["--since-checkpoint", folder + "/earlier", "--complete"],
            ] {
                let run = try complete.verify(arguments)
                #expect(run.status == 0, "\(run.output)")
                #expect(run.output.hasPrefix("intact\nentries: 21 (complete)\n"))
            }
            let partial = try await Export(folder: folder, rows: [2, 5, 20])
            let run = try partial.verify(["-o", "json", "--key", partial.vkey])
            #expect(run.status == 0, "\(run.output)")
            let result = try JSONParser.parse(run.output)
            #expect(result["coverage"] == "partial")
            #expect(result["entries"] == 3)
            #expect(result["matched_checkpoints"] == 1)
        }
    }

    @Test func executableHasAnExitStatusForEachFinding() async throws {
        try await TestFolder.with { folder in
            let export = try await Export(folder: folder)
            func status(_ more: [String] = [], _ change: (inout [[UInt8]]) -> Void) throws -> Int32 {
                try export.write(rows: nil, change: change)
                return try export.verify(more).status
            }
            #expect(try status { $0[3] = $0[3].replacing("acme", with: "ecma") } == 10)
            #expect(try status { $0.remove(at: 3) } == 11)
            #expect(try status { $0.swapAt(3, 4) } == 12)
            #expect(try status { $0.removeLast() } == 13)
            let late = Program.run(
                Export.executable,
                [
                    export.segment, "--checkpoint", folder + "/earlier", "--key", export.vkey, "--now",
                    "2027-01-01T00:00:00Z",
                ])
            try export.write(rows: nil)
            #expect(late?.status == 15)
            let stranger = try Ed25519CheckpointSigner(name: SampleLog.name, seed: Array(repeating: 9, count: 32))
            #expect(try status(["--key", stranger.verifierKey.vkey]) { _ in } == 16)
            let other = try await SampleLog.make(30, signedAt: [8], variant: "other")
            try TestFolder.write(other.checkpoints[0].bytes, to: folder + "/other")
            #expect(try status(["--since-checkpoint", folder + "/other"]) { _ in } == 14)
        }
    }

    @Test func executableRefusesChangedPartialLogs() async throws {
        try await TestFolder.with { folder in
            let export = try await Export(folder: folder, rows: [2, 5, 20])
            func status(_ change: (inout [[UInt8]]) -> Void) throws -> Int32 {
                try export.write(rows: [2, 5, 20], change: change)
                return try export.verify().status
            }
            #expect(try status { $0[1] = $0[1].replacing("acme", with: "ecma") } == 10)
            #expect(try status { $0.swapAt(0, 1) } == 12)
            #expect(
                try status { $0[0] = $0[0].replacing("\"sequence\":2,\"tree", with: "\"sequence\":3,\"tree") } == 12)
            #expect(try status { $0[0] = $0[0].replacing("\"tree_size\":21", with: "\"tree_size\":20") } == 15)
            let proofs = try MerkleProof.inclusion(
                index: 5, size: 21, node: MerkleLeaves(export.log.leaves).node(level:index:))
            #expect(try status { $0[1] = $0[1].replacing(proofs[0].hex, with: proofs[1].hex) } == 10)
        }
    }

    @Test func executableWaitsForACheckpointInAPipe() async throws {
        try await TestFolder.with { folder in
            let export = try await Export(folder: folder)
            let pipe = folder + "/pipe"
            try #require(mkfifo(pipe, 0o600) == 0)
            let script = """
                timeout 60 sh -c 'cat "$1" > "$2"' sh "$1" "$2" > /dev/null 2>&1 &
                exec "$3" "$4" --checkpoint "$2" --key "$5" --now 2026-03-01T08:01:00Z
                """
            let run = try #require(
                Program.run(
                    "sh",
                    ["-c", script, "sh", export.checkpoint, pipe, Export.executable, export.segment, export.vkey]))
            #expect(run.status == 0, "\(run.output)")
        }
    }

    /// The writer comes when the reader has opened the pipe: not before, and not at the same time.
    @Test(.timeLimit(.minutes(15))) func aPipeIsReadByWhoeverComesLater() async throws {
        try await TestFolder.with { folder in
            let export = try await Export(folder: folder)
            let pipe = folder + "/pipe"
            try #require(mkfifo(pipe, 0o600) == 0)
            let inotify = inotify_init1(Int32(IN_CLOEXEC))
            try #require(inotify >= 0 && inotify_add_watch(inotify, pipe, UInt32(IN_OPEN)) >= 0)
            let log = try BoundedFile.read(export.segment)
            // A thread of its own: the pool's may all be waiting for programs.
            Thread.detachNewThread {
                defer { close(inotify) }
                var event = [UInt8](repeating: 0, count: 4_096)
                _ = Glibc.read(inotify, &event, event.count)
                // Without a reader it fails and does not wait; the log fits into the pipe.
                let end = open(pipe, O_WRONLY | O_NONBLOCK | O_CLOEXEC)
                defer { close(end) }
                _ = Glibc.write(end, log, log.count)
            }
            let run = try #require(
                Program.run(
                    Export.executable,
                    [pipe, "--checkpoint", export.checkpoint, "--now", "2026-03-01T08:01:00Z", "--complete"]))
            #expect(run.status == 0, "\(run.output)")
        }
    }

    @Test func executableTellsBadInputFromBadUsage() async throws {
        try await TestFolder.with { folder in
            let export = try await Export(folder: folder)
            let run = { Program.run(Export.executable, $0)?.status }
            #expect(run([]) == 64)
            #expect(run(["--help"]) == 0)
            #expect(run([export.segment]) == 64)
            #expect(run([export.segment, "--checkpoint"]) == 64)
            #expect(run([export.segment, "--nonsense", "x"]) == 64)
            #expect(run([export.segment, "--checkpoint", export.checkpoint, "-o", "xml"]) == 64)
            #expect(run([export.segment, "--checkpoint", export.checkpoint, "--now", "soon"]) == 64)
            #expect(run([folder + "/none", "--checkpoint", export.checkpoint]) == 3)
            #expect(run([export.segment, "--checkpoint", folder + "/none"]) == 3)
            #expect(run([export.segment, "--checkpoint", export.segment, "--key", export.vkey]) == 3)
            #expect(run([export.segment, "--checkpoint", export.checkpoint, "--key", "x"]) == 3)
            #expect(run([export.segment, "--checkpoint", folder + "/earlier"]) == 3, "no key beside it")
            #expect(run([export.checkpoint, "--checkpoint", export.checkpoint]) == 3)
            try export.write(rows: [1, 2])
            #expect(try export.verify(["--complete"]).status == 3)
            #expect(try export.verify(["--since-checkpoint", folder + "/earlier"]).status == 3)
        }
    }

    @Test(.enabled(if: Python.has("sys"), "python3 is not installed"))
    func independentVerifierAgrees() async throws {
        try await TestFolder.with { folder in
            for rows in [nil, [2, 5, 20]] {
                let export = try await Export(folder: folder, rows: rows)
                let verify = { Python.script("verify.py", [export.segment, export.checkpoint, export.vkey]) }
                let accepted = try #require(verify())
                #expect(accepted.status == 0, "\(accepted.output)")
                #expect(accepted.output.hasPrefix("ok"))
                try export.write(rows: rows) { $0[1] = $0[1].replacing("acme", with: "acmf") }
                #expect(verify()?.status == 1)
                try export.write(rows: rows)
                let checkpoint = export.log.checkpoints[1].bytes
                try TestFolder.write(checkpoint.replacing("\n21\n", with: "\n20\n"), to: export.checkpoint)
                #expect(verify()?.status == 1)
            }
        }
    }
}
