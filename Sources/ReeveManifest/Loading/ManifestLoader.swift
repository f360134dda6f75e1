import ReeveDiagnostics
import ReeveJSON
import ReeveModel

/// Reads manifests: files to located trees to objects in normal form, every mistake of a run at once.
///
/// Memory is bounded by the text plus about a kilobyte an object: trees are dropped document by document.
package struct ManifestLoader: Sendable {
    private let project: Project
    private let binder: Binder
    private let limits: ReadingLimits
    private let kinds: KindRegistry

    package init(
        project: Project, binder: Binder, limits: ReadingLimits = ReadingLimits(), kinds: KindRegistry = .standard
    ) {
        self.project = project
        self.binder = binder
        self.limits = limits
        self.kinds = kinds
    }

    /// Reads all inputs; big files in pieces, side by side.
    package func load(_ inputs: [InputCollector.Input], standardInput: @escaping @Sendable () -> [UInt8] = { [] }) async
        -> ManifestSet
    {
        var set = ManifestSet(kinds: kinds)
        let opened = await ConcurrentMap.map(inputs.count) { open(inputs[$0], standardInput: standardInput) }
        var pieces: [Piece] = []
        for result in opened {
            switch result {
            case .success(let file):
                set.sources.add(file.source)
                pieces += file.pieces
            case .failure(let diagnostic):
                set.diagnostics.append(diagnostic)
                set.unread.append(UnreadObject(kind: nil, name: nil))
            }
        }
        let queue = pieces
        set.take(await ConcurrentMap.map(queue.count) { decode(queue[$0]) })
        return set
    }

    /// Reads the bytes of an input and cuts them into pieces.
    private func open(_ input: InputCollector.Input, standardInput: @Sendable () -> [UInt8])
        -> Result<(source: SourceText, pieces: [Piece]), Diagnostic>
    {
        do throws(Diagnostic) {
            let source: SourceText
            if let path = input.path {
                source = try SourceText(readingFile: path, named: input.name)
            } else {
                let bytes = standardInput()
                // The reader of standard input stops just above the bound, so these bytes may be the front of a
                // manifest.
                guard bytes.count <= limits.fileBytes else {
                    throw Diagnostic(
                        .sourceTooLarge, "standard input is larger than \(limits.fileBytes >> 20) MiB",
                        at: SourceRange(file: "-"), help: "split it into several files")
                }
                source = try SourceText(bytes: bytes, file: "-")
            }
            let context = project.context(for: input.name, binder: binder)
            let chunks =
                source.count > 128 << 10
                ? DocumentReader.chunks(of: source, targetBytes: min(512 << 10, source.count / 4), limits: limits)
                : [source.whole]
            return .success((source, chunks.map { Piece(source: source, chunk: $0, context: context) }))
        } catch {
            return .failure(error)
        }
    }

    /// Reads texts that are in memory, one after the other.
    func load(_ sources: [SourceText]) -> ManifestSet {
        var set = ManifestSet(kinds: kinds)
        let parts = sources.map { source in
            set.sources.add(source)
            return decode(
                Piece(source: source, chunk: source.whole, context: project.context(for: source.file, binder: binder)))
        }
        set.take(parts)
        return set
    }

    private struct Piece: Sendable {
        let source: SourceText
        /// Nil for JSON.
        let chunk: SourceText.Chunk?
        let context: FileContext
    }

    struct Part: Sendable {
        var objects: [ResourceObject] = []
        /// Where the names of ``objects`` stand.
        var names: [SourceRange] = []
        var broken: [ResourceObject] = []
        var brokenKeys: Set<ObjectKey> = []
        var unread: [UnreadObject] = []
        var mentions: [ConnectionMention] = []
        var diagnostics: [Diagnostic] = []
    }

    private func decode(_ piece: Piece) -> Part {
        var part = Part()
        var decoder = DocumentDecoder(
            file: piece.source.file, source: piece.source, context: piece.context, kinds: kinds)
        func take(_ document: ReadDocument) {
            part.diagnostics += document.diagnostics
            guard let root = document.root else {
                if !document.diagnostics.isEmpty { part.unread.append(UnreadObject(kind: nil, name: nil)) }
                return
            }
            // A document of comments alone is no mistake.
            if document.arena.isNull(root) { return }
            let decoded = decoder.decode(root, in: document.arena)
            part.diagnostics += decoded.diagnostics
            let isBroken = decoded.isBroken || document.diagnostics.contains { $0.severity == .error }
            if let object = decoded.object, !isBroken {
                part.objects.append(object)
                part.mentions += decoded.mentions
                part.names.append(decoded.nameRange ?? document.arena.rangeForMessages(of: root))
            } else {
                if let key = decoded.key {
                    part.brokenKeys.insert(key)
                } else if let likely = decoded.likely {
                    part.unread.append(likely)
                }
                if let object = decoded.object { part.broken.append(object) }
            }
        }
        var reader = DocumentReader(piece.source, chunk: piece.chunk, limits: limits)
        while let document = reader.next() { take(document) }
        return part
    }
}
