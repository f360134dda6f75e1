import ReeveDiagnostics
import ReeveExecution
import ReeveJSON
import ReeveManifest
import ReeveModel
import ReeveStore

/// Reads the definition that a ``BatchSource`` names, and the files of its matrix.
struct BatchDefinition {
    let key: ObjectKey
    let spec: JSONValue
    /// Where the parts of the definition stand in a file; nil where that is not known.
    let source: ObjectSource?

    static func read(
        _ source: BatchSource, store: any Store, in context: OperationContext
    ) async throws -> BatchDefinition {
        switch source {
        case .file(let file): try await read(file: file, in: context)
        case .stored(let name): try await read(named: name, store: store, in: context)
        }
    }

    private static func read(
        named name: String, store: any Store, in context: OperationContext
    ) async throws -> BatchDefinition {
        let scope = try await context.chooseScope(store, having: KindName.batch, named: name)
        let key = ObjectKey(
            kind: KindName.batch, organization: scope.organization, environment: scope.environment, name: name)
        guard let record = try await store.object(key) else { throw StoreError(.missing(.object(key))) }
        guard record.isAsApplied else { throw StoreError(.edited(.object(key))) }
        return BatchDefinition(
            key: key, spec: (try? JSONParser.parse(record.spec)) ?? .null,
            source: record.source.map { ObjectSource(stored: $0) })
    }

    private static func read(file: String, in context: OperationContext) async throws -> BatchDefinition {
        let set = await context.readManifests([file])
        var mistakes = set.diagnostics
        let batches = set.objects.filter { $0.key.kind == KindName.batch }
        if mistakes.isEmpty, batches.count != 1 || set.objects.count != 1 {
            mistakes.append(
                Diagnostic(
                    "batch.not-one",
                    "'\(file)' holds \(batches.count) batches and \(set.objects.count - batches.count) other objects; run -f takes one batch"
                ))
        }
        guard !mistakes.contains(where: { $0.severity == .error }), let object = batches.first else {
            throw OperationError(.invalid(mistakes, set.sources))
        }
        context.tell(mistakes, sources: set.sources)
        try context.checkScope(of: object.key, in: file)
        return BatchDefinition(key: object.key, spec: object.specValue, source: object.source)
    }

    /// - Parameter idempotencyKey: the same key with the same content gives the first batch again.
    func request(
        idempotencyKey: String?, isStrict: Bool, in context: OperationContext
    ) throws(OperationError) -> SubmissionRequest {
        SubmissionRequest(
            organization: key.organization ?? "", environment: key.environment ?? "", name: key.name, spec: spec,
            files: try matrixFiles(in: context), idempotencyKey: idempotencyKey, requester: context.requester.identity,
            isStrict: isStrict, locate: Self.locate(in: source))
    }

    private func matrixFiles(in context: OperationContext) throws(OperationError) -> [String: String] {
        var files: [String: String] = [:]
        for member in spec["matrix"]?.object ?? [:] {
            guard let path = member.value["fromFile"]?.string else { continue }
            do throws(Diagnostic) {
                guard !path.hasPrefix("/"), !path.split(separator: "/").contains("..") else {
                    throw Diagnostic("batch.file", "the matrix file '\(path)' is not below the project's folder")
                }
                guard context.isInProject(path) else {
                    throw Diagnostic(
                        "batch.file", "the matrix file '\(path)' is a link that leads out of the project's folder",
                        help: "put a copy into the project")
                }
                let source = try SourceText(readingFile: context.project.absolute(path), named: path)
                files[path] = source.withUTF8 { String(decoding: $0, as: UTF8.self) }
            } catch {
                throw OperationError(.invalid([error], context.sources))
            }
        }
        return files
    }

    /// Finds the line of a pointer into the spec. Where the source does not know the pointer, the line of the nearest
    /// part around it.
    private static func locate(in source: ObjectSource?) -> @Sendable (JSONPointer) -> SourceRange? {
        { pointer in
            guard let source else { return nil }
            var tokens = pointer.tokens[...]
            var line: Int?
            while line == nil, !tokens.isEmpty {
                line = source.lines[JSONPointer(tokens: Array(tokens)).description]
                tokens = tokens.dropLast()
            }
            let position = SourcePosition(line: line ?? source.line, column: 1)
            return SourceRange(file: source.file, start: position, end: position)
        }
    }
}

extension ObjectSource {
    /// The place of an object, from the form in which the store keeps it.
    fileprivate init(stored source: StoredSource) {
        var lines: [String: Int] = [:]
        for member in ((try? JSONParser.parse(source.lines)) ?? .null).object ?? [:] {
            lines[member.key] = member.value.int
        }
        self.init(file: source.file, line: source.line, lines: lines)
    }
}
