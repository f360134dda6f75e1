import Glibc
import Testing

/// Texts that are kept in files of the sources and compared with what the code makes now.
///
/// With `REEVE_RECORD=1` a test run writes the files anew and compares nothing. Such a run fails, so that no run both
/// writes a golden and is content with it.
package enum Golden {
    package static var isRecording: Bool { getenv("REEVE_RECORD") != nil }

    /// Compares a text with the file at `path` byte by byte, or writes the file; records an issue where they differ, and
    /// always where it writes.
    package static func check(
        _ text: some Sequence<UInt8>, at path: String, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        guard let issue = try issue(with: text, at: path, isRecording: isRecording) else { return }
        Issue.record("\(issue)", sourceLocation: sourceLocation)
    }

    /// What ``check(_:at:sourceLocation:)`` records; nil where the texts are equal.
    package static func issue(
        with text: some Sequence<UInt8>, at path: String, isRecording: Bool
    ) throws -> String? {
        let name = path.split(separator: "/").suffix(2).joined(separator: "/")
        let found = Array(text)
        guard !isRecording else {
            try TestFolder.write(found, to: path)
            return "recorded \(name); read the difference and run again without REEVE_RECORD"
        }
        let difference = difference(between: try TestFolder.read(path), and: found)
        return difference.map { "\(name), \($0)REEVE_RECORD=1 writes it anew" }
    }

    /// The first line that differs, with the lines that follow it; nil where the texts are equal.
    ///
    /// A line that starts with `$ ` is a command, and what follows it is its output. The last command before the
    /// difference is named.
    package static func difference(between golden: [UInt8], and found: [UInt8]) -> String? {
        guard golden != found else { return nil }
        let (wanted, got) = (lines(golden), lines(found))
        let same = zip(wanted, got).prefix { $0 == $1 }.count
        func text(_ line: ArraySlice<UInt8>) -> String { String(decoding: line, as: UTF8.self) }
        func excerpt(_ lines: [ArraySlice<UInt8>]) -> String {
            lines[same...].prefix(12).map { "    \(text($0))\n" }.joined()
        }
        let command = wanted[..<same].last { $0.starts(with: "$ ".utf8) }.map { ", below '\(text($0))'" } ?? ""
        return "line \(same + 1) differs\(command)\nexpected:\n\(excerpt(wanted))found:\n\(excerpt(got))"
    }

    private static func lines(_ text: [UInt8]) -> [ArraySlice<UInt8>] {
        text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    }
}
