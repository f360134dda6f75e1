import Foundation

/// The project's Swift files, as the house rules read them.
enum SourceTree {
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    struct Line {
        let file: String
        let number: Int
        let text: String

        var place: String { "\(file):\(number)" }
        var isComment: Bool { text.trimmingCharacters(in: .whitespaces).hasPrefix("//") }
    }

    struct File {
        /// From the package's folder on: `Sources/ReeveJSON/JSONValue.swift`.
        let path: String
        let lines: [Line]

        /// The folder below `Sources` or `Tests`.
        var room: String { String(path.split(separator: "/")[1]) }

        /// The file's name up to its aspect: `Plan` of `Plan+JSON.swift`.
        var subject: String {
            let name = path.split(separator: "/").last.map(String.init) ?? ""
            return String(name.dropLast(".swift".count).split(separator: "+")[0])
        }
    }

    /// The files below a folder of the package, in the order of their paths.
    static func files(of folder: String) throws -> [File] {
        let found = FileManager.default.enumerator(at: root.appending(path: folder), includingPropertiesForKeys: nil)
        var files: [File] = []
        while let url = found?.nextObject() as? URL {
            guard url.pathExtension == "swift" else { continue }
            let path = String(url.path.dropFirst(root.path.count + 1))
            let text = try String(contentsOf: url, encoding: .utf8)
            let lines = text.split(separator: "\n", omittingEmptySubsequences: false).enumerated().map {
                Line(file: path, number: $0.offset + 1, text: String($0.element))
            }
            files.append(File(path: path, lines: lines))
        }
        return files.sorted { $0.path < $1.path }
    }

    static func lines(of folder: String) throws -> [(room: String, line: Line)] {
        try files(of: folder).flatMap { file in file.lines.map { (file.room, $0) } }
    }

    /// The words of a declaration, without attributes and modifiers: `struct`, `Plan`, ...
    static func words(of line: String) -> [Substring] {
        let modifiers: Set<Substring> = [
            "public", "package", "internal", "private", "fileprivate", "final", "indirect", "nonisolated", "static",
            "mutating", "nonmutating", "override", "convenience", "consuming", "borrowing", "lazy", "weak", "unowned",
        ]
        let words = line.split(separator: " ")
        let first = words.firstIndex { !$0.hasPrefix("@") && !modifiers.contains(Substring($0.prefix { $0 != "(" })) }
        return first.map { Array(words[$0...]) } ?? []
    }

    static func importedModule(_ line: String) -> String? {
        let words = words(of: line)
        guard words.count >= 2, words[0] == "import" else { return nil }
        return String(words[1].split(separator: ".")[0])
    }
}
