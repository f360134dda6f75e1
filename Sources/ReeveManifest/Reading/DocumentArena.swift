import ReeveDiagnostics

/// One document as a flat tree: an array of small nodes and one array of text.
///
/// ```swift
/// if let root = document.root, let metadata = arena.value(forKey: "metadata", in: root) {
///     for (key, value) in arena.entries(of: metadata) { print(arena.text(of: key), arena.range(of: value)) }
/// }
/// ```
///
/// A value: copies share their memory, and stay as they are when the reader goes on. Mappings have scalar keys
/// only, aliases stand as what they name, merge keys are carried out.
package struct DocumentArena: Sendable {
    /// A handle; good for the arena that gave it.
    package struct Node: Sendable, Hashable {
        let index: UInt32
    }

    package enum Kind: UInt8, Sendable {
        case scalar
        case sequence
        case mapping
    }

    /// How a scalar was written; only plain ones can be anything but strings without a tag.
    package enum Style: UInt8, Sendable {
        case plain
        case singleQuoted
        case doubleQuoted
        case literal
        case folded
    }

    /// The explicit tag, where there was one.
    package enum Tag: UInt8, Sendable {
        case none
        /// `!`: a scalar that is a string whatever it looks like.
        case nonSpecific
        case string
        case integer
        case float
        case bool
        case null
        case sequence
        case mapping
    }

    /// 32 bytes; lines and columns count from 1.
    struct Record: Sendable {
        var startLine: UInt32
        var startColumn: UInt32
        var endLine: UInt32
        var endColumn: UInt32
        /// Of a scalar the offset of its text; of a collection its first child, where `count` is not 0.
        var first: UInt32
        /// Of a scalar the bytes of its text; of a collection its children (keys and values both).
        var count: UInt32
        /// The next child of the same parent, or 0.
        var next: UInt32
        var kind: Kind
        var style: Style
        var tag: Tag
        var isFlow: Bool
    }

    /// The file's name, for ranges.
    package let file: String
    var nodes: ContiguousArray<Record> = []
    var text: ContiguousArray<UInt8> = []

    package init(file: String) { self.file = file }

    mutating func removeAll() {
        nodes.removeAll(keepingCapacity: true)
        text.removeAll(keepingCapacity: true)
    }

    subscript(node: Node) -> Record { nodes[Int(node.index)] }
}

extension DocumentArena {
    package func kind(of node: Node) -> Kind { self[node].kind }
    package func style(of node: Node) -> Style { self[node].style }
    package func tag(of node: Node) -> Tag { self[node].tag }

    /// Where the node stands, its tag and anchor included; of an alias, the alias.
    package func range(of node: Node) -> SourceRange {
        let record = self[node]
        return SourceRange(
            file: file, start: SourcePosition(line: Int(record.startLine), column: Int(record.startColumn)),
            end: SourcePosition(line: Int(record.endLine), column: Int(record.endColumn)))
    }

    /// The text of a scalar without quotes and escapes; empty for collections.
    package func text(of node: Node) -> String { withUTF8(of: node) { String(decoding: $0, as: UTF8.self) } }

    /// Calls `body` with the text of a scalar, without copying it.
    package func withUTF8<Result>(of node: Node, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        let record = self[node]
        guard record.kind == .scalar else { return body(UnsafeBufferPointer(start: nil, count: 0)) }
        return text.withUnsafeBufferPointer { text in
            body(UnsafeBufferPointer(rebasing: text[Int(record.first)..<Int(record.first) + Int(record.count)]))
        }
    }

    /// Whether the text of a scalar is exactly `expected`, byte for byte.
    package func text(of node: Node, is expected: StaticString) -> Bool {
        let record = self[node]
        guard record.kind == .scalar, Int(record.count) == expected.utf8CodeUnitCount else { return false }
        return withUTF8(of: node) {
            $0.elementsEqual(UnsafeBufferPointer(start: expected.utf8Start, count: expected.utf8CodeUnitCount))
        }
    }
}
