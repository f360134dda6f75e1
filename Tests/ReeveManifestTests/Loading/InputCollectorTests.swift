import Glibc
import ReeveDiagnostics
import ReeveManifest
import TestSupport
import Testing

/// Which files a command reads.
@Suite struct InputCollectorTests {
    /// Makes files, and folders where a name ends in `/`.
    private func make(_ names: String..., in root: String) throws {
        for name in names {
            var folder = root
            for part in name.split(separator: "/").dropLast(name.hasSuffix("/") ? 0 : 1) {
                folder += "/" + part
                mkdir(folder, 0o755)
            }
            if !name.hasSuffix("/") { try TestFolder.write([], to: root + "/" + name) }
        }
    }

    private func collect(_ paths: String..., root: String, isRequired: Bool = true) -> (
        names: [String], diagnostics: [Diagnostic]
    ) {
        let found = InputCollector.collect(paths, root: root, isRequired: isRequired)
        return (found.inputs.map(\.name), found.diagnostics)
    }

    @Test func aFolderIsWalkedInTheOrderOfPaths() throws {
        try TestFolder.with { root in
            try make("m/b.yaml", "m/a/z.yml", "m/a/b/c.json", "m/c.txt", "m/README.md", "m/.git/x.yaml", in: root)
            #expect(collect("m", root: root).names == ["m/a/b/c.json", "m/a/z.yml", "m/b.yaml"])
            #expect(collect("m/", root: root).names == collect("m", root: root).names)
            #expect(collect(".", root: root).names == collect("m", root: root).names)
        }
    }

    @Test func aFileThatIsNamedIsReadWhateverItIsCalled() throws {
        try TestFolder.with { root in
            try make("m/c.txt", in: root)
            let inputs = InputCollector.collect(["m/c.txt", root + "/m/c.txt", "-"], root: root, isRequired: true)
                .inputs
            #expect(inputs.map(\.name) == ["m/c.txt", root + "/m/c.txt", "-"])
            #expect(inputs.map(\.path) == [root + "/m/c.txt", root + "/m/c.txt", nil])
        }
    }

    @Test func whatIsNamedTwiceIsReadOnce() throws {
        try TestFolder.with { root in
            try make("m/a.yaml", "m/b.yaml", in: root)
            #expect(
                collect("m/b.yaml", "./m/b.yaml", "m", "-", "-", root: root).names == ["m/b.yaml", "m/a.yaml", "-"])
        }
    }

    @Test func whatTheIgnoreFileListsIsSkipped() throws {
        try TestFolder.with { root in
            try make("m/old/a.yaml", "m/new/old/b.yaml", "m/new/draft.yaml", "m/new/kept.yaml", in: root)
            try TestFolder.write(Array("# drafts\n\nold/\n  m/new/draft.yaml\n".utf8), to: root + "/.reeveignore")
            #expect(collect("m", root: root).names == ["m/new/kept.yaml"])
        }
    }

    /// Pruning would delete what a link was to bring.
    @Test func aLinkToAFolderOrToNothingIsAMistake() throws {
        try TestFolder.with { root in
            try make("elsewhere/a.yaml", "m/b.yaml", in: root)
            symlink(root + "/elsewhere", root + "/m/folder")
            symlink("nowhere", root + "/m/gone")
            symlink(root + "/elsewhere/a.yaml", root + "/m/c.yaml")
            let found = collect("m", root: root)
            #expect(found.names == ["m/b.yaml", "m/c.yaml"], "a link to a file is followed")
            #expect(found.diagnostics.map(\.code) == ["source.link", "source.link"])
            #expect(found.diagnostics.map { $0.range?.file } == ["m/folder", "m/gone"])
            try TestFolder.write(Array("folder\ngone\n".utf8), to: root + "/.reeveignore")
            #expect(collect("m", root: root).diagnostics == [])
        }
    }

    @Test func onlyADefaultFolderMayBeAbsent() throws {
        try TestFolder.with { root in
            let missing = collect("m", root: root)
            #expect(missing.names == [] && missing.diagnostics.map(\.code) == ["source.unreadable"])
            #expect(collect("m", root: root, isRequired: false).diagnostics == [])
            try make("file", in: root)
            #expect(collect("file/m", root: root, isRequired: false).diagnostics.map(\.code) == ["source.unreadable"])
        }
    }

    @Test func foldersThatLieTooDeepAreToldAndNotRead() throws {
        try TestFolder.with { root in
            let deep = String(repeating: "d/", count: 70)
            try make(deep + "a.yaml", "d/b.yaml", in: root)
            let found = collect("d", root: root)
            #expect(found.names == ["d/b.yaml"])
            #expect(found.diagnostics.map(\.code) == ["source.too-many"])
        }
    }
}
