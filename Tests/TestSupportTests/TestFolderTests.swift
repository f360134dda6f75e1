import Glibc
import TestSupport
import Testing

@Suite struct TestFolderTests {
    private struct Thrown: Error {}

    private func exists(_ path: String) -> Bool { TestFolder.mode(path) != 0 }

    @Test func aFolderIsRemovedAlsoWhereTheBodyThrows() throws {
        var path = ""
        #expect(throws: Thrown.self) {
            try TestFolder.with { folder in
                path = folder
                try TestFolder.write([1], to: folder + "/file")
                throw Thrown()
            }
        }
        #expect(!path.isEmpty && !exists(path))
    }

    @Test func aFolderOfABodyThatWaitsIsRemovedToo() async throws {
        var path = ""
        await #expect(throws: Thrown.self) {
            try await TestFolder.with { folder in
                path = folder
                await Task.yield()
                throw Thrown()
            }
        }
        #expect(!path.isEmpty && !exists(path))
    }

    @Test func foldersWithoutPermissionGoToo() throws {
        let path = try TestFolder.make()
        mkdir(path + "/shut", 0o700)
        try TestFolder.write([1], to: path + "/shut/file")
        chmod(path + "/shut", 0)
        TestFolder.remove(path)
        #expect(!exists(path))
    }

    @Test func whatALinkPointsToStaysAsItWas() throws {
        try TestFolder.with { other in
            mkdir(other + "/kept", 0o500)
            let path = try TestFolder.make()
            symlink(other + "/kept", path + "/link")
            TestFolder.remove(path)
            #expect(!exists(path))
            #expect(TestFolder.mode(other + "/kept") & 0o777 == 0o500)
        }
    }
}
