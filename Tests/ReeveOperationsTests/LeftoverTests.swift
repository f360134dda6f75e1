import Foundation
import ReeveAudit
import TestSupport
import Testing

@testable import ReeveOperations

/// What a killed process left half written is removed by the next; what a living one writes is not.
@Suite struct LeftoverTests {
    /// Holds the lock of a file or folder, as its writer does.
    private func hold(_ path: String) -> Int32 {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        #expect(descriptor >= 0 && flock(descriptor, LOCK_EX | LOCK_NB) == 0)
        return descriptor
    }

    @Test func temporaryFilesOfAPathAreRemovedByItsNextWriter() throws {
        try TestFolder.with { folder in
            let left = ["a.4711-1.new", "a.1-22.new"]
            let kept = ["b.4711-1.new", "a.4711.new", "a.4711-x.new", "a.-1.new", "aa.4711-1.new", "a.new"]
            for name in left + kept + ["a.4711-2.new"] { try TestFolder.write([1], to: folder + "/" + name) }
            symlink(folder + "/b.4711-1.new", folder + "/a.4711-3.new")
            let lock = hold(folder + "/a.4711-2.new")
            try BoundedFile.create(folder + "/a", text: "one", mode: 0o600, replaces: true)
            var names = Set(try FileManager.default.contentsOfDirectory(atPath: folder))
            #expect(names == Set(kept + ["a", "a.4711-2.new", "a.4711-3.new"]))
            close(lock)
            // Also where there is nothing to write in the end.
            #expect(throws: AuditError.self) {
                try BoundedFile.create(folder + "/a", text: "two", mode: 0o600, replaces: false)
            }
            names = Set(try FileManager.default.contentsOfDirectory(atPath: folder))
            #expect(names == Set(kept + ["a", "a.4711-3.new"]))
            #expect(try TestFolder.read(folder + "/a") == Array("one".utf8))
        }
    }

    @Test func whatIsBeingWrittenIsNotTakenForLeftOver() throws {
        try TestFolder.with { folder in
            try BoundedFile.create(folder + "/a", mode: 0o600, replaces: true) { write in
                try write([1])
                BoundedFile.removeLeftovers(of: folder + "/a")
                try write([2])
            }
            #expect(try TestFolder.read(folder + "/a") == [1, 2])
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["a"])
        }
    }

    /// A key that stands is not written again, and what was left of its making is a copy of it.
    @Test func whatIsLeftOfTheMakingOfAKeyIsRemoved() throws {
        try TestFolder.with { folder in
            let file = CheckpointKeyFile(path: folder + "/a.db.key")
            _ = try file.signer(name: "reeve-a")
            link(folder + "/a.db.key", folder + "/a.db.key.4711-1.new")
            try TestFolder.write([1], to: folder + "/a.db.key.pub.4711-2.new")
            _ = try file.signer(name: "reeve-a")
            let names = try FileManager.default.contentsOfDirectory(atPath: folder)
            #expect(Set(names) == ["a.db.key", "a.db.key.pub"])
        }
    }
}
