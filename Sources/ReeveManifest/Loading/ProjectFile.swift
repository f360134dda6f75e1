import Glibc
import ReeveDiagnostics
import ReeveJSON
import ReeveModel

/// Reads `reeve.yaml`.
package enum ProjectFile {
    /// Reads the project at `root`; without a file every default holds.
    ///
    /// - Returns: The project, and what is wrong with its file. With an error the defaults stand in.
    package static func load(root: String) -> (project: Project, diagnostics: [Diagnostic], source: SourceText?) {
        let unnamed = Project(root: root, spec: .unnamed, hasFile: false)
        let path = root + "/reeve.yaml"
        if access(path, F_OK) != 0, errno == ENOENT { return (unnamed, [], nil) }
        let source: SourceText
        do throws(Diagnostic) {
            source = try SourceText(readingFile: path, named: "reeve.yaml")
        } catch {
            return (unnamed, [error], nil)
        }
        var reader = YAMLReader(source)
        guard let document = reader.next(), let rootNode = document.root else {
            return (
                unnamed,
                [Diagnostic(.notAnObject, "reeve.yaml holds no document", at: SourceRange(file: "reeve.yaml"))], source
            )
        }
        var diagnostics = document.diagnostics
        if let extra = reader.next() {
            diagnostics.append(
                Diagnostic(
                    .notAnObject, "reeve.yaml holds one document, the Project",
                    at: SourceRange(
                        file: "reeve.yaml", start: SourcePosition(line: extra.line, column: 1),
                        end: SourcePosition(line: extra.line, column: 4))))
        }
        let (spec, found) = decode(document.arena, rootNode)
        diagnostics += found
        guard let spec, !diagnostics.contains(where: { $0.severity == .error }) else {
            return (unnamed, diagnostics, source)
        }
        return (Project(root: root, spec: spec, hasFile: true), diagnostics, source)
    }

    private static func decode(_ arena: DocumentArena, _ root: DocumentArena.Node) -> (ProjectSpec?, [Diagnostic]) {
        var decoder = ValueDecoder(file: arena.file, binder: .offline)
        decoder.begin(arena)
        decoder.name(ProjectDescription.kind)
        guard arena.kind(of: root) == .mapping else {
            return (
                nil, [Diagnostic(.notAnObject, "reeve.yaml must be a mapping", at: arena.rangeForMessages(of: root))]
            )
        }
        let isVersion = arena.value(forKey: "apiVersion", in: root).map { arena.text(of: $0, is: "reeve/v1") } ?? false
        let isProject =
            arena.value(forKey: "kind", in: root).map { arena.text(of: $0) == ProjectDescription.kind } ?? false
        guard isVersion, isProject else {
            return (
                nil,
                [
                    Diagnostic(
                        .unknownKind, "reeve.yaml holds a Project", at: arena.rangeForMessages(of: root),
                        help: "start it with apiVersion: reeve/v1 and kind: Project")
                ]
            )
        }
        for (key, _) in arena.entries(of: root) where !DocumentDecoder.isTopLevel(key, in: arena) {
            decoder.reportUnknown(arena.text(of: key), at: key, shape: ProjectDescription.shape)
        }
        guard let metadata = arena.value(forKey: "metadata", in: root),
            let name = arena.value(forKey: "name", in: metadata),
            ObjectName.isValid(arena.text(of: name))
        else {
            decoder.report(
                Diagnostic(
                    .missingField,
                    "the Project lacks a valid 'metadata.name', the name of the set that owns its objects",
                    at: arena.rangeForMessages(of: root)))
            return (nil, decoder.diagnostics)
        }
        var writer = CanonicalJSONWriter()
        if let spec = arena.value(forKey: "spec", in: root) {
            decoder.writeObject(spec, shape: ProjectDescription.shape, into: &writer)
        } else {
            decoder.writeAbsentObject(ProjectDescription.shape, at: root, into: &writer)
        }
        guard decoder.diagnostics.isEmpty, let value = try? JSONParser.parse(writer.bytes) else {
            return (nil, decoder.diagnostics)
        }
        if let mistake = mistake(ofStore: value["store"]?.string ?? "") {
            let node = arena.value(forKey: "spec", in: root).flatMap { arena.value(forKey: "store", in: $0) }
            decoder.report(
                Diagnostic(
                    .notAvailable, mistake, at: node.map { arena.range(of: $0) },
                    help: "write store: sqlite:.reeve/reeve.db"))
        }
        return (try? ProjectSpec(name: arena.text(of: name), spec: value), decoder.diagnostics)
    }

    /// What is wrong with the text of `store`; nil where it names a store.
    private static func mistake(ofStore text: String) -> String? {
        do throws(StoreLocation.Mistake) {
            _ = try StoreLocation(text)
            return nil
        } catch {
            guard case .noFile = error else { return "\(StoreLocation.Mistake.notAvailable)" }
            return "\(error)"
        }
    }
}
