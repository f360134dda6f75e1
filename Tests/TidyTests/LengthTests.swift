import Foundation
import Testing

/// Files and functions that can be read at one sitting.
@Suite struct LengthTests {
    private static let fileLinesMax = 300
    private static let functionLinesMax = 60
    /// Data that was copied from a standard.
    private static let data = "Sources/ReeveSchema/Metaschemas/"

    @Test func noFileIsLong() throws {
        for file in try SourceTree.files(of: "Sources") where !file.path.hasPrefix(Self.data) {
            // A file ends with a line break, behind which there is an empty line.
            let count = file.lines.count - 1
            #expect(
                count <= Self.fileLinesMax, "\(file.path): \(count) lines; split it by type or aspect (CONTRIBUTING.md)"
            )
        }
    }

    /// A longer one has a comment `// Long: why` above it.
    @Test func noFunctionIsLongWithoutAReason() throws {
        for file in try SourceTree.files(of: "Sources") {
            for (index, line) in file.lines.enumerated() where Self.opensFunction(line) {
                let indent = line.text.prefix { $0 == " " }
                let end = file.lines[index...].first { $0.text == indent + "}" }
                guard let end, end.number - line.number + 1 > Self.functionLinesMax else { continue }
                let above = file.lines[max(0, index - 6)..<index].filter(\.isComment)
                #expect(
                    above.contains { $0.text.contains("// Long: ") },
                    "\(line.place): \(end.number - line.number + 1) lines; split the function, or say why it is long: '// Long: ...'"
                )
            }
        }
    }

    private static func opensFunction(_ line: SourceTree.Line) -> Bool {
        guard !line.isComment, !line.text.hasSuffix("}"), let word = SourceTree.words(of: line.text).first else {
            return false
        }
        let name = word.prefix { $0.isLetter }
        return ["func", "init", "subscript", "deinit"].contains(name) || (name == "var" && line.text.hasSuffix("{"))
    }
}
