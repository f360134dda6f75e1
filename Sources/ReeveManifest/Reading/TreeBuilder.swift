import Glibc
import ReeveDiagnostics

/// Builds the tree of one document from events, and finds what is wrong with it.
///
/// Knows no grammar: the YAML and the JSON reader both drive it, so both give the same trees and codes.
struct TreeBuilder {
    /// Lines and columns count from 1.
    struct Span {
        var startLine: UInt32
        var startColumn: UInt32
        var endLine: UInt32
        var endColumn: UInt32
    }

    /// An open collection; plain data, so that it is cheap to move.
    struct Frame {
        let node: UInt32
        let isMapping: Bool
        var lastChild: UInt32 = 0
        var count: UInt32 = 0
        var hasMerge = false
        /// The levels below this one, at most.
        var height = 0
        let isAnchored: Bool
        let expandedBefore: Int

        /// Makes a node the next child.
        @inline(__always)
        mutating func link(_ index: UInt32, in nodes: inout ContiguousArray<DocumentArena.Record>) {
            if count == 0 { nodes[Int(node)].first = index } else { nodes[Int(lastChild)].next = index }
            lastChild = index
            count += 1
        }
    }

    /// What an anchor names; `node` is nil while the collection is open.
    struct Anchor {
        var node: UInt32?
        var expandedSize = 1
        var height = 0
    }

    let limits: ReadingLimits
    var arena: DocumentArena
    private(set) var diagnostics: [Diagnostic] = []
    /// False once the tree lacks something, so that nobody may read it.
    private(set) var isUsable = true
    /// True once a limit is passed and the document must be left.
    private(set) var isAbandoned = false
    private var frames: [Frame] = []
    private var anchors: [String: Anchor] = [:]
    /// The names of the open collections that are anchored, outermost first.
    private var openAnchors: [String] = []
    /// Nodes as a reader would meet them, aliases followed; and the part of them that aliases add.
    private var expandedCount = 0
    private var aliasedCount = 0

    init(file: String, limits: ReadingLimits) {
        self.limits = limits
        arena = DocumentArena(file: file)
        frames.reserveCapacity(limits.depth)
    }

    /// Makes ready for the next document; memory is used again unless somebody still holds the last tree.
    mutating func reset() {
        arena.removeAll()
        frames.removeAll(keepingCapacity: true)
        if !diagnostics.isEmpty { diagnostics = [] }
        if !anchors.isEmpty { anchors = [:] }
        if !openAnchors.isEmpty { openAnchors = [] }
        isUsable = true
        isAbandoned = false
        expandedCount = 0
        aliasedCount = 0
    }

    /// The root of a tree that is whole, and may be read although mistakes were found in it.
    var root: DocumentArena.Node? {
        isUsable && frames.isEmpty && !arena.nodes.isEmpty ? DocumentArena.Node(index: 0) : nil
    }

    func range(_ span: Span) -> SourceRange {
        SourceRange(
            file: arena.file, start: SourcePosition(line: Int(span.startLine), column: Int(span.startColumn)),
            end: SourcePosition(line: Int(span.endLine), column: Int(span.endColumn)))
    }

    func range(of index: UInt32) -> SourceRange { arena.range(of: DocumentArena.Node(index: index)) }

    mutating func report(_ diagnostic: Diagnostic) {
        guard !isAbandoned else { return }
        diagnostics.append(diagnostic)
        if diagnostics.count >= limits.mistakesPerDocument {
            isAbandoned = true
            isUsable = false
            diagnostics.append(
                Diagnostic(
                    .yamlTooManyMistakes, "too many mistakes in one document; the rest of it was not read",
                    at: diagnostic.range))
        }
    }

    /// Reports what makes the tree unreadable, and goes on to find more.
    mutating func reportBroken(_ diagnostic: Diagnostic) {
        report(diagnostic)
        isUsable = false
    }

    /// Reports a limit; the document is left at once.
    mutating func abandon(_ diagnostic: Diagnostic) {
        report(diagnostic)
        isUsable = false
        isAbandoned = true
    }

    // MARK: Events

    mutating func scalar(
        _ bytes: UnsafeBufferPointer<UInt8>, style: DocumentArena.Style, tag: DocumentArena.Tag, anchor: String?,
        at span: Span
    ) {
        let offset = UInt32(truncatingIfNeeded: arena.text.count)
        arena.text.append(contentsOf: bytes)
        let record = DocumentArena.Record(
            startLine: span.startLine, startColumn: span.startColumn, endLine: span.endLine,
            endColumn: span.endColumn, first: offset, count: UInt32(truncatingIfNeeded: bytes.count), next: 0,
            kind: .scalar, style: style, tag: tag, isFlow: false)
        let isKey = expectsKey
        if isKey {
            if tag == .none, style == .plain, bytes.count == 2, bytes[0] == UInt8(ascii: "<"),
                bytes[1] == UInt8(ascii: "<")
            {
                frames[frames.count - 1].hasMerge = true
            } else if bytes.isEmpty, style == .plain {
                reportMissingKey(at: span)
            } else if tag != .none, CoreSchema.resolve(bytes, style: style, tag: tag) == nil {
                checkValue(bytes, style: style, tag: tag, at: span)
            }
        } else if tag != .none || style == .plain && Self.mayBeNumber(bytes) {
            checkValue(bytes, style: style, tag: tag, at: span)
        }
        let index = append(record)
        if let anchor { anchors[anchor] = Anchor(node: index) }
    }

