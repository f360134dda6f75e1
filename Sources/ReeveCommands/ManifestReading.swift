import Glibc
import ReeveDiagnostics
import ReeveManifest
import ReeveModel

extension CommandContext {
    /// Reads the manifests that a command names, or those of the project.
    ///
    /// - Parameter paths: Files, folders, `-`; empty for what `reeve.yaml` names.
    func readManifests(_ paths: [String], offline: Bool = false) async -> ManifestSet {
        let isDefault = paths.isEmpty
        let (inputs, problems) = InputCollector.collect(
            isDefault ? project.spec.manifests + project.spec.jobs : paths.map(fromRoot), root: project.root,
            isRequired: !isDefault)
        let loader = ManifestLoader(project: project, binder: offline ? .offline : binder)
        var set = await loader.load(inputs) { Self.standardInput() }
        set.sources.merge(sources)
        set.diagnostics = problems + set.diagnostics
        if isDefault, inputs.isEmpty, problems.isEmpty {
            set.diagnostics.append(
                Diagnostic(
                    "manifest.none",
                    "no manifests in "
                        + (project.spec.manifests + project.spec.jobs).map { "'\($0)'" }.joined(separator: ", "),
                    help: "name files or folders, or run 'reeve init'"))
        }
        return set
    }

    /// The files that are manifests, by their names from the project's root.
    func manifestFiles(_ paths: [String]) -> [String] {
        InputCollector.collect(paths, root: project.root, isRequired: false).inputs.map(\.name)
    }

    /// A path of the command line as one from the project's root, where it lies below that: the patterns of `defaults`
    /// and the places in messages are meant so, wherever the command was started.
    private func fromRoot(_ path: String) -> String {
        guard path != "-", !path.isEmpty else { return path }
        let absolute = path.hasPrefix("/") ? path : Self.currentFolder() + "/" + path
        var parts: [Substring] = []
        for part in absolute.split(separator: "/") where part != "." {
            // What is above a link is the system's to say.
            guard part != ".." else { return Self.resolved(absolute).map(below) ?? absolute }
            parts.append(part)
        }
        return below("/" + parts.joined(separator: "/") + (path.hasSuffix("/") && parts.count > 1 ? "/" : ""))
    }

    /// An absolute path without `..`, from the project's root where it lies below that.
    private func below(_ path: String) -> String {
        if path == project.root { return "." }
        let prefix = project.root == "/" ? "/" : project.root + "/"
        guard path.hasPrefix(prefix), path != prefix else { return path == prefix ? "." : path }
        let rest = String(path.dropFirst(prefix.count))
        return rest == "-" ? "./-" : rest
    }

    /// Whether a path of the project lies below its root after every link; what is not there does.
    func isInProject(_ path: String) -> Bool {
        guard let found = Self.resolved(project.absolute(path)), let root = Self.resolved(project.root) else {
            return true
        }
        return found.hasPrefix(root == "/" ? "/" : root + "/")
    }

    private static func resolved(_ path: String) -> String? {
        guard let found = realpath(path, nil) else { return nil }
        defer { free(found) }
        return String(cString: found)
    }

    private static func currentFolder() -> String {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        return getcwd(&buffer, buffer.count).map { String(cString: $0) } ?? "."
    }

    /// All of standard input, at most a manifest file's size and one byte, so that a longer one is refused.
    private static func standardInput() -> [UInt8] {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while bytes.count <= ReadingLimits().fileBytes {
            let count = read(STDIN_FILENO, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { break }
            bytes += buffer[..<count]
        }
        return bytes
    }
}
