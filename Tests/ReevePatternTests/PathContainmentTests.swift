import Testing

@testable import ReevePattern

@Suite struct PathContainmentTests {
    @Test(arguments: [
        ("/data", "/data"), ("/data/a", "/data"), ("/data//a/./b", "/data/"), ("/data/a/../b", "/data"), ("/x", "/"),
        ("/../data/a", "/data"), ("/data/..data", "/data"), ("//data/a", "/data"), ("/data/...", "/data"),
    ])
    func pathsBelowTheRootAreUnderIt(path: String, root: String) {
        #expect(PathContainment.isPath(path, under: root))
    }

    @Test(arguments: [
        ("/data/../etc", "/data"), ("/database", "/data"), ("data/a", "/data"), ("/data/a", "data"), ("", "/"),
        ("/", "/data"), ("/data/a/../../etc", "/data"), ("/Data/a", "/data"), ("/data\0/a", "/data"), ("~/a", "/"),
        ("/caf\u{E9}", "/cafe\u{301}"), ("/data/..", "/data"),
    ])
    func pathsElsewhereAreNot(path: String, root: String) {
        #expect(!PathContainment.isPath(path, under: root))
    }

    @Test func normalizedPathsAreFixedPoints() {
        #expect(PathContainment.normalized("/a/./b//../c/") == "/a/c")
        #expect(PathContainment.normalized("/..") == "/")
        #expect(PathContainment.normalized("a") == nil)
        #expect(PathContainment.normalized("/a/c") == "/a/c")
    }
}
