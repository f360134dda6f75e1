import Glibc
import ReeveDiagnostics

/// Finds the files that a command reads: files, folders, `-` for standard input, mixed.
///
/// A folder is walked recursively in the order of paths; dot-folders, what `.reeveignore` lists and files that
/// are neither YAML nor JSON are skipped. A link to a folder, or to nothing, is an error and not followed: what it was
/// to bring would otherwise be missing without a word, and pruning would delete it.
package struct InputCollector {
    /// One file to read.
    package struct Input: Sendable, Hashable {
        /// As shown to people: relative to the project where it lies below it.
        package let name: String
        /// As opened; nil for standard input.
        package let path: String?

        package var isJSON: Bool { name.hasSuffix(".json") }
    }

    /// The deepest nesting of folders and the most files that are read.
    private static let maximumDepth = 64
    private static let maximumFiles = 200_000

    private let root: String
    private var ignored: Set<String> = []
    private var inputs: [Input] = []
    private var seen: Set<String> = []
    private var diagnostics: [Diagnostic] = []
    private var isFull = false

    /// Collects from `paths`, relative ones from `root`.
    ///
    /// - Parameter isRequired: whether a path that is not there is a mistake; default folders may be absent.
    package static func collect(
        _ paths: [String], root: String, isRequired: Bool
    ) -> (inputs: [Input], diagnostics: [Diagnostic]) {
        var collector = InputCollector(root: root)
        collector.readIgnoreFile()
        for path in paths { collector.add(path, isRequired: isRequired) }
        return (collector.inputs, collector.diagnostics)
    }

    private init(root: String) { self.root = root }

    private func absolute(_ path: String) -> String { path.hasPrefix("/") ? path : root + "/" + path }

    private mutating func readIgnoreFile() {
        guard let source = try? SourceText(readingFile: root + "/.reeveignore", named: ".reeveignore") else { return }
        var line = 1
        while let text = source.line(line) {
            let trimmed = text.drop { $0 == " " }
            if !trimmed.isEmpty, !trimmed.hasPrefix("#") {
                ignored.insert(String(trimmed.hasSuffix("/") ? trimmed.dropLast() : trimmed))
            }
            line += 1
        }
    }

    private mutating func add(_ path: String, isRequired: Bool) {
        if path == "-" {
            if seen.insert("-").inserted { inputs.append(Input(name: "-", path: nil)) }
            return
        }
        var status = stat()
        guard stat(absolute(path), &status) == 0 else {
            if isRequired || errno != ENOENT {
                diagnostics.append(
                    Diagnostic(.sourceUnreadable, "cannot read '\(path)': \(String(cString: strerror(errno)))"))
            }
            return
        }
        if status.st_mode & S_IFMT == S_IFDIR {
            walk(path.hasSuffix("/") ? String(path.dropLast()) : path, depth: 0)
        } else {
            append(path)
        }
    }

    private mutating func append(_ path: String) {
        let name = path.hasPrefix("./") ? String(path.dropFirst(2)) : path
        guard seen.insert(name).inserted else { return }
        guard inputs.count < Self.maximumFiles else {
            if inputs.count == Self.maximumFiles, !isFull {
                isFull = true
                diagnostics.append(
                    Diagnostic(
                        .sourceTooMany, "there are more than \(Self.maximumFiles) manifest files",
                        at: SourceRange(file: name),
                        help: "put several documents into one file"))
            }
            return
        }
        inputs.append(Input(name: name, path: absolute(path)))
    }

    private mutating func walk(_ folder: String, depth: Int) {
        guard depth < Self.maximumDepth else {
            diagnostics.append(
                Diagnostic(
                    .sourceTooMany, "the folder '\(folder)' lies more than \(Self.maximumDepth) folders deep",
                    at: SourceRange(file: folder)))
            return
        }
        guard let names = entries(of: folder) else { return }
        for name in names where !name.hasPrefix(".") {
            let path = folder == "." ? name : folder + "/" + name
            guard !ignored.contains(path), !ignored.contains(name) else { continue }
            var status = stat()
            guard lstat(absolute(path), &status) == 0 else { continue }
            let isLink = status.st_mode & S_IFMT == S_IFLNK
            if isLink, stat(absolute(path), &status) != 0 {
                refuse(link: path, "nothing")
            } else if isLink, status.st_mode & S_IFMT == S_IFDIR {
                refuse(link: path, "a folder")
            } else if status.st_mode & S_IFMT == S_IFDIR {
                walk(path, depth: depth + 1)
            } else if [".yaml", ".yml", ".json"].contains(where: name.hasSuffix) {
                append(path)
            }
        }
    }

    private mutating func refuse(link path: String, _ target: String) {
        diagnostics.append(
            Diagnostic(
                .sourceLink, "'\(path)' is a link to \(target), and such links are not followed",
                at: SourceRange(file: path),
                help: "name the folder itself in 'manifests' of reeve.yaml, or list the link in .reeveignore"))
    }

    private mutating func entries(of folder: String) -> [String]? {
        guard let directory = opendir(absolute(folder)) else {
            diagnostics.append(
                Diagnostic(.sourceUnreadable, "cannot read the folder '\(folder)': \(String(cString: strerror(errno)))")
            )
            return nil
        }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }
}
