import Glibc
import ReeveDiagnostics
import ReeveManifest
import ReeveModel

extension OperationContext {
    /// Reads the manifests that the caller names, or those of the project.
    ///
    /// - Parameter paths: files, folders, `-`; empty for what `reeve.yaml` names.
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

    /// The files that are manifests, by their names from the project's root.
    func manifestFiles(_ paths: [String]) -> [String] {
        InputCollector.collect(paths, root: project.root, isRequired: false).inputs.map(\.name)
    }

    // MARK: Paths

    /// A path of the caller as one from the project's root, where it lies below the root: the patterns of `defaults` and
    /// the places in messages start there, wherever the caller stands.
    private func fromRoot(_ path: String) -> String {
        guard path != "-", !path.isEmpty else { return path }
        let whole = absolute(path)
        var parts: [Substring] = []
        for part in whole.split(separator: "/") where part != "." {
            // What is above a link is the system's to say.
            guard part != ".." else { return Self.resolved(whole).map(below) ?? whole }
            parts.append(part)
        }
        return below("/" + parts.joined(separator: "/") + (path.hasSuffix("/") && parts.count > 1 ? "/" : ""))
    }

    /// An absolute path without `..`, from the project's root where it lies below the root.
    private func below(_ path: String) -> String {
        if path == project.root { return "." }
        let prefix = project.root == "/" ? "/" : project.root + "/"
        guard path.hasPrefix(prefix), path != prefix else { return path == prefix ? "." : path }
        let rest = String(path.dropFirst(prefix.count))
        return rest == "-" ? "./-" : rest
    }

    /// Whether a path of the project lies below its root after every link. A path that is not there does.
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

    /// Gives `fromEnv`, `fromFile` and `fromVar` their values.
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
