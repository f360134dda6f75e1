import Foundation
import ReeveJSON
import ReeveMCP
import TestSupport
import Testing

@Suite struct OrphanReaperTests {
    @Test func theServerEndsWithItsParentAndLeavesOnlyWhatTheReaperEnds() async throws {
        // The probe starts a server through the launcher, prints its group and waits to be killed.
        let output = Pipe()
        let probe = try SpawnedProcess(
            [
                StandIn.probe, "orphan", StandIn.python, StandIn.servers.appending(path: "stand_in.py").path(),
                "ignore-eof", "ignore-term",
            ], output: output.fileHandleForWriting.fileDescriptor)
        try output.fileHandleForWriting.close()
        var printed = Data()
        while !printed.contains(0x0A) {
            let more = output.fileHandleForReading.availableData
            guard !more.isEmpty else { break }
            printed += more
        }
        let words = String(decoding: printed, as: UTF8.self).split(whereSeparator: \.isWhitespace)
        try #require(words.count == 3)
        let pgid = try #require(Int32(words[0]))
        let startTime = try #require(UInt64(words[1]))
        let grandchild = try #require(Int32(words[2]))
        #expect(StandIn.isAlive(pgid))
        kill(probe.id, SIGKILL)
        _ = await probe.waitForEnd()
        await StandIn.untilEnded(pgid, limit: 10_000)
        #expect(!StandIn.isAlive(pgid))
        #expect(StandIn.isAlive(grandchild))
        #expect(OrphanReaper.end(pgid: pgid, startTime: startTime))
        #expect(!StandIn.isAlive(grandchild))
        #expect(!OrphanReaper.end(pgid: pgid, startTime: startTime))
    }
}
