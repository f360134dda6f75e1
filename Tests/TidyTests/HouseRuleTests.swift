import Foundation
import Testing

/// House rules that a reader can forget, each with file, line and remedy.
@Suite struct HouseRuleTests {
    @Test func nothingTrapsOnInput() throws {
        let traps = ["try" + "!", "fatal" + "Error(", "as" + "! ", "assertion" + "Failure("]
        for (_, line) in try SourceTree.lines(of: "Sources") {
            for trap in traps
            where line.text.contains(trap) && !line.text.trimmingCharacters(in: .whitespaces).hasPrefix("//") {
                Issue.record(
                    "\(line.place): '\(trap)' traps; throw a typed error, or state the invariant with precondition")
            }
        }
    }

    @Test func uncheckedSendableNamesItsReason() throws {
        let all = try SourceTree.lines(of: "Sources")
        for (index, entry) in all.enumerated() where entry.line.text.contains("@unchecked Sendable") {
            let text = entry.line.text.trimmingCharacters(in: .whitespaces)
            guard !text.hasPrefix("//") else { continue }
            let before = all[max(0, index - 12)..<index].map(\.line.text).joined()
            #expect(
                before.contains("//") && (before + text).contains("Sendable"),
                "\(entry.line.place): say above it why it is safe: 'unchecked Sendable: ...'")
        }
    }

    /// Text from outside reaches a terminal through one function; see `TextPaint` and `Terminal`.
    @Test func onlyTheTerminalWrites() throws {
        let writers = [
            "Sources/ReeveCommands/Terminal/Terminal.swift", "Sources/ReeveCommands/Terminal/StandardStreams.swift",
            "Sources/reeve-verify/ReeveVerify.swift",
        ]
        let painters = ["Sources/ReeveDiagnostics/TextPaint.swift", "Sources/ReeveCommands/Terminal/Terminal.swift"]
        for (_, line) in try SourceTree.lines(of: "Sources") {
            let text = line.text.trimmingCharacters(in: .whitespaces)
            guard !text.hasPrefix("//") else { continue }
            for word in ["STDOUT_FILENO", "STDERR_FILENO", "print(", "fputs(", "fwrite(", "debugPrint(", "dump("]
            where text.contains(word) && !writers.contains(line.file) && !text.contains("func " + word) {
                let before = text.components(separatedBy: word)[0].last
                guard before.map({ !$0.isLetter && $0 != "." }) ?? true else { continue }
                Issue.record("\(line.place): '\(word)': write through Terminal, which lets nothing act")
            }
            #expect(
                !text.contains("\\u{1B}") || painters.contains(line.file),
                "\(line.place): mark colours with TextPaint; Terminal makes sequences of the marks")
        }
    }

    @Test func nothingIsLeftToDo() throws {
        let words = ["TO" + "DO", "FIX" + "ME", "XX" + "X:"]
        for folder in ["Sources", "Tests"] {
            for (_, line) in try SourceTree.lines(of: folder) {
                for word in words where line.text.contains(word) {
                    Issue.record("\(line.place): '\(word)': do it, or write what is missing into the docs")
                }
            }
        }
    }
}
