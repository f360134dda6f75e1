import Glibc
import ReeveDiagnostics
import ReeveManifest
import ReeveModel

extension OperationContext {
    /// Reads the manifests that the caller names; where it names none, those of the project.
    ///
    /// - Parameter paths: files, folders, or `-`; empty for what `reeve.yaml` names.
    func readManifests(_ paths: [String], offline: Bool = false) async -> ManifestSet {
        let isDefault = paths.isEmpty
        let (inputs, problems) = InputCollector.collect(
            isDefault ? project.spec.manifests + project.spec.jobs : paths.map(fromRoot), root: project.root,
            isRequired: !isDefault)
        let loader = ManifestLoader(project: project, binder: offline ? .offline : binder)
        var set = await loader.load(inputs, standardInput: standardInput)
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

    /// The names of the manifest files below these paths, relative to the root of the project.
    func manifestFiles(_ paths: [String]) -> [String] {
        InputCollector.collect(paths, root: project.root, isRequired: false).inputs.map(\.name)
    }

    // MARK: Paths

    /// Makes a path of the caller relative to the root of the project, where it lies below the root. Patterns of
    /// `defaults` and places in messages are relative to the root, wherever the caller stands.
    private func fromRoot(_ path: String) -> String {
        guard path != "-", !path.isEmpty else { return path }
        let whole = absolute(path)
        var parts: [Substring] = []
        for part in whole.split(separator: "/") where part != "." {
            // A `..` after a link leads to where the system says, so the system resolves this path.
            guard part != ".." else { return Self.resolved(whole).map(below) ?? whole }
            parts.append(part)
        }
        return below("/" + parts.joined(separator: "/") + (path.hasSuffix("/") && parts.count > 1 ? "/" : ""))
    }

    /// Makes an absolute path without `..` relative to the root of the project, where it lies below the root.
    private func below(_ path: String) -> String {
        if path == project.root { return "." }
        let prefix = project.root == "/" ? "/" : project.root + "/"
        guard path.hasPrefix(prefix), path != prefix else { return path == prefix ? "." : path }
        let rest = String(path.dropFirst(prefix.count))
        return rest == "-" ? "./-" : rest
    }

    /// Whether a path of the project lies below its root after all links are followed. True for a path that does not
    /// exist.
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

    // MARK: Bindings

    /// Replaces `fromEnv`, `fromFile` and `fromVar` by their values.
    private var binder: Binder {
        let (project, variables) = (project, variables)
        return Binder { source, name in
            switch source {
            case .environment: variables[name].map { .success($0) } ?? .failure(.absent)
            case .variable: project.spec.variables[name].map { .success($0) } ?? .failure(.absent)
            case .file: Self.readBoundFile(name, root: project.root)
            }
        }
    }

    private static func readBoundFile(_ name: String, root: String) -> Result<String, Binder.Failure> {
        guard !name.hasPrefix("/"), !name.split(separator: "/").contains("..") else {
            return .failure(.unreadable("it is not below the project's folder"))
        }
        if access(root + "/" + name, F_OK) != 0 {
            return .failure(errno == ENOENT ? .absent : .unreadable(String(cString: strerror(errno))))
        }
        do throws(Diagnostic) {
            let source = try SourceText(readingFile: root + "/" + name, named: name)
            var text = source.withUTF8 { String(decoding: $0, as: UTF8.self) }
            if text.hasSuffix("\n") { text.removeLast() }
            return .success(text)
        } catch {
            return .failure(.unreadable(error.message))
        }
    }
}