    mutating func beginCollection(
        _ kind: DocumentArena.Kind, isFlow: Bool, tag: DocumentArena.Tag, anchor: String?, at span: Span
    ) {
        guard frames.count < limits.depth else {
            return abandon(
                Diagnostic(
                    .yamlTooDeep, "nested deeper than \(limits.depth) levels", at: range(span),
                    help: "the document was not read further"))
        }
        if expectsKey { reportComplexKey(at: span) }
        let fits = tag == .none || tag == .nonSpecific || tag == (kind == .mapping ? .mapping : .sequence)
        if !fits {
            let what = kind == .mapping ? "a mapping" : "a sequence"
            report(Diagnostic(.yamlTagMismatch, "the tag does not fit \(what)", at: range(span)))
        }
        let before = expandedCount
        let record = DocumentArena.Record(
            startLine: span.startLine, startColumn: span.startColumn, endLine: span.endLine,
            endColumn: span.endColumn, first: 0, count: 0, next: 0, kind: kind, style: .plain, tag: tag,
            isFlow: isFlow)
        let index = append(record)
        if let anchor {
            anchors[anchor] = Anchor(node: nil)
            openAnchors.append(anchor)
        }
        frames.append(
            Frame(node: index, isMapping: kind == .mapping, isAnchored: anchor != nil, expandedBefore: before))
    }

    mutating func endCollection(at span: Span) {
        guard let frame = frames.popLast() else { return }
        let index = Int(frame.node)
        arena.nodes[index].count = frame.count
        // The end of a block collection is where the next token starts; its last child ends it for a reader.
        if !arena.nodes[index].isFlow, frame.count > 0 {
            arena.nodes[index].endLine = arena.nodes[Int(frame.lastChild)].endLine
            arena.nodes[index].endColumn = arena.nodes[Int(frame.lastChild)].endColumn
        } else {
            arena.nodes[index].endLine = span.endLine
            arena.nodes[index].endColumn = span.endColumn
        }
        if frame.isMapping, frame.count > 2 { removeDuplicateKeys(of: frame.node) }
        if frame.hasMerge { mergeEntries(into: frame.node) }
        if frame.isAnchored, let anchor = openAnchors.popLast() {
            anchors[anchor] = Anchor(
                node: frame.node, expandedSize: expandedCount - frame.expandedBefore, height: frame.height + 1)
        }
        raiseHeight(to: frame.height + 1)
    }

    mutating func alias(_ name: String, at span: Span) {
        if expectsKey {
            reportBroken(
                Diagnostic(
                    .yamlAliasKey, "an alias cannot be a key", at: range(span), help: "write the key itself"))
        }
        let target = anchors[name]
        guard let target, let node = target.node else {
            let placeholder = DocumentArena.Record(
                startLine: span.startLine, startColumn: span.startColumn, endLine: span.endLine,
                endColumn: span.endColumn, first: 0, count: 0, next: 0, kind: .scalar, style: .plain, tag: .none,
                isFlow: false)
            append(placeholder)
            if target == nil {
                let label = NearestName.suggestion(for: name, among: anchors.keys.sorted())
                return reportBroken(
                    Diagnostic(
                        .yamlUnknownAlias, "alias '*\(name)' names no anchor above it in this document",
                        at: range(span), label: label.map { "did you mean '*\($0)'?" }))
            }
            return reportBroken(
                Diagnostic(.yamlAliasCycle, "alias '*\(name)' stands inside what it names", at: range(span)))
        }
        aliasedCount += target.expandedSize
        guard aliasedCount <= limits.aliasExpansion else {
            return abandon(
                Diagnostic(
                    .yamlAliasExpansion,
                    "the aliases of this document stand for more than \(limits.aliasExpansion) nodes",
                    at: range(span), help: "the document was not read further"))
        }
        guard frames.count + target.height <= limits.depth else {
            return abandon(
                Diagnostic(
                    .yamlTooDeep, "with this alias the document is nested deeper than \(limits.depth) levels",
                    at: range(span)))
        }
        // The children are shared; only the node itself stands in a new place.
        var record = arena.nodes[Int(node)]
        (record.startLine, record.startColumn) = (span.startLine, span.startColumn)
        (record.endLine, record.endColumn) = (span.endLine, span.endColumn)
        append(record)
        expandedCount += target.expandedSize - 1
        raiseHeight(to: target.height)
    }

    // MARK: Structure

    private var expectsKey: Bool {
        let top = frames.count - 1
        return top >= 0 && frames[top].isMapping && frames[top].count & 1 == 0
    }

    private mutating func raiseHeight(to height: Int) {
        guard !frames.isEmpty else { return }
        frames[frames.count - 1].height = max(frames[frames.count - 1].height, height)
    }

    /// Adds a node as the next child of the open collection.
    @discardableResult
    @inline(__always)  // Once a node: the record is then written in place.
    private mutating func append(_ record: DocumentArena.Record) -> UInt32 {
        let index = UInt32(truncatingIfNeeded: arena.nodes.count)
        var record = record
        record.next = 0
        arena.nodes.append(record)
        expandedCount += 1
        let top = frames.count - 1
        if top >= 0 { frames[top].link(index, in: &arena.nodes) }
        if Int(index) >= limits.nodes { abandonTooManyNodes(at: index) }
        return index
    }

    mutating func abandonTooManyNodes(at index: UInt32) {
        abandon(
            Diagnostic(
                .yamlTooManyNodes, "the document has more than \(limits.nodes) nodes", at: range(of: index),
                help: "split it into several documents"))
    }

    private mutating func reportMissingKey(at span: Span) {
        reportBroken(
            Diagnostic(.yamlComplexKey, "a key is missing here", at: range(span), help: "write \"\" for an empty key"))
    }

    private mutating func reportComplexKey(at span: Span) {
        reportBroken(
            Diagnostic(
                .yamlComplexKey, "a key must be a scalar", at: range(span),
                help: "a list or a mapping cannot be a key"))
    }
}
