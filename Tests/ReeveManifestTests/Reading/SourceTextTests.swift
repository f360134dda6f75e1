import Glibc
import ReeveDiagnostics
import ReeveManifest
import TestSupport
import Testing

@Suite struct SourceTextTests {
    private func write(_ text: String, to path: String, size: Int? = nil) throws {
        let descriptor = open(path, O_CREAT | O_WRONLY, 0o600)
        try #require(descriptor >= 0)
        defer { close(descriptor) }
        _ = text.withCString { Glibc.write(descriptor, $0, strlen($0)) }
        if let size { try #require(ftruncate(descriptor, size) == 0) }
    }

    @Test func readsAFile() throws {
        try TestFolder.with { folder in
            try write("a: 1\r\nü: 2\n\nlast", to: folder + "/file")
            let source = try SourceText(readingFile: folder + "/file", named: "shown.yaml")
            #expect(source.file == "shown.yaml")
            #expect((0...5).map(source.line) == [nil, "a: 1", "ü: 2", "", "last", nil])
        }
    }

    @Test func aSparseGibibyteIsRefusedUnread() throws {
        try TestFolder.with { folder in
            try write("", to: folder + "/file", size: 1 << 30)
            let clock = ContinuousClock()
            let took = clock.measure {
                let mistake = #expect(throws: Diagnostic.self) { try SourceText(readingFile: folder + "/file") }
                #expect(mistake?.code == .sourceTooLarge)
            }
            #expect(took < .milliseconds(500))
        }
    }

    @Test func whatIsNoFileIsRefusedWithoutWaiting() throws {
        try TestFolder.with { folder in
            try #require(mkfifo(folder + "/fifo", 0o600) == 0)
            for path in [folder + "/fifo", folder, "/dev/zero"] {
                let mistake = #expect(throws: Diagnostic.self) { try SourceText(readingFile: path) }
                #expect(mistake?.code == .sourceNotAFile)
            }
            let mistake = #expect(throws: Diagnostic.self) { try SourceText(readingFile: folder + "/absent") }
            #expect(mistake?.code == .sourceUnreadable)
            #expect(mistake?.message.hasSuffix("No such file or directory") == true)
        }
    }

    @Test func aPipeIsReadToItsEndWithinTheLimit() throws {
        for (length, isAccepted) in [(5_000, true), (20_000, false)] {
            var ends: [CInt] = [0, 0]
            try #require(pipe(&ends) == 0)
            let text = [UInt8](repeating: UInt8(ascii: "x"), count: length)
            try #require(Glibc.write(ends[1], text, length) == length)
            close(ends[1])
            defer { close(ends[0]) }
            var limits = ReadingLimits()
            limits.fileBytes = 10_000
            let source = try? SourceText(readingDescriptor: ends[0], limits: limits)
            #expect((source != nil) == isAccepted)
            #expect(source?.count ?? length == length)
        }
    }

    @Test func linesAreFoundFarDown() throws {
        let source = try SourceText((1...5_000).map { "line \($0)\n" }.joined(), file: "f.yaml")
        for number in [1, 256, 257, 258, 4_999, 5_000] { #expect(source.line(number) == "line \(number)") }
        #expect(source.line(5_001) == "")
        #expect(source.line(5_002) == nil)
    }

    @Test func chunksCoverTheFileAndBeginAtDocuments() throws {
        let text = "# head\na: 1\n---\nb: |\n ---\n c\n--- {d: 1}\n---x: 1\n...\n# c\n%YAML 1.2\n# d\n---\ne: 1\n"
        let source = try SourceText(text, file: "f.yaml")
        let chunks = source.chunks(targetBytes: 1)
        let bytes = Array(text.utf8)
        #expect(
            chunks.map { String(decoding: bytes[$0.bytes], as: UTF8.self) } == [
                "# head\na: 1\n", "---\nb: |\n ---\n c\n",
                "--- {d: 1}\n---x: 1\n...\n# c\n%YAML 1.2\n# d\n---\ne: 1\n",
            ])
        #expect(chunks.map(\.firstLine) == [1, 3, 7])
        #expect(chunks.map(\.documentsBefore) == [0, 0, 1])
    }

    /// Reading in pieces gives what reading in one piece gives, whatever is in the documents.
    @Test func chunkedReadingEqualsWholeReading() throws {
        var random = SeededGenerator(seed: .random(in: 1...UInt64.max))
        print("chunk seed", random.seed)
        let documents = [
            "a: 1\nb: [x, y]\n", "--- {a: &x 1, b: *x}\n", "---\n", "---\na: |\n  text\n\n", "--- [1, 2\n",
            "---\na: \"open\n",
            "---\na: @\n", "---\nx: 1\nx: 2\n", "---\nü: ä # ö\n", "---\na: 'b'#c\n", "---\n- \n  - .inf\n", "...\n",
            "---\n? {a: 1}\n: 2\n", "---\na: x\u{2028}y\n", "--- text\n...\nmore: 1\n",
            "---\n[[[[" + String(repeating: "[", count: 70) + "\n",
            "---\r\na: 1\r\n", "%YAML 1.2\n---\na: 1\n", "# c\n", "--- >\n folded\n text\n", "---\n{a: 1} junk\n",
            "---\na: *none\n",
        ]
        for _ in 0..<400 {
            let count = Int.random(in: 1...25, using: &random)
            let text = (0..<count).map { _ in documents.randomElement(using: &random) ?? "" }.joined()
            let source = try SourceText(text, file: "f.yaml")
            let whole = Reading.yaml(source)
            var pieces = Reading()
            for chunk in source.chunks(targetBytes: Int.random(in: 1...60, using: &random)) {
                var reader = YAMLReader(source, chunk: chunk)
                while let document = reader.next() { pieces.add(document) }
            }
            #expect(pieces == whole, "\(text.debugDescription)")
            if pieces != whole { return }
        }
    }
}
