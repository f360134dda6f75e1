import Foundation
import Testing

/// House rules that a reader can forget, each with file, line and remedy.
@Suite struct TidyTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// Who may import what: the map of ARCHITECTURE.md. Imports go to the right and down only.
    private static let rooms: [String: Set<String>] = [
        "ReeveJSON": [],
        "ReeveDiagnostics": ["ReeveJSON"],
        "ReevePattern": [],
        "ReeveModel": ["ReeveJSON", "ReeveDiagnostics", "ReevePattern"],
        "ReeveSchema": ["ReeveJSON", "ReevePattern", "ReeveDiagnostics"],
        "ReeveAudit": ["ReeveJSON"],
        "ReeveRedaction": ["ReeveJSON", "ReevePattern"],
        "ReevePolicy": ["ReeveModel", "ReevePattern", "ReeveJSON", "ReeveDiagnostics"],
        "ReeveStore": ["ReeveAudit", "ReeveModel", "ReeveJSON"],
        "ReeveMCP": ["ReeveJSON", "CSpawn"],
        "ReeveScheduler": [
            "ReeveStore", "ReeveModel", "ReeveJSON", "ReevePattern", "ReevePolicy", "ReeveSchema", "ReeveDiagnostics",
        ],
        "ReeveStoreSQL": ["ReeveStore", "ReeveAudit", "ReeveModel", "ReeveJSON"],
        "ReeveManifest": [
            "ReeveModel", "ReevePolicy", "ReeveSchema", "ReeveRedaction", "ReevePattern", "ReeveJSON",
            "ReeveDiagnostics",
        ],
        "ReevePlanning": [
            "ReeveStore", "ReevePolicy", "ReeveAudit", "ReeveModel", "ReevePattern", "ReeveJSON", "ReeveDiagnostics",
        ],
        "ReeveReport": [
            "ReeveStore", "ReeveAudit", "ReevePolicy", "ReeveRedaction", "ReeveModel", "ReeveJSON", "ReeveDiagnostics",
        ],
        "ReeveExecution": [
            "ReeveScheduler", "ReeveMCP", "ReevePolicy", "ReeveSchema", "ReeveAudit", "ReeveRedaction", "ReeveStore",
            "ReeveModel",
            "ReevePattern", "ReeveJSON", "ReeveDiagnostics",
        ],
        "ReeveOperations": [
            "ReeveReport", "ReeveExecution", "ReeveMCP", "ReevePlanning", "ReevePolicy", "ReeveManifest",
            "ReeveRedaction", "ReeveStore", "ReeveAudit", "ReeveModel", "ReeveDiagnostics", "ReeveJSON",
        ],
        "reeve-verify": ["ReeveAudit", "ReeveJSON"],
        "reeve": ["ReeveCommands"],
    ]

    /// What only one room knows, beside the rooms that may import it.
    private static let owners: [String: Set<String>] = [
        "CLibYAML": ["ReeveManifest"], "CSQLite": ["ReeveStoreSQL"], "CPCRE2": ["ReevePattern"], "CSpawn": ["ReeveMCP"],
        "ArgumentParser": ["ReeveCommands"], "Crypto": ["ReeveJSON", "ReeveAudit", "ReeveIdentity", "ReeveCommands"],
    ]

    /// Rooms that take part in everyday commands start faster without Foundation.
    private static let mayImportFoundation: Set<String> = []

    private struct Line {
        let file: String
        let number: Int
        let text: String
        var place: String { "\(file):\(number)" }
    }

    private static func lines(of folder: String) throws -> [(room: String, line: Line)] {
        let base = root.appending(path: folder)
        let files = FileManager.default.enumerator(at: base, includingPropertiesForKeys: nil)
        var found: [(room: String, line: Line)] = []
        while let url = files?.nextObject() as? URL {
            guard url.pathExtension == "swift" else { continue }
            let path = String(url.path.dropFirst(root.path.count + 1))
            let room = path.split(separator: "/")[1]
            let text = try String(contentsOf: url, encoding: .utf8)
            for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
                found.append((String(room), Line(file: path, number: index + 1, text: String(line))))
            }
        }
        return found
    }

    private static func importedModule(_ line: String) -> String? {
        var words = line.split(separator: " ")
        while let first = words.first,
            first.hasPrefix("@") || ["public", "package", "internal", "private", "fileprivate"].contains(first)
        {
            words.removeFirst()
        }
        guard words.count >= 2, words[0] == "import" else { return nil }
        return String(words[1].split(separator: ".")[0])
    }

    @Test func roomsImportToTheRightAndDownOnly() throws {
        let ours = Set(Self.rooms.keys).union(["ReeveCommands"])
        for (room, line) in try Self.lines(of: "Sources") {
            guard let module = Self.importedModule(line.text), ours.contains(module), let allowed = Self.rooms[room]
            else { continue }
            #expect(
                allowed.contains(module),
                "\(line.place): \(room) may not import \(module); move the code, or pass what it needs as a value (ARCHITECTURE.md)"
            )
        }
    }

    @Test func everyRoomIsOnTheMap() throws {
        for room in Set(try Self.lines(of: "Sources").map(\.room)) where room != "ReeveCommands" {
            #expect(
                Self.rooms[room] != nil,
                "Sources/\(room): add the room to the map in Tests/TidyTests and ARCHITECTURE.md")
        }
    }

    @Test func oneRoomKnowsEachLibrary() throws {
        for (room, line) in try Self.lines(of: "Sources") {
            guard let module = Self.importedModule(line.text), let owners = Self.owners[module] else { continue }
            #expect(
                owners.contains(room),
                "\(line.place): only \(owners.sorted().joined(separator: ", ")) may import \(module)")
        }
    }

    @Test func everydayCommandsStartWithoutFoundation() throws {
        for (room, line) in try Self.lines(of: "Sources") where Self.importedModule(line.text) == "Foundation" {
            #expect(
                Self.mayImportFoundation.contains(room),
                "\(line.place): Foundation adds to the start of every command; use Glibc, or FoundationEssentials")
        }
    }

    @Test func nothingTrapsOnInput() throws {
        let traps = ["try" + "!", "fatal" + "Error(", "as" + "! ", "assertion" + "Failure("]
        for (_, line) in try Self.lines(of: "Sources") {
            for trap in traps
            where line.text.contains(trap) && !line.text.trimmingCharacters(in: .whitespaces).hasPrefix("//") {
                Issue.record(
                    "\(line.place): '\(trap)' traps; throw a typed error, or state the invariant with precondition")
            }
        }
    }

    @Test func uncheckedSendableNamesItsReason() throws {
        let all = try Self.lines(of: "Sources")
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
        for (_, line) in try Self.lines(of: "Sources") {
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
            for (_, line) in try Self.lines(of: folder) {
                for word in words where line.text.contains(word) {
                    Issue.record("\(line.place): '\(word)': do it, or write what is missing into the docs")
                }
            }
        }
    }
}
