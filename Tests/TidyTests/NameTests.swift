import Testing

/// Where a stranger finds a type: one name for one thing, and a file of that name.
@Suite struct NameTests {
    private static let kinds = "Sources/ReeveModel/Kinds/"

    private struct Declaration {
        let name: String
        let isPrivate: Bool
        let file: SourceTree.File
        let line: SourceTree.Line
    }

    private static func topLevelTypes(of folder: String) throws -> [Declaration] {
        let kinds: Set<Substring> = ["struct", "class", "enum", "protocol", "actor", "typealias"]
        var found: [Declaration] = []
        for file in try SourceTree.files(of: folder) {
            for line in file.lines where line.text.first?.isWhitespace == false && !line.isComment {
                let words = SourceTree.words(of: line.text)
                guard words.count >= 2, kinds.contains(words[0]) else { continue }
                let name = String(words[1].prefix { $0.isLetter || $0.isNumber || $0 == "_" })
                let isPrivate = line.text.hasPrefix("private ") || line.text.contains("fileprivate ")
                found.append(Declaration(name: name, isPrivate: isPrivate, file: file, line: line))
            }
        }
        return found
    }

    @Test func noTwoTypesShareAName() throws {
        for (name, found) in Dictionary(grouping: try Self.topLevelTypes(of: "Sources"), by: \.name).sorted(by: {
            $0.key < $1.key
        }) where found.count > 1 {
            Issue.record("\(name): one name for one thing: \(found.map(\.line.place).joined(separator: ", "))")
        }
    }

    @Test func aTypeHasAFileOfItsName() throws {
        for type in try Self.topLevelTypes(of: "Sources") where !type.isPrivate {
            // The file of a kind has the kind's name: `Agent.swift` has AgentSpec, `Limit+Risks.swift` has LimitRisks.
            let isOfKind = type.file.path.hasPrefix(Self.kinds) && type.name.hasPrefix(type.file.subject)
            #expect(
                type.file.subject == type.name || isOfKind,
                "\(type.line.place): move '\(type.name)' into \(type.name).swift, or make it private")
        }
    }

    @Test func noFileIsACorner() throws {
        let corners = ["Names", "Utils", "Utilities", "Helpers", "Common", "Misc", "Types", "Constants"]
        for file in try SourceTree.files(of: "Sources") {
            #expect(!corners.contains(file.subject), "\(file.path): name the file for what it holds")
        }
    }
}
