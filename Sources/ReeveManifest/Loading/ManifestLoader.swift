import ReeveDiagnostics
import ReeveJSON
import ReeveModel

/// What the manifests of a project declare.
package struct ManifestSet: Sendable {
    /// In the order of files and documents.
    package var objects: [ResourceObject]
    /// Objects with mistakes, for further checks only; never planned.
    package var broken: [ResourceObject]
    /// Keys of documents that are broken: a reference to one is no mistake of its own.
    package var brokenKeys: Set<ObjectKey>
    package var diagnostics: [Diagnostic]
    package var sources: SourceIndex
    /// Over the digests of all objects, whatever the order of files.
    package var inputDigest: ContentDigest {
        ContentDigest.of(objects.map(\.digest.hex).sorted().joined(separator: "\n").utf8)
    }

    package var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }
}

/// The texts that were read, for diagnostics.
package struct SourceIndex: Sendable {
    private var texts: [String: SourceText] = [:]

    package init() {}

    package mutating func add(_ source: SourceText) { texts[source.file] = source }

    package mutating func merge(_ other: SourceIndex) { texts.merge(other.texts) { first, _ in first } }

    /// One line of a file that was read.
    package func line(_ file: String, _ number: Int) -> String? { texts[file]?.line(number) }
}

/// Reads manifests: files to located trees to objects in normal form, every mistake of a run at once.
///
/// Memory is bounded by the text plus about a kilobyte an object: trees are dropped document by document.
package struct ManifestLoader: Sendable {
    private let project: Project
    private let binder: Binder
    private let limits: ReadingLimits

    package init(project: Project, binder: Binder, limits: ReadingLimits = ReadingLimits()) {
        self.project = project
        self.binder = binder
        self.limits = limits
    }

    /// Reads all inputs; big files in pieces, side by side.
    package func load(_ inputs: [InputCollector.Input], standardInput: @Sendable () -> [UInt8] = { [] }) async
        -> ManifestSet
    {
        var pieces: [Piece] = []
        var set = ManifestSet(objects: [], broken: [], brokenKeys: [], diagnostics: [], sources: SourceIndex())
        for input in inputs {
            do throws(Diagnostic) {
                let source: SourceText
                if let path = input.path {
                    source = try SourceText(readingFile: path, named: input.name)
                } else {
                    let bytes = standardInput()
                    // Who reads it stops just above the bound; what was cut off there is no manifest.
                    guard bytes.count <= limits.fileBytes else {
                        throw Diagnostic(
                            .sourceTooLarge, "standard input is larger than \(limits.fileBytes >> 20) MiB",
                            at: SourceRange(file: "-"), help: "split it into several files")
                    }
                    source = try SourceText(bytes: bytes, file: "-")
                }
                set.sources.add(source)
                let context = project.context(for: input.name, binder: binder)
                if source.count > 1 << 20 {
                    pieces += DocumentReader.chunks(of: source, limits: limits).map {
                        Piece(source: source, chunk: $0, context: context)
                    }
                } else {
                    pieces.append(Piece(source: source, chunk: source.whole, context: context))
                }
            } catch {
                set.diagnostics.append(error)
            }
        }
        collect(await decode(pieces), into: &set)
        return set
    }

    /// Reads texts that are in memory, one after the other.
    func load(_ sources: [SourceText]) -> ManifestSet {
        var set = ManifestSet(objects: [], broken: [], brokenKeys: [], diagnostics: [], sources: SourceIndex())
        let parts = sources.map { source in
            set.sources.add(source)
            return decode(
                Piece(source: source, chunk: source.whole, context: project.context(for: source.file, binder: binder)))
        }
        collect(parts, into: &set)
        return set
    }

    private func collect(_ parts: [Part], into set: inout ManifestSet) {
        var seen: [ObjectKey: SourceRange] = [:]
        for part in parts {
            set.diagnostics += part.diagnostics
            set.broken += part.broken
            set.brokenKeys.formUnion(part.brokenKeys)
            set.objects.reserveCapacity(set.objects.count + part.objects.count)
            for (object, range) in part.objects {
                if let first = seen.updateValue(range, forKey: object.key) {
                    seen[object.key] = first
                    set.diagnostics.append(
                        Diagnostic(
                            DuplicateObjectCheck.code, "\(object.key) is declared twice", at: range,
                            notes: [.init("first declared here", at: first)]))
                } else {
                    set.objects.append(object)
                }
            }
        }
    }

    private struct Piece: Sendable {
        let source: SourceText
        /// Nil for JSON.
        let chunk: SourceText.Chunk?
        let context: FileContext
    }

    private struct Part: Sendable {
        var objects: [(ResourceObject, SourceRange)] = []
        var broken: [ResourceObject] = []
        var brokenKeys: Set<ObjectKey> = []
        var diagnostics: [Diagnostic] = []
    }

    /// Two workers take pieces in turn; a single piece is decoded in place.
    private func decode(_ pieces: [Piece]) async -> [Part] {
        guard pieces.count > 1 else { return pieces.map(decode) }
        return await withTaskGroup(of: [(Int, Part)].self) { group in
            let workers = min(pieces.count, 2)
            for worker in 0..<workers {
                group.addTask { stride(from: worker, to: pieces.count, by: workers).map { ($0, decode(pieces[$0])) } }
            }
            var parts = [Part](repeating: Part(), count: pieces.count)
            for await done in group {
                for (index, part) in done { parts[index] = part }
            }
            return parts
        }
    }

    private func decode(_ piece: Piece) -> Part {
        var part = Part()
        func take(_ document: ReadDocument) {
            part.diagnostics += document.diagnostics
            guard let root = document.root else { return }
            // A document of comments alone is no mistake.
            if document.arena.isNull(root) { return }
            var decoder = DocumentDecoder(arena: document.arena, context: piece.context)
            let decoded = decoder.decode(root)
            part.diagnostics += decoded.diagnostics
            let isBroken = decoded.isBroken || document.diagnostics.contains { $0.severity == .error }
            if let object = decoded.object, !isBroken {
                part.objects.append((object, decoded.nameRange ?? document.arena.rangeForMessages(of: root)))
            } else {
                if let key = decoded.key { part.brokenKeys.insert(key) }
                if let object = decoded.object { part.broken.append(object) }
            }
        }
        var reader = DocumentReader(piece.source, chunk: piece.chunk, limits: limits)
        while let document = reader.next() { take(document) }
        return part
    }
}
