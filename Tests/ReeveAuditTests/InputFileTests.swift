import Glibc
import ReeveJSON
import TestSupport
import Testing

@testable import ReeveAudit

@Suite struct InputFileTests {
    @Test func aPipeThatNobodyWritesIntoIsGivenUp() throws {
        try TestFolder.with { folder in
            let pipe = folder + "/pipe"
            try #require(mkfifo(pipe, 0o600) == 0)
            #expect(throws: AuditError(.input, "nothing came out of '\(pipe)' for 0 s")) {
                _ = try InputFile(path: pipe, patience: 20)
            }
        }
    }

    @Test func aFileAboveTheLimitIsRefused() throws {
        try TestFolder.with { folder in
            let path = folder + "/file"
            try TestFolder.write(Array(repeating: 7, count: 70_000), to: path)
            #expect(try BoundedFile.read(path, limit: 70_000).count == 70_000)
            #expect(throws: AuditError(.input, "'\(path)' is larger than 69999 bytes")) {
                try BoundedFile.read(path, limit: 69_999).count
            }
        }
    }
}
